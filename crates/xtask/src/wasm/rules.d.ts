/**
 * What each rule says, who says so, what popular tellings say instead ("" where the same), what goes wrong without it,
 * and the scenario that shows it ("" where it cannot be switched off), by the rule's name.
 */
export const rules: Record<string, [sentence: string, source: string, popular: string, reason: string, slug: string]>;
