import { expect, test } from "vitest";
import { readAddress, writeAddress } from "../../src/page/address";
import { closestSlug } from "../../src/page/closest";

test("an address is read as it is written", () => {
  expect(readAddress(writeAddress("s02-multi", 12))).toEqual({ slug: "s02-multi", step: 12, theme: "auto" });
  expect(writeAddress("s02-multi", 0)).toBe("?s=s02-multi");
  expect(writeAddress(null, 7)).toBe("");
});

test("what is not a step or a theme is none", () => {
  expect(readAddress("?s=a&step=-3&theme=pink")).toEqual({ slug: "a", step: null, theme: "auto" });
  expect(readAddress("?step=1e9").step).toBeNull();
  expect(readAddress("?s=").slug).toBeNull();
});

test("a mistyped slug leads to the one that was meant, nonsense to none", () => {
  const slugs = ["s01-basic-three", "s02-multi-follower", "s03-duel"];
  expect(closestSlug("s02-mutli-folower", slugs)).toBe("s02-multi-follower");
  expect(closestSlug("s03", slugs)).toBe("s03-duel");
  expect(closestSlug("qqqqqqqq", slugs)).toBeNull();
});
