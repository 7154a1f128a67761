/** What each rule says, who says so, and what popular tellings say instead ("" where the same), by the rule's name. */
export const rules: Record<string, [sentence: string, source: string, popular: string]>;
