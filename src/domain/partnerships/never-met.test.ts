import { expect, test } from 'vitest';
import type { Rules } from './constitution.ts';
import { inherit } from './inherit.ts';
import { neverMet } from './never-met.ts';
import { readOwnRules, readRules } from './rules-schema.ts';
import { sampleRules } from './sample-rules.ts';

/** Two of the council, one each of three others; sectors public, public, public, public, voluntary. */
const seats = [
	{ organisationCode: 'lbc', sectorCode: 'public' },
	{ organisationCode: 'lbc', sectorCode: 'public' },
	{ organisationCode: 'icb', sectorCode: 'public' },
	{ organisationCode: 'pol', sectorCode: 'public' },
	{ organisationCode: 'cvs', sectorCode: 'voluntary' },
];
const quorum = (change: Partial<Rules['quorum']>): Partial<Rules> => ({
	quorum: { ...sampleRules.quorum, ...change },
});
const change = (sectorMajority: 'none' | 'all' | number): Partial<Rules> => ({
	thresholds: {
		...sampleRules.thresholds,
		constitution_change: { ...sampleRules.thresholds.constitution_change, sectorMajority },
	},
});

test.each<[string, Partial<Rules>, string[]]>([
	['rules that can be met', {}, []],
	['all of five', quorum({ share: '1/1' }), []],
	['six of five', quorum({ minPresent: 6 }), ['never_seats']],
	['more than all', quorum({ share: '1/1', rounding: 'over' }), ['never_seats']],
	['five organisations of four', quorum({ minOrganisations: 5 }), ['never_organisations']],
	['two of each sector, where one has one', quorum({ minPerSector: 2 }), ['never_sector']],
	['two of one', quorum({ sectorMinimums: { voluntary: 2 } }), ['never_sector']],
	['a sector that nobody sits for', quorum({ allOfSectors: ['private'] }), ['never_sector_empty']],
	[
		'an organisation without a seat',
		quorum({ requiredOrganisations: ['jcp'] }),
		['never_organisation'],
	],
	['a majority in three of two sectors', change(3), ['too_many_sectors']],
	['secret, and one voluntary member counted apart', { ballot: 'secret' }, ['secret_class_small']],
	['secret, nothing counted apart', { ballot: 'secret', ...change('none') }, []],
	[
		'secret, and one weighs more',
		{ ballot: 'secret', weights: { icb: '2' }, ...change('none') },
		['secret_class_small'],
	],
	[
		'several at once',
		{ ...quorum({ minPresent: 9, requiredOrganisations: ['jcp'] }), ...change(5) },
		['never_seats', 'never_organisation', 'too_many_sectors'],
	],
])('%s', (_, rules, codes) => {
	expect(neverMet({ ...sampleRules, ...rules }, seats).map(({ code }) => code)).toEqual(
		codes.map((code) => `partnerships.${code}`),
	);
});

test('a body without seats is not judged yet', () => {
	expect(neverMet({ ...sampleRules, ...quorum({ minPresent: 9 }) }, [])).toEqual([]);
});

test('a group goes by the rules of its board, but for what it says itself', () => {
	const own = readOwnRules({
		tie: 'defer',
		thresholds: { ordinary: { ...sampleRules.thresholds.ordinary, share: '1/1', atLeast: true } },
	});
	const rules = inherit(sampleRules, own);
	expect(rules.tie).toBe('defer');
	expect(rules.thresholds.ordinary.share).toBe('1/1');
	expect(rules.thresholds.constitution_change).toEqual(sampleRules.thresholds.constitution_change);
	expect({ ...rules, tie: sampleRules.tie, thresholds: sampleRules.thresholds }).toEqual(
		sampleRules,
	);
	expect(inherit(sampleRules, readOwnRules({}))).toEqual(sampleRules);
});

test('rules that were stored before a rule was known have what changes nothing in its place', () => {
	expect(readRules(structuredClone(sampleRules))).toEqual(sampleRules);
	const old = without(sampleRules, ['weights', 'proposing', 'disagreement', 'absenteesBound']);
	const thresholds = without(sampleRules.thresholds, ['membership_change']);
	expect(readRules({ ...old, thresholds })).toEqual({
		...sampleRules,
		thresholds: { ...thresholds, membership_change: thresholds.ordinary },
	});
	expect(() => readRules({})).toThrow();
	expect(() => readOwnRules({ tie: 'coin' })).toThrow();
});

function without<T extends object, K extends keyof T>(from: T, names: readonly K[]): Omit<T, K> {
	const kept = Object.entries(from).filter(([name]) => !names.includes(name as K));
	return Object.fromEntries(kept) as Omit<T, K>;
}
