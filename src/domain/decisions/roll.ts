import type { Standing } from '../partnerships/standing.ts';

/** A seat of the frozen roll, as far as who may vote for it. */
export interface VoterSeat {
	readonly seatId: string;
	readonly personId: string | null;
	readonly present: boolean;
	readonly asDeputy: boolean;
	/** Whether `personId` carries the vote for somebody who is not there. */
	readonly byProxy: boolean;
}

export type NoVote =
	| 'decisions.not_your_seat'
	| 'decisions.not_on_roll'
	| 'decisions.deputy_beside_principal'
	| 'decisions.principal_beside_deputy'
	| 'decisions.principal_beside_proxy';

/**
 * Why the person may not vote for this seat; null when they may. One seat has one voice: the one whom the roll names.
 * Whoever came after the opening waits for the next vote, and deputy and principal never vote beside each other.
 */
export function noVoteFor(seat: VoterSeat, standing: Standing): NoVote | null {
	if (seat.present && seat.personId === standing.personId) return null;
	const claim = standing.seats.find(({ seatId }) => seatId === seat.seatId);
	if (!claim) return 'decisions.not_your_seat';
	if (!seat.present) return 'decisions.not_on_roll';
	if (seat.byProxy) return 'decisions.principal_beside_proxy';
	if (claim.as === 'deputy' && !seat.asDeputy) return 'decisions.deputy_beside_principal';
	if (claim.as === 'representative' && seat.asDeputy) return 'decisions.principal_beside_deputy';
	return 'decisions.not_your_seat';
}

/**
 * The seats of the roll that the person votes for, their own before those that they carry by proxy, or why they vote for none;
 * null for somebody who has no seat at all.
 */
export function votesFor<Seat extends VoterSeat>(
	roll: readonly Seat[],
	standing: Standing,
): { seats: readonly [Seat, ...Seat[]]; why: null } | { seats: null; why: NoVote } | null {
	const [own, ...more] = roll
		.filter((seat) => noVoteFor(seat, standing) === null)
		.sort((a, b) => Number(a.byProxy) - Number(b.byProxy));
	if (own) return { seats: [own, ...more], why: null };
	const claimed = roll.find((seat) => standing.seats.some(({ seatId }) => seatId === seat.seatId));
	const why = claimed && noVoteFor(claimed, standing);
	return why ? { seats: null, why } : null;
}
