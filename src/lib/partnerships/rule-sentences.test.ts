import { afterEach, expect, test } from 'vitest';
import type { Rules, Threshold } from '#domain/partnerships/constitution.ts';
import { quorumNeeded } from '#domain/partnerships/quorum-needed.ts';
import { sampleRules } from '#domain/partnerships/sample-rules.ts';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { rulesInWords } from './rule-sentences.ts';

afterEach(() => overwriteGetLocale(() => 'en'));
overwriteGetLocale(() => 'en');

function sentences(rules: Rules, key: string): string {
	const found = rulesInWords({
		rules,
		seats: 17,
		sectors: [6, 4, 4, 3].map((seats, at) => ({
			code: `s${at}`,
			name: { en: `Sector ${at}` },
			seats,
		})),
		quorum: quorumNeeded(rules.quorum, 17),
		required: [],
		weighted: [{ name: { en: 'The Council' }, weight: '3/2' }],
	}).find((rule) => rule.key === key);
	return found?.sentences.join(' ') ?? '';
}
const quorum = (change: Partial<Rules['quorum']>): Rules => ({
	...sampleRules,
	quorum: { ...sampleRules.quorum, ...change },
});
const ordinary = (change: Partial<Threshold>): Rules => ({
	...sampleRules,
	thresholds: {
		...sampleRules.thresholds,
		ordinary: { ...sampleRules.thresholds.ordinary, ...change },
	},
});

test.each<[string, Rules, string]>([
	['seats', sampleRules, 'The Board has 17 voting seats.'],
	[
		'quorum',
		sampleRules,
		'6 of 17 seats, at least one from each sector, must be filled before the Board can decide. It is counted again when people leave for an interest.',
	],
	[
		'quorum',
		quorum({ share: '1/2', minPerSector: 2, recheckAfterRecusal: false }),
		'9 of 17 seats, at least 2 from each sector, must be filled before the Board can decide. It is not counted again when people leave for an interest.',
	],
	[
		'quorum',
		quorum({ minPerSector: null, minOrganisations: 5 }),
		'6 of 17 seats must be filled before the Board can decide. People from at least 5 organisations must be there. It is counted again when people leave for an interest.',
	],
	['ordinary', sampleRules, 'More for than against. Abstentions are not counted.'],
	[
		'constitution_change',
		sampleRules,
		'At least two thirds of the votes for and against. Abstentions are not counted. There must be a majority in every sector too. The proposal is sent out 10 working days before.',
	],
	[
		'ordinary',
		ordinary({ base: 'entitled' }),
		'More than half of all voting seats, filled or not.',
	],
	[
		'ordinary',
		ordinary({ share: '3/5', base: 'present' }),
		'More than 3/5 of the members present.',
	],
	[
		'ordinary',
		ordinary({ share: '3/4', atLeast: true, base: 'cast', sectorMajority: 3 }),
		'At least three quarters of the votes cast, abstentions counted. There must be a majority in 3 of the 4 sectors too.',
	],
	// At least half is not the same as more than half, and must not read like it.
	[
		'ordinary',
		ordinary({ atLeast: true, base: 'cast' }),
		'At least 1/2 of the votes cast, abstentions counted.',
	],
	['tie', { ...sampleRules, tie: 'casting_vote_of_chair' }, 'The chair has a casting vote.'],
	[
		'written',
		{ ...sampleRules, writtenProcedure: { ...sampleRules.writtenProcedure, allowed: false } },
		'The Board decides in meetings only.',
	],
	[
		'co_option',
		{ ...sampleRules, coOption: { max: 0, voting: false, months: 0 } },
		'Nobody is co-opted.',
	],
])('%s', (key, rules, words) => {
	expect(sentences(rules, key)).toBe(words);
});

test('in Welsh too', () => {
	overwriteGetLocale(() => 'cy');
	expect(sentences(sampleRules, 'quorum')).toBe(
		'Rhaid llenwi 6 o 17 sedd, gydag o leiaf un o bob sector, cyn y gall y Bwrdd benderfynu. Caiff ei gyfrif eto pan fydd pobl yn gadael oherwydd buddiant.',
	);
	expect(sentences(sampleRules, 'notice')).toContain('o fewn 2 ddiwrnod gwaith');
});

test('the rules that few have', () => {
	const rare: Rules = {
		...quorum({ allOfSectors: ['s0'], sectorMinimums: { s3: 1, s2: 2 } }),
		proposing: 'mover_and_seconder',
		disagreement: 'mediation',
		absenteesBound: true,
		deputies: { ...sampleRules.deputies, noticeBefore: { hours: 24 } },
		absence: { ...sampleRules.absence, removeAfterMonths: 6 },
		terms: { ...sampleRules.terms, chairRotates: true },
	};
	expect(sentences(rare, 'quorum')).toContain(
		'At least 1 seat of the sector Sector 3 must be filled. At least 2 seats of the sector Sector 2 must be filled. Every seat of the sector Sector 0 must be filled.',
	);
	expect(sentences(rare, 'deciding')).toContain('A vote of The Council counts as 3/2.');
	expect(sentences(rare, 'deciding')).toContain(
		'A motion needs somebody who moves it and somebody',
	);
	expect(sentences(rare, 'deciding')).toContain('the chair mediates');
	expect(sentences(rare, 'deciding')).toContain('abide by what was decided');
	expect(sentences(rare, 'deputies')).toContain('at least 24 hours before');
	expect(sentences(rare, 'absence')).toContain('falls vacant after 6 months');
	expect(sentences(rare, 'terms')).toContain('goes round the organisations');
	overwriteGetLocale(() => 'cy');
	expect(sentences(rare, 'quorum')).toContain('Rhaid llenwi pob sedd');
});

test('every rule has a heading and a sentence', () => {
	const all = rulesInWords({
		rules: sampleRules,
		seats: 17,
		sectors: [],
		quorum: 6,
		required: [],
		weighted: [],
	});
	expect(all).toHaveLength(17);
	for (const rule of all) {
		expect(rule.title).not.toBe('');
		expect(rule.sentences.every((sentence) => /^.+[.:]$/.test(sentence))).toBe(true);
	}
});
