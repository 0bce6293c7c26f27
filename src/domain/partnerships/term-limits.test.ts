import { describe, expect, test } from 'vitest';
import { isRefusal } from '../kernel/refusal.ts';
import { sampleRules } from './sample-rules.ts';
import {
	carriedCoOption,
	chairTerm,
	coOptedTerm,
	lastDayOf,
	officeWithinCoOption,
	seatTerm,
	viceChairTerm,
	withinMonths,
	type Held,
} from './term-limits.ts';

const refusal = (work: () => unknown) => {
	try {
		work();
	} catch (error) {
		return isRefusal(error) ? error.code : error;
	}
	return undefined;
};
const held = (
	personId: string,
	startsOn: string,
	endsOn: string | null,
	organisationId = 'org',
	sectorId = 'sector',
): Held => ({ personId, startsOn, endsOn, organisationId, sectorId });
const rotating = { ...sampleRules, terms: { ...sampleRules.terms, chairRotates: true } };

test.each([
	['2026-12-03', 12, '2027-12-02'],
	['2026-01-01', 24, '2027-12-31'],
	['2026-08-31', 6, '2027-02-27'],
	['2024-02-29', 12, '2025-02-27'],
	['2026-03-01', 12, '2027-02-28'],
])('%s and %i months end on %s', (start, months, last) => {
	expect(lastDayOf(start, months)).toBe(last);
});

test('an end that was left open is the rules’; a longer term is refused, a shorter one kept', () => {
	const term = (endsOn: string | null) => ({ startsOn: '2026-12-03', endsOn });
	expect(withinMonths(term(null), 12).endsOn).toBe('2027-12-02');
	expect(withinMonths(term('2027-01-01'), 12).endsOn).toBe('2027-01-01');
	expect(withinMonths(term(null), 0).endsOn).toBeNull();
	expect(refusal(() => withinMonths(term('2027-12-03'), 12))).toBe('partnerships.term_long');
});

describe('the chair', () => {
	const first = held('ann', '2025-01-01', '2026-12-31');
	test.each([
		[
			'one at a time',
			sampleRules,
			held('bob', '2026-12-31', null, 'b'),
			'partnerships.chair_there',
		],
		['the day after', sampleRules, held('bob', '2027-01-01', null, 'b'), undefined],
		['again, where it does not go round', sampleRules, held('ann', '2027-01-01', null), undefined],
		[
			'again, where it goes round',
			rotating,
			held('ann', '2027-01-01', null),
			'partnerships.chair_rotates',
		],
		[
			'a colleague, where it goes round',
			rotating,
			held('cat', '2027-01-01', null),
			'partnerships.chair_rotates',
		],
		[
			'of no organisation',
			rotating,
			{ ...held('ind', '2027-01-01', null), organisationId: null },
			undefined,
		],
		['without rules', undefined, held('bob', '2027-01-01', null), undefined],
	] as const)('%s', (_, rules, next, code) => {
		expect(refusal(() => chairTerm(rules, next, [first]))).toBe(code);
	});
});

test('the vice-chair is from another sector than the chair of the time', () => {
	const chairs = [held('ann', '2025-01-01', '2026-12-31')];
	const next = (startsOn: string, sector: string) =>
		refusal(() => viceChairTerm(sampleRules, held('bob', startsOn, null, 'b', sector), chairs));
	expect(next('2026-06-01', 'sector')).toBe('partnerships.vice_chair_sector');
	expect(next('2026-06-01', 'other')).toBeUndefined();
	expect(next('2027-01-01', 'sector')).toBeUndefined();
});

test('co-opted: so many at a time, so long', () => {
	const sat = (personId: string, startsOn: string, endsOn: string | null, coOpted = true) => ({
		personId,
		startsOn,
		endsOn,
		coOpted,
	});
	const there = [sat('ann', '2026-01-01', '2026-12-31'), sat('bob', '2026-06-01', '2026-12-31')];
	const term = (personId: string, startsOn: string, endsOn: string | null = null, seats = there) =>
		refusal(() => coOptedTerm(sampleRules, { personId, startsOn, endsOn }, seats));
	expect(term('cat', '2026-07-01')).toBe('partnerships.coopted_full');
	expect(term('cat', '2026-02-01', '2026-06-01')).toBe('partnerships.coopted_full');
	expect(term('cat', '2026-02-01', '2026-05-31')).toBeUndefined();
	// One after the other they are one at a time, whoever of them it meets.
	const turns = [sat('ann', '2026-01-01', '2026-06-30'), sat('bob', '2026-07-01', '2026-12-31')];
	expect(term('cat', '2026-02-01', '2026-11-30', turns)).toBeUndefined();
	expect(
		coOptedTerm(sampleRules, { personId: 'cat', startsOn: '2027-01-01', endsOn: null }, there)
			.endsOn,
	).toBe('2027-12-31');
	expect(term('ann', '2026-07-01')).toBe('partnerships.coopted_already');
	expect(term('ann', '2027-01-01')).toBeUndefined();
	expect(term('dee', '2026-02-01', '2026-03-01', [sat('dee', '2020-01-01', null, false)])).toBe(
		'partnerships.coopted_sits',
	);
	const nobody = { coOption: { ...sampleRules.coOption, max: 0 } };
	expect(
		refusal(() =>
			coOptedTerm(nobody, { personId: 'cat', startsOn: '2026-01-01', endsOn: null }, []),
		),
	).toBe('partnerships.coopted_none');
});

test('a representative: terms running are counted, another’s between them starts anew', () => {
	const term = (personId: string, year: number) => ({
		personId,
		startsOn: `${year}-01-01`,
		endsOn: `${year}-12-31`,
	});
	const three = [term('ann', 2023), term('ann', 2024), term('ann', 2025)];
	const next = (before: typeof three) =>
		refusal(() => seatTerm(sampleRules, { ...term('ann', 2026), endsOn: '2026-12-31' }, before));
	expect(next(three)).toBe('partnerships.terms_over');
	expect(next(three.slice(1))).toBeUndefined();
	expect(next([...three.slice(0, 2), term('bob', 2025)])).toBeUndefined();
	expect(seatTerm(undefined, { ...term('ann', 2026), endsOn: null }, three).endsOn).toBeNull();
});

describe('an office of somebody co-opted', () => {
	const seat = (startsOn: string, endsOn: string | null, coOpted: boolean) => ({
		startsOn,
		endsOn,
		coOpted,
	});
	const coOpted = seat('2026-06-01', '2027-05-31', true);
	const wish = (startsOn: string, endsOn: string | null = null) => ({ startsOn, endsOn });
	const ruled = { startsOn: '2026-12-03', endsOn: '2028-12-02' };
	test.each([
		['no seat at all', wish('2026-12-03'), [], '2028-12-02'],
		[
			'a seat of an organisation',
			wish('2026-12-03'),
			[seat('2026-06-01', null, false)],
			'2028-12-02',
		],
		['both', wish('2026-12-03'), [coOpted, seat('2026-06-01', null, false)], '2028-12-02'],
		['co-opted: no longer than that', wish('2026-12-03'), [coOpted], '2027-05-31'],
		['co-opted without an end', wish('2026-12-03'), [seat('2026-06-01', null, true)], '2028-12-02'],
		['co-opted longer', wish('2026-12-03'), [seat('2026-06-01', '2029-01-01', true)], '2028-12-02'],
		['an end within it', wish('2026-12-03', '2027-05-31'), [coOpted], '2027-05-31'],
		['an end after it', wish('2026-12-03', '2027-06-01'), [coOpted], 'partnerships.coopted_until'],
		['a beginning after it', wish('2027-06-01'), [coOpted], 'partnerships.coopted_until'],
		[
			'a seat of an organisation by then',
			wish('2027-06-01'),
			[coOpted, seat('2027-06-01', null, false)],
			'2028-12-02',
		],
	])('%s', (_, wished, seats, endsOn) => {
		const found = refusal(() =>
			expect(officeWithinCoOption(wished, ruled, seats).endsOn).toBe(endsOn),
		);
		if (endsOn.startsWith('partnerships.')) expect(found).toBe(endsOn);
		else expect(found).toBeUndefined();
	});
});

test('who is co-opted is so on another body no longer than its rules say, and where there is room', () => {
	const rules = (max: number, months: number) => ({ coOption: { max, voting: false, months } });
	const now = (endsOn: string | null) => ({ personId: 'ivy', startsOn: '2026-12-03', endsOn });
	const until = (max: number, months: number, endsOn: string | null) =>
		carriedCoOption(rules(max, months), now(endsOn), []).endsOn;
	expect(until(1, 12, '2027-02-01')).toBe('2027-02-01');
	expect(until(1, 12, '2030-02-01')).toBe('2027-12-02');
	expect(until(1, 12, null)).toBe('2027-12-02');
	expect(until(1, 0, null)).toBeNull();
	expect(carriedCoOption(undefined, now('2030-02-01'), []).endsOn).toBe('2030-02-01');
	expect(refusal(() => until(0, 12, null))).toBe('partnerships.coopted_none');
	const other = { personId: 'bob', startsOn: '2026-01-01', endsOn: null, coOpted: true };
	expect(refusal(() => carriedCoOption(rules(1, 12), now(null), [other]))).toBe(
		'partnerships.coopted_full',
	);
});
