// The keyboard, while the focus is inside the player.

export interface KeysHost {
  toggle(): void;
  stepBack(): void;
  stepForward(): void;
  toStart(): void;
  toEnd(): void;
  toNextMarker(): void;
  /** Opens the menu of what to run until. */
  until(): void;
  undo(): void;
  redo(): void;
  showKeys(): void;
  /** Leaves what is large; false where nothing is. */
  leaveAlone(): boolean;
}

export function onKey(event: KeyboardEvent, host: KeysHost): void {
  if (event.defaultPrevented || event.altKey) return;
  const target = event.composedPath()[0];
  const isRange = target instanceof HTMLInputElement && target.type === "range";
  const isField = !isRange && target instanceof HTMLElement && target.matches("input, textarea, select");
  if (isField || (target instanceof Element && target.closest(".menu, dialog"))) return;
  const isButton = target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) host.undo();
    else if (key === "y" || key === "z") host.redo();
    else return;
  } else if (event.key === "k" || (event.key === " " && !isButton)) host.toggle();
  else if (event.key === "ArrowLeft" || (isRange && event.key === "ArrowDown")) host.stepBack();
  else if (event.key === "ArrowRight" || (isRange && event.key === "ArrowUp")) host.stepForward();
  else if (event.key === "Home") host.toStart();
  else if (event.key === "End") host.toEnd();
  else if (event.key === "n") host.toNextMarker();
  else if (event.key === "u") host.until();
  else if (event.key === "?") host.showKeys();
  else if (event.key === "Escape" && host.leaveAlone()) return;
  else return;
  event.preventDefault();
}
