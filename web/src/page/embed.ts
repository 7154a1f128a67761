// The embed page: the element alone, and the way to the playground.

import { loadCore, wholeCoreWhenTouched } from "../core/load";
import type { PaxosPlayer } from "../element";
import { definePlayer } from "../element/define";
import { readAddress, writeAddress } from "./address";
import { takeKeys } from "./keys";
import { faultOf, payloadOf, readLink } from "./link";

export function startEmbed(): void {
  const { slug, step, theme } = readAddress(location.search);
  document.documentElement.dataset["theme"] = theme;
  definePlayer();
  const player = document.createElement("paxos-player");
  player.controls = true;
  player.theme = theme;
  if (slug) player.slug = slug;
  player.step = step ?? 0;

  const link = document.createElement("a");
  link.className = "playground-link";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Open in the playground";
  const payload = payloadOf(location.hash);
  const follow = () => {
    const own = payload === null ? null : `#${payload}`;
    link.href = `../${own ?? writeAddress(slug, player.run?.changed ? 0 : player.step)}`;
  };
  follow();
  for (const type of ["stepchange", "runchange"]) player.addEventListener(type, follow);
  document.querySelector("main")?.append(player, link);
  takeKeys(player);
  wholeCoreWhenTouched(document);
  if (payload !== null) void openLink(player, payload);
}

/** Plays what a link holds; of a bad one it says what is wrong, and what to do. */
async function openLink(player: PaxosPlayer, payload: string): Promise<void> {
  try {
    await loadCore();
    const { text, step } = await readLink(payload);
    player.open({ text }, step);
  } catch (error) {
    const { what, advice } = faultOf(error);
    const card = document.createElement("p");
    card.setAttribute("role", "alert");
    card.textContent = `${what} ${advice}`;
    player.replaceWith(card);
  }
}
