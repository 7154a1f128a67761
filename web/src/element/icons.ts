import { svg, type TemplateResult } from "lit";

const icon = (paths: TemplateResult) =>
  svg`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${paths}</svg>`;

export const icons = {
  start: icon(svg`<path d="M3 3h2v10H3zM13 3v10L6 8z"/>`),
  back: icon(svg`<path d="M11 3v10L4 8z"/>`),
  play: icon(svg`<path d="M4.500 2.500v11l9-5.500z"/>`),
  pause: icon(svg`<path d="M4 3h3v10H4zM9 3h3v10H9z"/>`),
  again: icon(svg`<path d="M8 3a5 5 0 1 1-4.600 3l1.700.700A3.200 3.200 0 1 0 8 4.800V7L4 3.900 8 1z"/>`),
  forward: icon(svg`<path d="M5 3v10l7-5z"/>`),
  next: icon(svg`<path d="M2.500 3v10l6.500-5zM10.500 2.500h1.500v11h-1.500zM13 6.500h1.800v3H13z"/>`),
  until: icon(svg`<path d="M1.500 3v10l6.500-5zM9 7l3.500 4L16 7z"/>`),
  alone: icon(svg`<path d="M2 2h5v1.600H3.600V7H2zM14 14H9v-1.600h3.400V9H14z"/>`),
  all: icon(svg`<path d="M7 7H2V5.400h3.400V2H7zM9 9h5v1.600h-3.400V14H9z"/>`),
  end: icon(svg`<path d="M11 3h2v10h-2zM3 3v10l7-5z"/>`),
} as const;
