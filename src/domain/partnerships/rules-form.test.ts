import { expect, test } from 'vitest';
import { inherit, ownOf } from './inherit.ts';
import { presetIds, presets } from './presets.ts';
import { rulesTyped, typedRules } from './rules-form.ts';
import { sampleRules } from './sample-rules.ts';

const refused = (code: string, field: string) => expect.objectContaining({ code, field }) as Error;

test.each(presetIds)('%s: what stands in the fields is read as the same rules', (id) => {
	const { rules } = presets[id];
	expect(rulesTyped(typedRules(rules), sampleRules)).toEqual({
		...rules,
		// The editor has no field for these: they stay as they were.
		quorum: { ...rules.quorum, allOfSectors: sampleRules.quorum.allOfSectors },
	});
	expect(rulesTyped(typedRules(rules), rules)).toEqual(rules);
});

test('a changed field changes its rule alone; a share may be a percentage', () => {
	const typed = { ...typedRules(sampleRules), 'quorum.share': '40%', tie: 'lot' };
	expect(rulesTyped(typed, sampleRules)).toEqual({
		...sampleRules,
		quorum: { ...sampleRules.quorum, share: '40/100' },
		tie: 'lot',
	});
});

test.each([
	['quorum.share', 'a third', 'partnerships.share_wrong'],
	['thresholds.ordinary.share', '', 'partnerships.share_wrong'],
	['thresholds.ordinary.sectorMajority', 'most', 'partnerships.count_wrong'],
	['notice.clearWorkingDays', '-1', 'partnerships.count_wrong'],
	['notice.clearWorkingDays', '', 'partnerships.count_wrong'],
	['tie', 'coin', 'partnerships.choice_wrong'],
	['deputies.vote', 'perhaps', 'partnerships.choice_wrong'],
])('%s may not be %j', (field, text, code) => {
	expect(() => rulesTyped({ ...typedRules(sampleRules), [field]: text }, sampleRules)).toThrow(
		refused(code, field),
	);
});

test('what a body says of its own, put in the place of what it inherits, is its rules again', () => {
	const own = rulesTyped({ tie: 'lot', 'thresholds.ordinary.share': '3/4' }, sampleRules);
	expect(Object.keys(ownOf(sampleRules, own)).sort()).toEqual(['thresholds', 'tie']);
	expect(Object.keys(ownOf(sampleRules, own).thresholds ?? {})).toEqual(['ordinary']);
	expect(inherit(sampleRules, ownOf(sampleRules, own))).toEqual(own);
});
