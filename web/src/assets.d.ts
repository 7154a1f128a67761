declare module "*.wasm?url" {
  const url: string;
  export default url;
}

declare module "*.css?inline" {
  const css: string;
  export default css;
}

declare module "*.txt?raw" {
  const text: string;
  export default text;
}

interface ImportMeta {
  /** Vite's: whether this is the built page. */
  readonly env: { readonly PROD: boolean };
  /** Vite's: the files that fit a pattern, by path. */
  glob<T>(pattern: string, options: { query: "?raw"; import: "default"; eager: true }): Record<string, T>;
}
