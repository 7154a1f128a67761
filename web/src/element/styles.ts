import { unsafeCSS } from "lit";
import { figureStyles, tokens } from "../draw/styles";
import controls from "./controls.css?inline";
import layout from "./layout.css?inline";
import legend from "./legend.css?inline";
import short from "./short.css?inline";

export const styles = [tokens, unsafeCSS(`${layout}${controls}${legend}${short}`), figureStyles];
