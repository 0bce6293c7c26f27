import { expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';
import type { Rules } from './constitution.ts';
import { quorumNeeded } from './quorum-needed.ts';
import { sampleRules } from './sample-rules.ts';

const but = (change: (rules: Mutable<Rules>) => void): Rules => {
	const rules = structuredClone(sampleRules) as Mutable<Rules>;
	change(rules);
	return rules;
};
type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object | null ? Mutable<T[K]> : T[K] };

test('the sample can be decided by', () => checkRules(sampleRules, 4));

test.each<[string, Rules]>([
	['partnerships.share_wrong', but((r) => void (r.quorum.share = '4/3'))],
	['partnerships.share_wrong', but((r) => void (r.quorum.share = 'a third'))],
	['partnerships.share_wrong', but((r) => void (r.thresholds.ordinary.share = '1/0'))],
	['partnerships.quorum_asks_nothing', but((r) => void (r.quorum.share = null))],
	['partnerships.count_wrong', but((r) => void (r.quorum.minPresent = -1))],
	['partnerships.count_wrong', but((r) => void (r.notice.clearWorkingDays = 1.5))],
	[
		'partnerships.too_many_sectors',
		but((r) => void (r.thresholds.constitution_change.sectorMajority = 5)),
	],
])('%s', (code, rules) => {
	expect(() => checkRules(rules, 4)).toThrow(expect.objectContaining({ code }) as Error);
});

test.each([
	['1/3', null, 17, 6],
	['1/3', null, 18, 6],
	['1/2', null, 17, 9],
	['1/3', 8, 17, 8],
	[null, 5, 17, 5],
	['1/4', null, 0, 1],
])('share %s or %s of %i seats is %i', (share, minPresent, seats, needed) => {
	expect(quorumNeeded({ ...sampleRules.quorum, share, minPresent }, seats)).toBe(needed);
});
