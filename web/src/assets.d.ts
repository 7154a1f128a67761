declare module "*.wasm?url" {
  const url: string;
  export default url;
}

declare module "*.css?inline" {
  const css: string;
  export default css;
}

/** Vite's: the files that fit a pattern, by path; fetched when asked for, or at once. */
interface ImportMeta {
  glob<T>(pattern: string, options: { query: "?raw"; import: "default" }): Record<string, () => Promise<T>>;
  glob<T>(pattern: string, options: { query: "?raw"; import: "default"; eager: true }): Record<string, T>;
}
