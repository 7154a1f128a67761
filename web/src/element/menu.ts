// The list of what can be done to a thing: a menu as ARIA describes it. Arrows move, Escape closes and
// gives the focus back; asking for a request opens a small form in its place.

import { html, nothing, type TemplateResult } from "lit";
import type { ActionView, Ref } from "../core";
import { actionsOn, nameOf, networkActions } from "../model/actions";
import type { Run } from "./run";

export interface Request {
  readonly client: string;
  readonly node: string;
  readonly command: string;
}

/** The request among the actions, and the actions without it. */
export function splitRequest(actions: readonly ActionView[]): {
  request: Request | null;
  others: ActionView[];
} {
  const parts = actions.map((action) => /^(\S+) asks (\S+): (.+)$/s.exec(action.text));
  const found = parts.find((part) => part !== null);
  const [, client = "", node = "", command = ""] = found ?? [];
  return {
    request: found ? { client, node, command } : null,
    others: actions.filter((_, index) => parts[index] === null),
  };
}

export interface OpenMenu {
  readonly name: string;
  /** The node that can be looked into from here. */
  readonly node: number | null;
  readonly actions: readonly ActionView[];
  /** The request that a client can send to the node now, to be changed before it is sent. */
  readonly request: Request | null;
  readonly x: number;
  readonly y: number;
  readonly returnTo: HTMLElement | null;
  readonly mode: "menu" | "form";
  readonly problem: string | null;
}

/** Where a menu opens, in the player, and what gets the focus after it. */
export type Opening = Pick<OpenMenu, "x" | "y" | "returnTo">;

export function menuFor(run: Run, step: number, ref: Ref | "network", opening: Opening): OpenMenu {
  const all = run.actions(step);
  const { request, others } = splitRequest(ref === "network" ? networkActions(all) : actionsOn(all, ref));
  const name = ref === "network" ? "Links" : nameOf(ref, run.state(step));
  const node = ref !== "network" && ref.type === "node" ? ref.node : null;
  return { ...opening, name, node, actions: others, request, mode: "menu", problem: null };
}

/** In place of a menu of which nobody knows what would be in it. */
export function refusedMenu(why: Error, opening: Opening): OpenMenu {
  return {
    ...opening,
    name: "Not now",
    node: null,
    actions: [],
    request: null,
    mode: "menu",
    problem: why.message,
  };
}

export interface MenuHost {
  choose(action: string): void;
  askForRequest(): void;
  /** Whether somebody listens to `inspect` events, and shows what is inside the node. */
  inspects(): boolean;
  close(returnFocus: boolean): void;
}

export function menuTemplate(menu: OpenMenu | null, host: MenuHost): TemplateResult | typeof nothing {
  if (!menu) return nothing;
  return menu.mode === "form" ? formTemplate(menu, host) : listTemplate(menu, host);
}

function listTemplate(menu: OpenMenu, host: MenuHost): TemplateResult {
  const isEmpty = menu.actions.length === 0 && !menu.request;
  return html`<div class="menu" id="menu">
    <div class="menu-title" id="menu-title">${menu.name}</div>
    <div
      role="menu"
      aria-labelledby="menu-title"
      @keydown=${(event: KeyboardEvent) => onMenuKey(event, host)}
    >
      ${menu.actions.map(
        (action) =>
          html`<button
            role="menuitem"
            tabindex="-1"
            data-action=${action.text}
            @click=${() => host.choose(action.text)}
          >
            ${action.label}
          </button>`,
      )}
      ${
        menu.request
          ? html`<button role="menuitem" tabindex="-1" @click=${() => host.askForRequest()}>
              Send it a request…
            </button>`
          : nothing
      }
      ${
        menu.node !== null && host.inspects()
          ? html`<button
              role="menuitem"
              tabindex="-1"
              @click=${(event: Event) => lookInside(menu.node, event.currentTarget, host)}
            >
              Look inside it
            </button>`
          : nothing
      }
      ${
        isEmpty
          ? html`<button role="menuitem" tabindex="-1" aria-disabled="true" @click=${() => host.close(true)}>
              Nothing can be done to it at this step
            </button>`
          : nothing
      }
    </div>
    ${menu.problem ? html`<p class="menu-problem" role="alert">${menu.problem}</p>` : nothing}
  </div>`;
}

function lookInside(node: number | null, from: EventTarget | null, host: MenuHost): void {
  from?.dispatchEvent(new CustomEvent("inspect", { bubbles: true, composed: true, detail: { node } }));
  host.close(true);
}

function formTemplate(menu: OpenMenu, host: MenuHost): TemplateResult {
  const { request } = menu;
  if (!request) return html``;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const command = String(data.get("command") ?? "").trim();
    if (command !== "") host.choose(`${request.client} asks ${request.node}: ${command}`);
  };
  return html`<form
    class="menu request"
    id="menu"
    role="dialog"
    aria-label="Send ${request.node} a request"
    @submit=${submit}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      host.close(true);
    }}
  >
    <div class="menu-title">${request.client} asks ${request.node}</div>
    <label>Command <input name="command" value=${request.command} autocomplete="off" spellcheck="false" /></label>
    ${menu.problem ? html`<p class="menu-problem" role="alert">${menu.problem}</p>` : nothing}
    <div class="menu-buttons">
      <button type="button" class="quiet" @click=${() => host.close(true)}>Cancel</button>
      <button class="primary">Send</button>
    </div>
  </form>`;
}

function onMenuKey(event: KeyboardEvent, host: MenuHost): void {
  const menu = event.currentTarget as HTMLElement;
  const items = [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = items.indexOf(event.target as HTMLElement);
  const focus = (index: number) => items[(index + items.length) % items.length]?.focus();
  if (event.key === "ArrowDown") focus(at + 1);
  else if (event.key === "ArrowUp") focus(at - 1);
  else if (event.key === "Home") focus(0);
  else if (event.key === "End") focus(items.length - 1);
  else if (event.key === "Escape") host.close(true);
  else if (event.key === "Tab") {
    host.close(true);
    return;
  } else if (/^\S$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const letter = event.key.toLowerCase();
    const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    rest.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
