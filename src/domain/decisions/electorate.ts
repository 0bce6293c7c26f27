import type { Rules } from '../partnerships/constitution.ts';

/** A voting seat with who is there for it, as the roll is drawn up. In the order of the body. */
export interface SeatThere {
	readonly seatId: string;
	/** Null, as its code, for a co-opted member. */
	readonly organisationId: string | null;
	readonly organisationCode: string | null;
	readonly sectorId: string | null;
	/** Who sits in it now, else who holds it; null for a vacant one. */
	readonly personId: string | null;
	readonly present: boolean;
	/** Nobody sits in it, and somebody carries its vote. */
	readonly byProxy?: boolean;
}

/** A voice of the roll: the seat that casts it, and what it weighs ("3/2"). */
export interface Voice {
	readonly seatId: string;
	readonly weight: string;
}

/**
 * Who has a vote, by the rules (domain research §1.4, vote basis). By seat and by sector: every seat. By organisation: one
 * vote each, cast by its delegate, the first of its seats that somebody sits in. By person: one vote each, however
 * many seats they sit in. A weight is the organisation's. A co-opted member has a vote of their own that weighs one; where
 * sectors vote, only one who belongs to a sector.
 */
export function electorate(
	rules: Pick<Rules, 'voteBasis' | 'weights'>,
	seats: readonly SeatThere[],
): Voice[] {
	return voices(rules.voteBasis, seats).map((seat) => ({
		seatId: seat.seatId,
		weight: (seat.organisationCode !== null && rules.weights[seat.organisationCode]) || '1',
	}));
}

function voices(basis: Rules['voteBasis'], seats: readonly SeatThere[]): SeatThere[] {
	switch (basis) {
		case 'seat':
			return [...seats];
		case 'sector':
			return seats.filter((seat) => seat.sectorId !== null);
		case 'organisation':
			return firstOf(seats, (seat) => seat.organisationId ?? `seat ${seat.seatId}`);
		case 'person':
			return firstOf(seats, (seat) => seat.personId ?? `seat ${seat.seatId}`);
	}
}

/** One seat a voice: the first that somebody sits in, else whose vote is carried, else the first; in the order of the seats. */
function firstOf(seats: readonly SeatThere[], voice: (seat: SeatThere) => string): SeatThere[] {
	const rank = ({ present, byProxy }: SeatThere) => (present ? 2 : byProxy ? 1 : 0);
	const found = new Map<string, SeatThere>();
	for (const seat of seats) {
		const known = found.get(voice(seat));
		if (!known || rank(seat) > rank(known)) found.set(voice(seat), seat);
	}
	const kept = new Set(found.values());
	return seats.filter((seat) => kept.has(seat));
}
