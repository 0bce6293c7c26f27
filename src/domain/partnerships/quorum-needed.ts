import { atLeast, ratio } from '../kernel/ratio.ts';
import type { QuorumRule } from './constitution.ts';

/**
 * How many of `seats` voting seats must be filled for the body to do business: the rule's share rounded up or its
 * count, whichever is more, and never none.
 */
export function quorumNeeded(rule: QuorumRule, seats: number): number {
	const share = rule.share === null ? 0 : atLeast(ratio(rule.share), seats);
	return Math.max(1, share, rule.minPresent ?? 0);
}
