// A colour for each ballot's owner, on light and on dark. Text in each is 4.5:1 on the ground it is
// printed on (a test computes it); neighbours differ in lightness as well as in hue, and a ballot's
// name says its owner, so that nothing depends on seeing colours.

export const GROUND = { light: "#ffffff", dark: "#131d30" } as const;
export const PAGE = { light: "#fbfaf6", dark: "#0d1524" } as const;

export const OWNERS: readonly { light: string; dark: string }[] = [
  { light: "#0068a8", dark: "#62b5f0" },
  { light: "#a8480a", dark: "#f2985f" },
  { light: "#00705a", dark: "#55caa4" },
  { light: "#7d3a9c", dark: "#cf9cf0" },
  { light: "#6f5b00", dark: "#d8c24f" },
  { light: "#3d4bb8", dark: "#9aa8ff" },
  { light: "#8f3f72", dark: "#ee9ccb" },
  { light: "#33691e", dark: "#96d06c" },
  { light: "#00687a", dark: "#5ccbe0" },
  { light: "#7a4b2a", dark: "#d8ab86" },
  { light: "#553a86", dark: "#b8a2f5" },
  { light: "#3e5872", dark: "#a5bfd9" },
  { light: "#7c4d57", dark: "#dfacb7" },
  { light: "#1f574f", dark: "#86d8cb" },
  { light: "#565b22", dark: "#c0c675" },
];

/** The relative luminance's contrast of two colours, as WCAG defines it. */
export function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
