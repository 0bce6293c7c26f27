import { ratio } from '#domain/kernel/ratio.ts';
import { textIn } from '#domain/kernel/text.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { MotionResult, TieSettled } from '#domain/decisions/result.ts';
import type { Threshold } from '#domain/partnerships/constitution.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

type Share = Pick<Threshold, 'share' | 'atLeast'>;

type Kind = 'simple' | 'two_thirds' | 'three_quarters' | 'all' | 'at_least' | 'more_than';

const named: Readonly<Record<string, Kind>> = {
	'more than 1/2': 'simple',
	'at least 2/3': 'two_thirds',
	'at least 3/4': 'three_quarters',
	'at least 1/1': 'all',
};

function kindOf({ share, atLeast }: Share): Kind {
	return (
		named[`${atLeast ? 'at least' : 'more than'} ${share}`] ?? (atLeast ? 'at_least' : 'more_than')
	);
}

/** What the vote needs, in whole sentences: over all seats, then in the sectors where the rule asks for that too. */
export function ruleSentence(threshold: Threshold): string {
	const whole = m.decisions_rule({
		kind: kindOf(threshold),
		base: threshold.base,
		share: threshold.share,
	});
	const { sectorMajority } = threshold;
	if (sectorMajority === 'none') return whole;
	const sectors =
		sectorMajority === 'all'
			? m.decisions_rule_sectors_all()
			: m.decisions_rule_sectors_some({ count: sectorMajority });
	return `${whole} ${sectors}`;
}

/** "Two thirds of the votes cast". */
export const thresholdWords = (test: Share & { baseKind: Threshold['base'] }): string =>
	m.decisions_threshold({ kind: kindOf(test), base: test.baseKind, share: test.share });

const numbersOf = ({ counts, threshold }: Pick<MotionResult, 'counts' | 'threshold'>) => ({
	for: counts.for,
	against: counts.against,
	abstained: counts.abstained,
	needed: threshold.needed,
});

/** Whether the count needed belongs to the sentence: when it was not what stood in the way, it would mislead. */
function sayNeeded({ outcome, threshold }: MotionResult): boolean {
	return outcome === 'carried' ? threshold.met : !threshold.met;
}

/** The result as one line: "Carried. 9 for, 3 against, 1 abstained. 8 were needed." */
export function verdictSentence(result: MotionResult): string {
	const numbers = numbersOf(result);
	if (result.outcome === 'carried' && sayNeeded(result))
		return m.decisions_sentence_carried(numbers);
	if (result.outcome === 'carried')
		return `${m.decisions_verdict_carried()} ${m.decisions_verdict_counts(numbers)}`;
	return sayNeeded(result) && !result.tie
		? m.decisions_sentence_not_agreed_needed(numbers)
		: m.decisions_sentence_not_agreed(numbers);
}

/** The line under the verdict's first word: the numbers, and what was needed where that is the point. */
export function countsSentence(result: MotionResult): string {
	const numbers = numbersOf(result);
	return sayNeeded(result) && !result.tie
		? m.decisions_verdict_counts_needed(numbers)
		: m.decisions_verdict_counts(numbers);
}

export const tieSentence = ({ rule, goes }: TieSettled): string =>
	m.decisions_tie({ rule, goes: goes ?? 'none' });

/** Why it went so, beyond the numbers: a tie and how it fell, sectors that were asked besides. */
export function reasonSentences(
	result: MotionResult,
	sectors: readonly { id: string; name: Text }[],
): string[] {
	const reasons: string[] = [];
	if (result.tie) reasons.push(tieSentence(result.tie));
	const passed = result.threshold.met || result.tie?.goes === 'for';
	if (result.sectors && passed) {
		const names = result.sectors.lines
			.filter(({ met }) => !met)
			.map(({ sectorId }) => sectorName(sectors, sectorId));
		reasons.push(
			result.sectors.met
				? m.decisions_reason_sectors_met()
				: m.decisions_reason_sectors_not({ names: names.join(', ') }),
		);
	}
	return reasons;
}

/** A sector's name in the reader's language. */
export function sectorName(sectors: readonly { id: string; name: Text }[], id: string): string {
	const name = sectors.find((sector) => sector.id === id)?.name;
	return name ? textIn(name, getLocale()).words : '';
}

/** "84.6%" of a count; to one place, rounded. For eyes only: nothing is decided by it. */
export function percent(of: number, base: number): string {
	return base === 0 ? '0%' : `${Math.round((of * 1000) / base) / 10}%`;
}

/** "66.7%" for "2/3". */
export function sharePercent(share: string): string {
	const { of, in: whole } = ratio(share);
	return percent(Number(of), Number(whole));
}

/** "8 2/3": the share of a count, exactly. */
export function exactShare(share: string, base: number): string {
	const { of, in: whole } = ratio(share);
	const product = of * BigInt(base);
	const rest = product % whole;
	if (rest === 0n) return String(product / whole);
	return `${product / whole} ${rest}/${whole}`;
}
