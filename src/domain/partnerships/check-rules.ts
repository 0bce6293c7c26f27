import { ratio } from '../kernel/ratio.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Rules } from './constitution.ts';

/**
 * Refuses rules nobody can decide by: a share that is none ("4/3", "a third"), a negative count, a quorum that asks
 * for nothing, or a majority in more sectors than there are. `sectors` is how many sectors the partnership has.
 */
export function checkRules(rules: Rules, sectors: number): void {
	const { quorum } = rules;
	if (
		quorum.share === null &&
		quorum.minPresent === null &&
		quorum.minOrganisations === null &&
		quorum.requiredOrganisations.length === 0 &&
		quorum.allOfSectors.length === 0
	)
		throw new Refusal('partnerships.quorum_asks_nothing', {}, 'quorum');
	if (quorum.share !== null) checkShare(quorum.share, 'quorum');
	for (const text of Object.values(rules.weights))
		if (!/^[1-9]\d{0,5}(\/[1-9]\d{0,5})?$/.test(text))
			throw new Refusal('partnerships.weight_wrong', { weight: text }, 'weights');
	for (const [name, count] of Object.entries({
		quorum: Math.min(
			quorum.minPresent ?? 0,
			quorum.minOrganisations ?? 0,
			quorum.minPerSector ?? 0,
			...Object.values(quorum.sectorMinimums),
		),
		notice: rules.notice.clearWorkingDays,
		terms: rules.terms.representativeMonths,
		papers: Math.min(rules.papers.maxPages, rules.papers.maxSummaryWords),
	}))
		if (!Number.isInteger(count) || count < 0)
			throw new Refusal('partnerships.count_wrong', { count }, name);
	// Who may carry none carries none of what is allowed.
	if (rules.proxies.allowed && rules.proxies.most < 1)
		throw new Refusal('partnerships.proxies_none', {}, 'proxies.most');
	for (const [name, threshold] of Object.entries(rules.thresholds)) {
		checkShare(threshold.share, name);
		if (typeof threshold.sectorMajority === 'number' && threshold.sectorMajority > sectors)
			throw new Refusal('partnerships.too_many_sectors', { sectors }, name);
	}
}

function checkShare(text: string, field: string): void {
	try {
		ratio(text);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new Refusal('partnerships.share_wrong', { share: text }, field);
	}
}
