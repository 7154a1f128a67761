/** The version of the core, as the page says it. */
export function versionLine(version: string): string {
  return `Antipaxos ${version}`;
}
