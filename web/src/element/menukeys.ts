// The keys of a menu, as ARIA describes them: arrows and letters move, Escape and Tab close it.

/** Does what the key stands for, if it stands for anything; `close` is told whether the focus goes back. */
export function menuKey(event: KeyboardEvent, close: (returnFocus: boolean) => void): void {
  const menu = event.currentTarget as HTMLElement;
  const items = [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const at = items.indexOf(event.target as HTMLElement);
  const focus = (index: number) => items[(index + items.length) % items.length]?.focus();
  if (event.key === "ArrowDown") focus(at + 1);
  else if (event.key === "ArrowUp") focus(at - 1);
  else if (event.key === "Home") focus(0);
  else if (event.key === "End") focus(items.length - 1);
  else if (event.key === "Escape") close(true);
  else if (event.key === "Tab") {
    close(true);
    return;
  } else if (/^\S$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const letter = event.key.toLowerCase();
    const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    rest.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
