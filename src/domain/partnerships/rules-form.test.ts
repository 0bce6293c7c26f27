import { expect, test } from 'vitest';
import { inherit, ownOf } from './inherit.ts';
import { presetIds, presets } from './presets.ts';
import { rulesTyped, typedRules } from './rules-form.ts';
import { sampleRules } from './sample-rules.ts';

const refused = (code: string, field: string) => expect.objectContaining({ code, field }) as Error;

test.each(presetIds)('%s: what stands in the fields is read as the same rules', (id) => {
	const { rules } = presets[id];
	expect(rulesTyped(typedRules(rules), sampleRules)).toEqual(rules);
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
	['deputies.noticeBefore', 'soon', 'partnerships.choice_wrong'],
	['quorum.sectorMinimums.voluntary', 'some', 'partnerships.count_wrong'],
	['weights.council', '1.5', 'partnerships.weight_wrong'],
	['weights.council', '0', 'partnerships.weight_wrong'],
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

test('weights, minimums, classes, organisations and the notice of deputies each have their fields', () => {
	const typed = {
		...typedRules(sampleRules),
		'weights.council': '3/2',
		'weights.trust': '1',
		'quorum.sectorMinimums.voluntary': '2',
		'quorum.sectorMinimums.private': '',
		'quorum.allOfSectors.statutory': 'yes',
		'quorum.allOfSectors.private': 'no',
		'quorum.requiredOrganisations.council': 'yes',
		'deputies.noticeBefore': 'hours',
		'deputies.noticeBefore.hours': '24',
	};
	const rules = rulesTyped(typed, sampleRules);
	expect(rules.weights).toEqual({ council: '3/2' });
	expect(rules.quorum).toMatchObject({
		sectorMinimums: { voluntary: 2 },
		allOfSectors: ['statutory'],
		requiredOrganisations: ['council'],
	});
	expect(rules.deputies.noticeBefore).toEqual({ hours: 24 });
	expect(rulesTyped(typedRules(rules), sampleRules)).toEqual(rules);
	// Taken off again, they are no rule any more.
	const none = rulesTyped(
		{
			'weights.council': '',
			'quorum.allOfSectors.statutory': 'no',
			'deputies.noticeBefore': 'none',
		},
		rules,
	);
	expect([none.weights, none.quorum.allOfSectors, none.deputies.noticeBefore]).toEqual([
		{},
		[],
		null,
	]);
	expect(() => rulesTyped({ ...typed, 'deputies.noticeBefore.hours': '' }, sampleRules)).toThrow(
		refused('partnerships.count_wrong', 'deputies.noticeBefore.hours'),
	);
});
