import { atLeast, atMost, moreThan, ratio } from '../kernel/ratio.ts';
import type { QuorumRule } from './constitution.ts';

/**
 * How many of `seats` voting seats must be filled for the body to do business: the rule's share in whole seats, as the
 * rule rounds it, or its count, whichever is more, and never none.
 */
export function quorumNeeded(
	rule: Pick<QuorumRule, 'share' | 'rounding' | 'minPresent'>,
	seats: number,
): number {
	return Math.max(1, shareOf(rule, seats), rule.minPresent ?? 0);
}

function shareOf(rule: Pick<QuorumRule, 'share' | 'rounding'>, seats: number): number {
	if (rule.share === null) return 0;
	const share = ratio(rule.share);
	switch (rule.rounding) {
		case 'up':
			return atLeast(share, seats);
		case 'down':
			return atMost(share, seats);
		case 'over':
			return moreThan(share, seats);
	}
}

/** How many seats of one sector must be filled: the most that any condition of the rule asks of it. */
export function neededOfSector(
	rule: Pick<QuorumRule, 'minPerSector' | 'sectorMinimums' | 'allOfSectors'>,
	sectorCode: string,
	seats: number,
): number {
	return Math.max(
		rule.minPerSector ?? 0,
		rule.sectorMinimums[sectorCode] ?? 0,
		rule.allOfSectors.includes(sectorCode) ? seats : 0,
	);
}
