// npm run fuzz -- 60      mangled inputs for parser, links and traces, for so many minutes (10 without a number)
// npm run fuzz -- 60 7    the same, beginning with the seed 7

import { command, Problem, run } from "./tools.mjs";

/** Inputs for each target, of one seed. */
const INPUTS = 20_000;

await command(async ([minutes = "10", first = "1"]) => {
  const [limit, from] = [Number(minutes), Number(first)];
  if (!(limit > 0) || !Number.isInteger(from)) throw new Problem("npm run fuzz -- MINUTES [FIRST SEED]");
  const started = performance.now();
  const spent = () => (performance.now() - started) / 60_000;
  let seed = from;
  while (spent() < limit) {
    const env = { FUZZ: `${INPUTS}`, FUZZ_SEED: `${seed}` };
    const packages = ["antipaxos-simulator-tests", "antipaxos-itf-tests"].flatMap((name) => [
      "--package",
      name,
    ]);
    const args = ["test", "--quiet", "--locked", ...packages, "--test", "all"];
    const { code } = await run("cargo", [...args, "--", "fuzz::", "--nocapture"], { env });
    if (code !== 0) throw new Problem(`Seed ${seed} found something: the input stands above.`);
    seed += 1;
  }
  const inputs = ((seed - from) * INPUTS).toLocaleString("en");
  console.log(`fuzz: ${inputs} inputs for each target in ${spent().toFixed(0)} minutes, nothing found`);
});
