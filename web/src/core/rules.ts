// What the rules say: a part of the generated package that only those take who are asked why.

export { rules } from "../../pkg/rules.js";
