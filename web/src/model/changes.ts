// What was changed of a scenario, in words: by its lines, as far as they say what happens.

/** What is only said about a run. */
const SAID = /^(?:#(?:\s|$)|note\b|expect\b|check\b|monitors\b)/;

function statements(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim().replace(/\s+/g, " "))
    .filter((line) => line !== "" && !SAID.test(line));
}

/** What is in the first list and not in the second, each as often as it is there more. */
function beyond(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function brokenIn(lines: readonly string[]): Set<string> {
  const rules = lines.filter((line) => line.startsWith("rules ")).flatMap((line) => line.split(" ").slice(1));
  return new Set(rules.map((rule) => rule.replace(/=off$/, "")));
}

/** What is done, and then when. */
const inWords = (line: string): string =>
  line
    .replace(/^(?:after (step \d+)|at (\d+m?s)) (.+)$/, (_, step, time, act) => `${act} at ${step ?? time}`)
    .replace(/^((?:on|when) .+?): (.+)$/, "$2 $1");

/** A phrase for each thing that was changed, rules last; of lines that are gone, how many. */
export function changesOf(original: string, now: string): string[] {
  const [before, after] = [statements(original), statements(now)];
  const isRules = (line: string) => line.startsWith("rules ");
  const added = beyond(after, before).filter((line) => !isRules(line));
  const gone = beyond(before, after).filter((line) => !isRules(line));
  // A line in the place of another of its kind is that line, changed.
  const kinds = new Set(added.map((line) => line.split(" ")[0]));
  const lost = gone.filter(
    (line) => !/^(protocol|network|until)\b/.test(line) || !kinds.has(line.split(" ")[0]),
  );
  const [wasOff, isOff] = [brokenIn(before), brokenIn(after)];
  return [
    ...added.filter((line) => !line.startsWith("until ")).map(inWords),
    ...(lost.length === 0
      ? []
      : [lost.length === 1 ? `without “${lost[0]}”` : `without ${lost.length} of its lines`]),
    ...[...isOff].filter((rule) => !wasOff.has(rule)).map((rule) => `${rule} is off`),
    ...[...wasOff].filter((rule) => !isOff.has(rule)).map((rule) => `${rule} is on`),
  ];
}

const MOST = 3;

/** All of them in one sentence; the first few, if they are many. */
export function changesInWords(changes: readonly string[]): string {
  const left = changes.length - MOST;
  const said = changes.slice(0, MOST).join("; ");
  return left > 0 ? `${said}; and ${left} more.` : `${said}.`;
}
