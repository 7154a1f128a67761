// The embed page: the element alone, and the way to the playground.

import { wholeCoreWhenTouched } from "../core/load";
import { definePlayer } from "../element";
import { readAddress, writeAddress } from "./address";

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
  const follow = () => {
    link.href = `../${writeAddress(slug, player.run?.changed ? 0 : player.step)}`;
  };
  follow();
  for (const type of ["stepchange", "runchange"]) player.addEventListener(type, follow);
  document.querySelector("main")?.append(player, link);
  wholeCoreWhenTouched(document);
}
