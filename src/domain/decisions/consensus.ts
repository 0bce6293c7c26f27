import { Refusal } from '../kernel/refusal.ts';

export const consensusAnswers = ['agree', 'reservation', 'stand_aside', 'block'] as const;
export type ConsensusAnswer = (typeof consensusAnswers)[number];

/** One member's answer to the chair's question whether all can accept a text. */
export interface Answer {
	readonly seatId: string;
	readonly answer: ConsensusAnswer;
	/** A reservation or a block says why; the minutes keep it. */
	readonly reason: string | null;
}

/** How the answers stand among those asked. */
export interface Sense {
	readonly asked: number;
	readonly agree: number;
	readonly reservation: number;
	readonly standAside: number;
	readonly block: number;
	readonly silent: number;
	/** Nobody blocks, and somebody agrees: the chair may call it consensus. With a block it needs a reason. */
	readonly consensus: boolean;
}

const longestReason = 1000;

/**
 * The answer that a form sent. Refuses none (`decisions.choose_answer`), a reservation or a block without its reason
 * (`decisions.reason_missing`), and a reason of over 1,000 signs (`decisions.reason_long`).
 */
export function answerFrom(answer: unknown, reason: unknown): Omit<Answer, 'seatId'> {
	const found = consensusAnswers.find((each) => each === answer);
	if (!found) throw new Refusal('decisions.choose_answer', {}, 'answer');
	const text = typeof reason === 'string' ? reason.trim() : '';
	if (text.length > longestReason)
		throw new Refusal('decisions.reason_long', { most: longestReason }, 'reason');
	if (text === '' && (found === 'reservation' || found === 'block'))
		throw new Refusal('decisions.reason_missing', {}, 'reason');
	return { answer: found, reason: text === '' ? null : text };
}

/** How the answers stand. `asked` are the seats that were asked; answers of others do not count. */
export function senseOf(asked: readonly string[], answers: readonly Answer[]): Sense {
	const seats = new Set(asked);
	const counts = { agree: 0, reservation: 0, stand_aside: 0, block: 0 };
	for (const { seatId, answer } of answers) if (seats.delete(seatId)) counts[answer]++;
	return {
		asked: new Set(asked).size,
		agree: counts.agree,
		reservation: counts.reservation,
		standAside: counts.stand_aside,
		block: counts.block,
		silent: seats.size,
		consensus: counts.block === 0 && counts.agree + counts.reservation > 0,
	};
}
