/** What each rule says, and who says so, by the rule's name. */
export const rules: Record<string, [sentence: string, source: string]>;
