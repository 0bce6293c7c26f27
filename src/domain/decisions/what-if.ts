import { quorum, type Quorum, type QuorumSeat } from '../meetings/quorum.ts';
import { decisionClasses, type DecisionClass, type Rules } from '../partnerships/constitution.ts';
import { electorate } from './electorate.ts';
import { countMotion } from './majority.ts';
import type { ThresholdTest } from './result.ts';

export interface WhatIfSeat extends QuorumSeat {
	/** Who holds it; null for a vacant seat. */
	readonly personId: string | null;
}

/** What the rules come to when some members are away and some have left for an interest. */
export interface WhatIf {
	readonly quorum: Quorum;
	/** Votes that could be cast. */
	readonly voters: number;
	readonly classes: readonly {
		readonly decisionClass: DecisionClass;
		/** The share on everybody there voting for or against. */
		readonly threshold: ThresholdTest;
		/** Units to a vote, as in a result. */
		readonly per: number;
		/** Whether it carries if everybody there votes for it. */
		readonly canCarry: boolean;
	}[];
}

/**
 * Works the rules through for a meeting that need not happen: `away` and `left` are seats that are not there and seats
 * whose people have left the item for an interest, who are no part of its roll. Throws RangeError on a share that is none.
 */
export function whatIf(
	rules: Rules,
	seats: readonly WhatIfSeat[],
	away: ReadonlySet<string>,
	left: ReadonlySet<string>,
): WhatIf {
	const there = seats.filter(({ seatId }) => !away.has(seatId)).map(({ seatId }) => seatId);
	const entitled = seats.filter(({ seatId }) => !left.has(seatId));
	const bySeat = new Map(entitled.map((seat) => [seat.seatId, seat]));
	const roll = electorate(
		rules,
		entitled.map((seat) => ({ ...seat, present: !away.has(seat.seatId) })),
	).map(({ seatId, weight }) => ({
		seatId,
		weight,
		sectorId: bySeat.get(seatId)?.sectorId ?? null,
		present: !away.has(seatId),
	}));
	const voters = roll.filter(({ present }) => present);
	const classes = decisionClasses.map((decisionClass) => {
		const result = countMotion({
			roll,
			ballots: voters.map(({ seatId }) => ({ seatId, choice: 'for' as const })),
			...(rules.voteBasis === 'sector' ? { basis: 'sector' as const } : {}),
			threshold: rules.thresholds[decisionClass],
			tie: 'falls',
			sectors: [...new Set(seats.flatMap(({ sectorId }) => sectorId ?? []))],
		});
		return {
			decisionClass,
			threshold: result.threshold,
			per: result.per ?? 1,
			canCarry: result.outcome === 'carried',
		};
	});
	return { quorum: quorum(rules.quorum, seats, there, left), voters: voters.length, classes };
}
