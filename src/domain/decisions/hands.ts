import { Refusal } from '../kernel/refusal.ts';
import type { Manifest } from './poll.ts';

/** A show of hands as totals: votes of seats in the room that have no ballot of their own. */
export interface Hands {
	readonly for: number;
	readonly against: number;
	readonly abstained: number;
}

export const handsIn = (hands: Hands): number => hands.for + hands.against + hands.abstained;

/**
 * Whether hands may be counted as totals: only where a vote counts alike whosever it is. A majority in each sector and votes that
 * weigh differently need each vote by name, and a secret one shows no hands (ux research §5.2).
 */
export function takesHands({
	ballot,
	rule,
	roll,
}: Pick<Manifest, 'ballot' | 'rule' | 'roll'>): boolean {
	return (
		ballot === 'recorded' &&
		rule.threshold.sectorMajority === 'none' &&
		rule.voteBasis !== 'sector' &&
		new Set(roll.map(({ weight }) => weight ?? '1')).size <= 1
	);
}

/**
 * The totals that a form sent, of at most `most` seats in the room that have not voted. An empty field is none; no hands at all
 * take an earlier count out again. Refuses what is no whole number, and more hands than seats (`decisions.hands_many`).
 */
export function handsFrom(typed: Readonly<Record<keyof Hands, unknown>>, most: number): Hands {
	const read = (name: keyof Hands): number => {
		const text = typeof typed[name] === 'string' ? typed[name].trim() : '';
		if (text === '') return 0;
		if (!/^\d{1,5}$/.test(text)) throw new Refusal('decisions.score_whole', {}, `hands-${name}`);
		return Number(text);
	};
	const hands = { for: read('for'), against: read('against'), abstained: read('abstained') };
	const given = handsIn(hands);
	if (given > most) throw new Refusal('decisions.hands_many', { given, most }, 'hands-for');
	return hands;
}
