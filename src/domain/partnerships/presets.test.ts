import { expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';
import { neverMet } from './never-met.ts';
import { presetIds, presets } from './presets.ts';
import { readRules } from './rules-schema.ts';

test.each(presetIds)('%s: its rules are whole and can be met', (id) => {
	const { rules, sectors } = presets[id];
	expect(readRules(rules)).toEqual(rules);
	checkRules(rules, sectors.length);
	const seats = sectors.flatMap(({ code }) =>
		[1, 2, 3, 4].map((n) => ({
			sectorCode: code,
			organisationCode: `${code}-${n}`,
		})),
	);
	expect(neverMet(rules, seats as never)).toEqual([]);
});

test('a Welsh board decides with every statutory member and unanimously', () => {
	const { rules } = presets.wales_psb;
	expect(rules.quorum.allOfSectors).toEqual(['statutory']);
	expect(Object.values(rules.thresholds).every(({ share }) => share === '1/1')).toBe(true);
});
