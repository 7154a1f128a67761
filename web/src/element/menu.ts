// The list of what can be done to a thing: a menu as ARIA describes it. Arrows move, Escape closes and
// gives the focus back. Asking for a request and cutting the network open a small form in its place.

import { html, nothing, type TemplateResult } from "lit";
import { groupsOf, type Item, type Request, type Scene, type Subject, titleOf } from "./menuitems";
import { menuKey } from "./menukeys";
import { partitionForm } from "./partition";
import type { Run } from "./run";

export type { Subject } from "./menuitems";

export interface OpenMenu {
  readonly name: string;
  readonly groups: ReturnType<typeof groupsOf>;
  readonly x: number;
  readonly y: number;
  readonly returnTo: HTMLElement | null;
  readonly mode: "menu" | { readonly request: Request } | { readonly part: readonly string[] };
  readonly problem: string | null;
}

/** Where a menu opens, in the player, and what gets the focus after it. */
export type Opening = Pick<OpenMenu, "x" | "y" | "returnTo">;

export function menuFor(
  run: Run,
  step: number,
  subject: Subject,
  inspects: boolean,
  opening: Opening,
): OpenMenu {
  const { header } = run;
  const scene: Scene = { header, state: run.state(step), actions: run.actions(step), inspects };
  const { x, y, returnTo } = opening;
  const groups = groupsOf(subject, scene);
  return { x, y, returnTo, name: titleOf(subject, scene), groups, mode: "menu", problem: null };
}

/** In place of a menu of which nobody knows what would be in it. */
export function refusedMenu(why: Error, { x, y, returnTo }: Opening): OpenMenu {
  return { x, y, returnTo, name: "Not now", groups: [], mode: "menu", problem: why.message };
}

export interface MenuHost {
  choose(action: string): void;
  /** Opens the menu of something else in this one's place. */
  follow(subject: Subject): void;
  /** Shows a form in the menu's place. */
  turn(mode: OpenMenu["mode"]): void;
  close(returnFocus: boolean): void;
}

export function menuTemplate(
  menu: OpenMenu | null,
  nodes: readonly string[],
  host: MenuHost,
): TemplateResult | typeof nothing {
  if (!menu) return nothing;
  if (menu.mode === "menu") return listTemplate(menu, nodes, host);
  if ("part" in menu.mode) return partitionForm(menu.mode.part, nodes, menu.problem, host);
  return requestForm(menu.mode.request, menu.problem, host);
}

function listTemplate(menu: OpenMenu, nodes: readonly string[], host: MenuHost): TemplateResult {
  return html`<div class="menu" id="menu">
    <div class="menu-title" id="menu-title">${menu.name}</div>
    <div
      role="menu"
      aria-labelledby="menu-title"
      @keydown=${(event: KeyboardEvent) => menuKey(event, (returnFocus) => host.close(returnFocus))}
    >
      ${menu.groups.map(
        ({ title, items }) =>
          html`<div role="group" aria-label=${title ?? nothing}>
            ${title ? html`<div class="group-title" aria-hidden="true">${title}</div>` : nothing}
            ${items.map((item) => itemTemplate(item, nodes, host))}
          </div>`,
      )}
      ${
        menu.groups.length === 0
          ? html`<button role="menuitem" tabindex="-1" aria-disabled="true" @click=${() => host.close(true)}>
              Nothing can be done to it at this step
            </button>`
          : nothing
      }
    </div>
    ${problem(menu.problem)}
  </div>`;
}

function itemTemplate(item: Item, nodes: readonly string[], host: MenuHost): TemplateResult {
  const act = (event: Event) => {
    switch (item.kind) {
      case "do":
        return host.choose(item.action);
      case "open":
        return host.follow(item.subject);
      case "ask":
        return host.turn({ request: item.request });
      case "part":
        return host.turn({ part: nodes.slice(0, 1) });
      case "inspect":
        event.target?.dispatchEvent(
          new CustomEvent("inspect", { bubbles: true, composed: true, detail: { node: item.node } }),
        );
        return host.close(true);
    }
  };
  return html`<button
    role="menuitem"
    tabindex="-1"
    aria-haspopup=${item.kind === "open" ? "menu" : nothing}
    data-action=${item.kind === "do" ? item.action : nothing}
    @click=${act}
  >
    ${item.label}
  </button>`;
}

export function problem(text: string | null): TemplateResult | typeof nothing {
  return text ? html`<p class="menu-problem" role="alert">${text}</p>` : nothing;
}

/** A form in a menu's place; Escape closes it. */
export function formTemplate(
  name: string,
  fields: TemplateResult,
  submit: (data: FormData) => void,
  done: string,
  host: Pick<MenuHost, "close">,
): TemplateResult {
  return html`<form
    class="menu request"
    id="menu"
    role="dialog"
    aria-label=${name}
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      submit(new FormData(event.currentTarget as HTMLFormElement));
    }}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      host.close(true);
    }}
  >
    <div class="menu-title">${name}</div>
    ${fields}
    <div class="menu-buttons">
      <button type="button" class="quiet" @click=${() => host.close(true)}>Cancel</button>
      <button class="primary">${done}</button>
    </div>
  </form>`;
}

function requestForm(
  { client, node, command }: Request,
  fault: string | null,
  host: MenuHost,
): TemplateResult {
  const submit = (data: FormData) => {
    const wanted = String(data.get("command") ?? "").trim();
    if (wanted !== "") host.choose(`${client} asks ${node}: ${wanted}`);
  };
  const fields = html`<label>
      Command <input name="command" value=${command} autocomplete="off" spellcheck="false" />
    </label>
    ${problem(fault)}`;
  return formTemplate(`${client} asks ${node}`, fields, submit, "Send", host);
}
