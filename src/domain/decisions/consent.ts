import type { Text } from '../kernel/text.ts';
import { consensusAnswers, senseOf, type ConsensusAnswer, type Sense } from './consensus.ts';

/**
 * A consent round: a proposal put to the whole roll, outside a motion's machine. It asks for objections, not for support, and has
 * its own four answers, whose ids are those of a consensus check.
 */
export const consentOptions: readonly { readonly id: ConsensusAnswer; readonly title: Text }[] =
	consensusAnswers.map((id) => ({
		id,
		title: {
			agree: { en: 'No objection', cy: 'Dim gwrthwynebiad' },
			reservation: { en: 'A reservation', cy: 'Amheuaeth' },
			stand_aside: { en: 'I stand aside', cy: 'Rwy’n camu o’r neilltu' },
			block: { en: 'An objection', cy: 'Gwrthwynebiad' },
		}[id],
	}));

/** An objection that the chair recorded as resolved, and how. */
export interface Resolution {
	readonly seatId: string;
	readonly reason: string;
}

/** What a consent round came to. */
export interface Consent extends Sense {
	/** Nobody's objection stands, and somebody has none. */
	readonly reached: boolean;
	readonly resolved: readonly Resolution[];
}

/**
 * How a consent round stands: reached when no objection does and somebody said that they have none (or had theirs resolved).
 * Silence is no consent and no objection. `asked` are the seats that were there; resolutions of others are passed over.
 */
export function consentOf(
	asked: readonly string[],
	answers: readonly { readonly seatId: string; readonly answer: ConsensusAnswer }[],
	resolutions: readonly Resolution[],
): Consent {
	const sense = senseOf(
		asked,
		answers.map((each) => ({ ...each, reason: null })),
	);
	const resolved = resolutions.filter(({ seatId }) =>
		answers.some((each) => each.seatId === seatId && each.answer === 'block'),
	);
	return {
		...sense,
		resolved,
		reached:
			sense.block === resolved.length && sense.agree + sense.reservation + resolved.length > 0,
	};
}
