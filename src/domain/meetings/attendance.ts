import type { Rules } from '../partnerships/constitution.ts';

export type AttendanceMode = 'in_person' | 'remote' | 'telephone';

export const attendanceModes: readonly AttendanceMode[] = ['in_person', 'remote', 'telephone'];

/** A seat that a person may sit in: their own, or one they are the named deputy for. */
export interface SeatClaim {
	readonly seatId: string;
	readonly position: number;
	readonly as: 'representative' | 'deputy';
	/** Whose seat it is today; null while it is vacant. */
	readonly holderId: string | null;
	/** What the holder's apologies say about who sits for them. */
	readonly apology: 'names_them' | 'given' | 'names_another' | 'none';
	/** A deputy's: named for this meeting before its notice ended, or where the rules ask for none. */
	readonly noticed: boolean;
}

/** Somebody who is at the meeting now. */
export interface Attending {
	readonly personId: string;
	readonly seatId: string | null;
	readonly asDeputy: boolean;
	/** A deputy named too late, who sits with the chair's leave. */
	readonly byLeave?: boolean;
	readonly mode: AttendanceMode;
}

/**
 * What the person asks for: the seat that is theirs to take, none, or (by the clerk) their own seat back from a deputy, or a
 * deputy's seat with the leave of the chair although nobody gave notice in time.
 */
export type SeatWish = 'own' | 'none' | 'take_over' | 'by_leave';

export type Seating =
	| {
			readonly kind: 'seated';
			readonly seatId: string | null;
			readonly asDeputy: boolean;
			readonly byLeave: boolean;
			/** The deputy who gives the seat up and stays without one. */
			readonly displaced: string | null;
	  }
	| {
			readonly kind: 'refused';
			readonly code:
				| 'meetings.principal_present'
				| 'meetings.deputy_in_seat'
				| 'meetings.seat_taken'
				| 'meetings.deputy_late'
				| 'meetings.remote_not_allowed';
			/** Who is in the way; null where nobody is. */
			readonly personId: string | null;
	  };

const standing: Seating = {
	kind: 'seated',
	seatId: null,
	asDeputy: false,
	byLeave: false,
	displaced: null,
};

/**
 * Which seat a person takes on arriving (or on changing how they attend). One seat has one voice:
 *
 * - A representative takes their own seat. While their deputy sits in it they are refused, and only the clerk
 *   hands it back: the deputy may have voted for the seat already, so one person makes the change, at one
 *   moment that the minutes can name.
 * - A deputy takes a seat only if named for it, if the rules let deputies vote, and never beside their principal,
 *   seated or not. Named for several, they take the first free one; one whose holder sent apologies comes
 *   first, so that a holder who is merely late finds the seat free (domain research §1.4, substitutes).
 *   Named for this meeting after its notice ended, or not at all, they are refused unless the chair gives leave
 *   (domain research §1.4: notified to the chair before the meeting); who sits already stays.
 * - Anybody else attends without a seat.
 *
 * Where the rules do not allow remote attendance, no seat is taken from afar.
 */
export function seatFor(
	personId: string,
	claims: readonly SeatClaim[],
	attending: readonly Attending[],
	rules: Pick<Rules, 'deputies' | 'remote'>,
	wish: SeatWish,
	mode: AttendanceMode,
): Seating {
	if (wish === 'none') return standing;
	const others = attending.filter((each) => each.personId !== personId);
	const sitting = (claim: SeatClaim) => others.find((each) => each.seatId === claim.seatId);
	const own = inOrder(claims.filter((claim) => claim.as === 'representative'));
	const lent = rules.deputies.vote ? inOrder(claims.filter((claim) => claim.as === 'deputy')) : [];
	if (own.length + lent.length === 0) return standing;
	if (rules.remote === 'not_allowed' && mode !== 'in_person')
		return { kind: 'refused', code: 'meetings.remote_not_allowed', personId: null };

	const current = attending.find((each) => each.personId === personId);
	const kept = [...own, ...lent].find((claim) => claim.seatId === current?.seatId);
	if (kept)
		return {
			kind: 'seated',
			seatId: kept.seatId,
			asDeputy: kept.as === 'deputy',
			byLeave: current?.byLeave ?? false,
			displaced: null,
		};

	for (const claim of own)
		if (!sitting(claim))
			return {
				kind: 'seated',
				seatId: claim.seatId,
				asDeputy: false,
				byLeave: false,
				displaced: null,
			};
	const first = own[0];
	if (first) {
		const holder = sitting(first);
		if (!holder?.asDeputy)
			return { kind: 'refused', code: 'meetings.seat_taken', personId: holder?.personId ?? null };
		if (wish === 'take_over')
			return {
				kind: 'seated',
				seatId: first.seatId,
				asDeputy: false,
				byLeave: false,
				displaced: holder.personId,
			};
		return { kind: 'refused', code: 'meetings.deputy_in_seat', personId: holder.personId };
	}

	let refused: Seating = standing;
	for (const claim of lent) {
		const principal = others.find((each) => each.personId === claim.holderId);
		const holder = sitting(claim);
		if (!principal && !holder && (claim.noticed || wish === 'by_leave'))
			return {
				kind: 'seated',
				seatId: claim.seatId,
				asDeputy: true,
				byLeave: !claim.noticed,
				displaced: null,
			};
		if (refused.kind === 'refused') continue;
		if (!principal && !holder) {
			refused = { kind: 'refused', code: 'meetings.deputy_late', personId: claim.holderId };
			continue;
		}
		refused = principal
			? { kind: 'refused', code: 'meetings.principal_present', personId: principal.personId }
			: {
					kind: 'refused',
					code: 'meetings.seat_taken',
					personId: holder?.personId ?? null,
				};
	}
	return refused;
}

/**
 * The seats that count towards the quorum and may vote: those somebody sits in, and where remote attendance is
 * only advisory (or not allowed) those in the room alone. A telephone is as remote as a screen.
 */
export function countedSeats(attending: readonly Attending[], remote: Rules['remote']): string[] {
	return attending.flatMap((each) =>
		each.seatId && (remote === 'counts' || each.mode === 'in_person') ? [each.seatId] : [],
	);
}

const apologyOrder: readonly SeatClaim['apology'][] = [
	'names_them',
	'given',
	'none',
	'names_another',
];

function inOrder(claims: readonly SeatClaim[]): SeatClaim[] {
	return [...claims].sort(
		(a, b) =>
			apologyOrder.indexOf(a.apology) - apologyOrder.indexOf(b.apology) || a.position - b.position,
	);
}
