import { interestKinds, type InterestKind } from '../partnerships/interest-kinds.ts';
import { Refusal } from '../kernel/refusal.ts';

export { interestKinds, type InterestKind };

/** What an interest declared at a meeting does (domain research §1.6). */
export const interestEffects = ['remain_and_vote', 'remain_and_speak', 'leave'] as const;
export type InterestEffect = (typeof interestEffects)[number];

/** An interest somebody declared, in a whole item or in one motion of it. */
export interface Declaration {
	readonly personId: string;
	readonly motionId: string | null;
	readonly kind: InterestKind;
	readonly effect: InterestEffect;
}

/** Somebody in a seat, with the organisations they belong to: the seat's and their own. */
export interface Sitting {
	readonly personId: string;
	readonly seatId: string;
	readonly organisationIds: readonly string[];
}

/** Somebody who takes no part in a decision, and why. */
export interface Recusal {
	readonly personId: string;
	readonly seatId: string;
	readonly effect: Exclude<InterestEffect, 'remain_and_vote'>;
	/** `benefits`: nobody declared anything, and the decision benefits their organisation. */
	readonly why: InterestKind | 'benefits';
}

/**
 * Who takes no part in deciding a motion: those who declared an interest that keeps them from voting, and by itself whoever's
 * organisation the motion benefits and who declared nothing. A declaration in the motion goes before one in its item.
 */
export function recusals(
	sitting: readonly Sitting[],
	declared: readonly Declaration[],
	motion: { readonly motionId: string; readonly beneficiaries: readonly string[] },
): Recusal[] {
	return sitting.flatMap(({ personId, seatId, organisationIds }): Recusal[] => {
		const own = declared.filter((each) => each.personId === personId);
		const said =
			own.find((each) => each.motionId === motion.motionId) ??
			own.find((each) => each.motionId === null);
		if (said)
			return said.effect === 'remain_and_vote'
				? []
				: [{ personId, seatId, effect: said.effect, why: said.kind }];
		return organisationIds.some((id) => motion.beneficiaries.includes(id))
			? [{ personId, seatId, effect: 'leave', why: 'benefits' }]
			: [];
	});
}

/** The kind and effect that a form sent. Refuses (`meetings.choose_kind`, `meetings.choose_effect`) anything else. */
export function interestFrom(
	kind: unknown,
	effect: unknown,
): { kind: InterestKind; effect: InterestEffect } {
	const found = interestKinds.find((each) => each === kind);
	if (!found) throw new Refusal('meetings.choose_kind', {}, 'kind');
	const does = interestEffects.find((each) => each === effect);
	if (!does) throw new Refusal('meetings.choose_effect', {}, 'effect');
	return { kind: found, effect: does };
}
