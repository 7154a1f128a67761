import { loadCore, version } from "./core";
import { versionLine } from "./model/version";

await loadCore();
const line = document.querySelector("#version");
if (line) line.textContent = versionLine(version());
