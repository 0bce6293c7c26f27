import type { OtherSeat, OwnSeat } from '#domain/decisions/shown.ts';
import type { NamedElector } from './roll-store.ts';

/** The seat as its voter is told of it. */
export const ownSeat = (seat: NamedElector): OwnSeat => ({
	seatId: seat.seatId,
	organisation: seat.organisationName,
	forName: seat.asDeputy ? seat.holderName : null,
	principal: seat.byProxy ? (seat.holderName ?? '') : null,
});

/** Of the seats that somebody votes for the one asked for, else the first without a ballot, else the first; and the others. */
export function oneOf(
	seats: readonly [NamedElector, ...NamedElector[]],
	voted: ReadonlySet<string>,
	asked: string | undefined,
): { seat: NamedElector; others: OtherSeat[] } {
	const seat =
		seats.find(({ seatId }) => seatId === asked) ??
		seats.find(({ seatId }) => !voted.has(seatId)) ??
		seats[0];
	return {
		seat,
		others: seats
			.filter((each) => each !== seat)
			.map((each) => ({ ...ownSeat(each), voted: voted.has(each.seatId) })),
	};
}
