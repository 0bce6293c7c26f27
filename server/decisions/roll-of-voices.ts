import { electorate } from '#domain/decisions/electorate.ts';
import type { ManifestSeat } from '#domain/decisions/poll.ts';
import type { WrittenManifest } from '#domain/decisions/written.ts';
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

/** The roll of a vote between meetings: every seat that somebody holds counts as there, from afar. */
export function rollOfBody(
	rules: Rules,
	seats: readonly VotingSeat[],
	codes: ReadonlyMap<string, string>,
): DrawnSeat[] {
	const held = seats.flatMap(({ seatId, holderId }) =>
		holderId === null
			? []
			: [{ personId: holderId, seatId, asDeputy: false, mode: 'remote' as const }],
	);
	return rollOfVoices(rules, seats, held, new Set(held.map(({ seatId }) => seatId)), codes);
}

/** Every seat with the seat of the roll that votes for it: an organisation's or a person's one vote is that of each of their seats. */
export function voiceOfEach(
	{ voteBasis }: Pick<Rules, 'voteBasis'>,
	seats: readonly VotingSeat[],
	roll: readonly DrawnSeat[],
): WrittenManifest['seats'] {
	const alike = (voice: VotingSeat, seat: VotingSeat) =>
		(voteBasis === 'organisation' &&
			seat.organisationId !== null &&
			voice.organisationId === seat.organisationId) ||
		(voteBasis === 'person' && seat.holderId !== null && voice.holderId === seat.holderId);
	return seats.map((seat) => {
		const by =
			roll.find((each) => each.seat.seatId === seat.seatId) ??
			roll.find((each) => alike(each.seat, seat));
		return {
			seatId: seat.seatId,
			organisation: seat.organisationCode,
			sectorId: seat.sectorId,
			sector: seat.sectorCode,
			voice: by?.seat.seatId ?? null,
		};
	});
}
