// Written by crates/xtask. The core calls `need` where a function is missing that is in its second part:
// whoever loads the core says with `onNeed` how that part is brought in, at once.

let bring = () => {
  throw new Error("the core's second part is missing");
};

export function onNeed(how) {
  bring = how;
}

export function need() {
  bring();
}
