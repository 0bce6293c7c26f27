/** Kinds of interest, as the register and declarations name them (domain research §1.5). */
export const interestKinds = ['financial', 'non_financial', 'organisational', 'loyalty'] as const;
export type InterestKind = (typeof interestKinds)[number];
