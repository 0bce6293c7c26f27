import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	bankHolidayOn,
	bankHolidays,
	clearWorkingDays,
	easter,
	workingDayAfter,
	workingDayBefore,
	type Nation,
} from './bank-holidays.ts';

/** As published by the government (gov.uk/bank-holidays), month and day. */
const published: Record<'england' | 'scotland' | 'northern_ireland', Record<number, string>> = {
	england: {
		2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
		2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
		2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
		2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
		2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
		2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
		2028: '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26',
	},
	scotland: {
		2022: '01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27',
		2023: '01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26',
		2024: '01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26',
		2025: '01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26',
		2026: '01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28',
		2027: '01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28',
		2028: '01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26',
	},
	northern_ireland: {
		2024: '01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26',
		2025: '01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26',
		2026: '01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28',
		2027: '01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28',
		2028: '01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26',
	},
};
describe.each(Object.entries(published))('%s', (nation, years) => {
	test.each(Object.entries(years))('%s', (year, days) => {
		const found = bankHolidays(nation as Nation, Number(year)).map(({ date }) => date.slice(5));
		expect(found.join(' ')).toBe(days);
	});
});
test('Wales keeps those of England', () => {
	expect(bankHolidays('wales', 2026)).toEqual(bankHolidays('england', 2026));
});

test.each(['2000-04-23', '2008-03-23', '2019-04-21', '2024-03-31', '2038-04-25', '2049-04-18'])(
	'Easter is on %s',
	(date) => {
		expect(easter(Number(date.slice(0, 4)))).toBe(date);
	},
);

const nations: readonly Nation[] = ['england', 'wales', 'scotland', 'northern_ireland'];
const counts = { england: 8, wales: 8, scotland: 9, northern_ireland: 10 };
const aNation = fc.constantFrom(...nations);
const aYear = fc.integer({ min: 2024, max: 2199 });

test('every year as many as the law names, on different weekdays, inside the year, in order', () => {
	fc.assert(
		fc.property(aNation, aYear, (nation, year) => {
			const days = bankHolidays(nation, year).map(({ date }) => date);
			const extra = nation === 'scotland' && year === 2026 ? 1 : 0;
			expect(days).toHaveLength(counts[nation] + extra);
			expect(new Set(days).size).toBe(days.length);
			expect([...days].sort()).toEqual(days);
			for (const day of days) {
				expect(day.slice(0, 4)).toBe(String(year));
				expect([1, 2, 3, 4, 5]).toContain(new Date(`${day}T12:00:00Z`).getUTCDay());
			}
			const sunday = easter(year);
			expect(new Date(`${sunday}T12:00:00Z`).getUTCDay()).toBe(0);
			expect(sunday >= `${year}-03-22` && sunday <= `${year}-04-25`).toBe(true);
		}),
	);
});

test('counting back and counting between agree, and what was skipped is what lies between', () => {
	const aDay = fc
		.integer({ min: 0, max: 3_000 })
		.map((n) => new Date(Date.UTC(2024, 0, 10 + n, 12)).toISOString().slice(0, 10));
	fc.assert(
		fc.property(aNation, aDay, fc.integer({ min: 1, max: 15 }), (nation, day, n) => {
			const { date, skipped } = workingDayBefore(nation, day, n);
			expect(clearWorkingDays(nation, date, day)).toBe(n - 1);
			const after = workingDayAfter(nation, day, n);
			expect(clearWorkingDays(nation, day, after)).toBe(n - 1);
			expect(bankHolidayOn(nation, after)).toBeUndefined();
			expect(bankHolidayOn(nation, date)).toBeUndefined();
			const years = [Number(date.slice(0, 4)), Number(day.slice(0, 4))];
			const between = [...new Set(years)]
				.flatMap((year) => bankHolidays(nation, year))
				.filter((each) => each.date > date && each.date < day);
			expect(skipped).toEqual(between);
		}),
	);
});

test.each([
	// Thursday 3 December 2026: five clear working days before it is Wednesday 25 November; in Scotland St Andrew's Day lies between.
	['england', '2026-12-03', 6, '2026-11-25', []],
	['scotland', '2026-12-03', 6, '2026-11-24', ['St Andrew’s Day']],
	['wales', '2026-04-09', 4, '2026-04-01', ['Good Friday', 'Easter Monday']],
	['scotland', '2026-06-16', 1, '2026-06-12', ['World Cup bank holiday']],
	['england', '2027-01-05', 4, '2026-12-29', ['New Year’s Day']],
] as const)('%s, before %s, %i working days: %s', (nation, day, n, date, skipped) => {
	const found = workingDayBefore(nation, day, n);
	expect(found.date).toBe(date);
	expect(found.skipped.map(({ name }) => name.en)).toEqual(skipped);
});
