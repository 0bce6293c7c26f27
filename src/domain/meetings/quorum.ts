import type { QuorumRule } from '../partnerships/constitution.ts';
import { neededOfSector, quorumNeeded } from '../partnerships/quorum-needed.ts';

/** A voting seat as far as a quorum looks at it. */
export interface QuorumSeat {
	readonly seatId: string;
	/** Null, as its code, for a co-opted member. */
	readonly organisationId: string | null;
	readonly organisationCode: string | null;
	readonly sectorId: string | null;
	readonly sectorCode: string | null;
}

/** One condition of the rule that is not met. */
export type QuorumGap =
	| { readonly kind: 'seats'; readonly present: number; readonly needed: number }
	| { readonly kind: 'organisations'; readonly present: number; readonly needed: number }
	| {
			readonly kind: 'sector';
			readonly sectorId: string;
			readonly present: number;
			readonly needed: number;
	  }
	| { readonly kind: 'organisation'; readonly organisationCode: string };

export interface Quorum {
	readonly quorate: boolean;
	/** Seats of the body that somebody sits in and that count. */
	readonly present: number;
	/** All voting seats of the body. */
	readonly seats: number;
	/** Seats asked for, whatever else the rule asks for. */
	readonly needed: number;
	/** Each sector that has seats, in the order of the seats; `needed` is 0 where the rule asks nothing of sectors. */
	readonly inSectors: readonly {
		readonly sectorId: string;
		readonly present: number;
		readonly needed: number;
	}[];
	readonly missing: readonly QuorumGap[];
}

/**
 * Whether the seats that are filled make a quorum. All conditions of the rule must hold together: a share of all
 * voting seats, a count, so many organisations, so many seats of each sector or of one, all of a sector, named
 * organisations (rules in use: domain research §1.4). Nobody is never a quorum, whatever the rule says. A co-opted member
 * counts as a seat and for their sector, where they have one, and stands for no organisation.
 *
 * `presentSeatIds` may hold repeats and seats of elsewhere; they don't count. `recusedSeatIds` are left out
 * of those present when the rule asks for a recheck after recusal; the share is still taken of all seats.
 * Throws RangeError on a share that is none.
 */
export function quorum(
	rule: QuorumRule,
	seats: readonly QuorumSeat[],
	presentSeatIds: Iterable<string>,
	recusedSeatIds: Iterable<string> = [],
): Quorum {
	const there = new Set(presentSeatIds);
	if (rule.recheckAfterRecusal) for (const seatId of recusedSeatIds) there.delete(seatId);
	const filled = seats.filter((seat) => there.has(seat.seatId));

	const needed = quorumNeeded(rule, seats.length);
	const sectors = new Map(
		seats.flatMap(({ sectorId, sectorCode }) =>
			sectorId === null || sectorCode === null ? [] : [[sectorId, sectorCode] as const],
		),
	);
	const inSectors = [...sectors].map(([sectorId, sectorCode]) => {
		// "All of a sector" means its members' seats; who was co-opted neither fills one nor is one.
		const whole = rule.allOfSectors.includes(sectorCode);
		const own = seats.filter(
			(seat) => seat.sectorId === sectorId && !(whole && seat.organisationId === null),
		);
		return {
			sectorId,
			present: own.filter((seat) => there.has(seat.seatId)).length,
			needed: neededOfSector(rule, sectorCode, own.length),
		};
	});
	const organisations = new Set(filled.flatMap((seat) => seat.organisationId ?? [])).size;
	const codes = new Set(filled.map((seat) => seat.organisationCode));

	const missing: QuorumGap[] = [];
	if (filled.length < needed) missing.push({ kind: 'seats', present: filled.length, needed });
	if (organisations < (rule.minOrganisations ?? 0))
		missing.push({
			kind: 'organisations',
			present: organisations,
			needed: rule.minOrganisations ?? 0,
		});
	for (const sector of inSectors)
		if (sector.present < sector.needed) missing.push({ kind: 'sector', ...sector });
	for (const organisationCode of rule.requiredOrganisations)
		if (!codes.has(organisationCode)) missing.push({ kind: 'organisation', organisationCode });

	return {
		quorate: missing.length === 0,
		present: filled.length,
		seats: seats.length,
		needed,
		inSectors,
		missing,
	};
}
