// The button that opens a scenario from a file.

import { html, type TemplateResult } from "lit";
import css from "./file.css?inline";
import { styled } from "./styled";

styled(css);

export function fileButton(open: (file: File) => void): TemplateResult {
  return html`<label class="button file">
    Open a file…
    <input type="file" accept=".paxos,.txt,text/plain" @change=${(event: Event) => {
      const input = event.target as HTMLInputElement;
      const file = input.files?.[0];
      if (file) open(file);
      input.value = "";
    }} />
  </label>`;
}
