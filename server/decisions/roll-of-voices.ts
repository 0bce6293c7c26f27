import { electorate } from '#domain/decisions/electorate.ts';
import type { ManifestSeat } from '#domain/decisions/poll.ts';
import type { Attending } from '#domain/meetings/attendance.ts';
import type { Rules } from '#domain/partnerships/constitution.ts';
import type { VotingSeat } from '../partnerships/store.ts';
import type { Proxy } from './proxy-store.ts';

/** A seat of a roll that is drawn up: the seat itself, what the manifest says of it, and who acts for it. */
export interface DrawnSeat {
	readonly seat: VotingSeat;
	readonly line: ManifestSeat;
	readonly personId: string | null;
}

/**
 * The roll: every voice of the body in its order, present where somebody sits in its seat who counts, or carries its vote by
 * proxy (`carriedProxies`).
 */
export function rollOfVoices(
	rules: Rules,
	seats: readonly VotingSeat[],
	people: readonly Attending[],
	counted: ReadonlySet<string>,
	codes: ReadonlyMap<string, string>,
	carried: ReadonlyMap<string, Proxy> = new Map(),
): DrawnSeat[] {
	const bySeat = new Map(seats.map((seat) => [seat.seatId, seat]));
	const voices = electorate(
		rules,
		seats.map((seat) => ({
			...seat,
			personId: people.find((each) => each.seatId === seat.seatId)?.personId ?? seat.holderId,
			present: counted.has(seat.seatId),
			byProxy: carried.has(seat.seatId),
		})),
	);
	return voices.map(({ seatId, weight }) => {
		const seat = bySeat.get(seatId) as VotingSeat;
		const proxy = carried.get(seat.seatId);
		const person = proxy
			? people.find((each) => each.personId === proxy.holderId)
			: counted.has(seat.seatId)
				? people.find((each) => each.seatId === seat.seatId)
				: undefined;
		const line: ManifestSeat = {
			seatId: seat.seatId,
			sectorId: seat.sectorId,
			organisation: seat.organisationCode,
			sector: seat.sectorCode,
			...(weight === '1' ? {} : { weight }),
			present: person !== undefined,
			person: person ? (codes.get(person.personId) ?? null) : null,
			mode: person?.mode ?? null,
			asDeputy: !proxy && (person?.asDeputy ?? false),
			...(proxy ? { byProxy: true } : {}),
		};
		return { seat, line, personId: person?.personId ?? null };
	});
}
