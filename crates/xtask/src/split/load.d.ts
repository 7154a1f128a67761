/** How the core's second part is brought in: it has to be there when `how` returns, or `how` throws. */
export function onNeed(how: () => void): void;

/** The scenarios that ship and that the first part can show and play alone, by slug. */
export const playedByFirst: readonly string[];
