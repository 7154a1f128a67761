// How the roles of a figure's shapes look. Ink on whitewash; colour for ballots by owner, gold for what
// is chosen, crimson for what is broken - each with a shape or a word besides.

import { unsafeCSS } from "lit";
import figure from "./figure.css?inline";
import { OWNERS } from "./palette";
import base from "./tokens.css?inline";

const owners = OWNERS.map(({ light, dark }, owner) => `--owner-${owner}:light-dark(${light},${dark});`);
const ownerClasses = OWNERS.map((_, owner) => `.owner-${owner}{color:var(--owner-${owner})}`);

/** The colours and fonts, as custom properties on the host (or, on a page, on the root). */
export const tokens = unsafeCSS(`${base}:host,:root{${owners.join("")}}${ownerClasses.join("")}`);

export const figureStyles = unsafeCSS(figure);
