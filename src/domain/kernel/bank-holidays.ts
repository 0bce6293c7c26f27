import type { Text } from './text.ts';

/** Where bank holidays differ. England and Wales have the same. */
export type Nation = 'england' | 'wales' | 'scotland' | 'northern_ireland';

export interface BankHoliday {
	/** ISO date on which it is kept: the substitute day where its own falls on a weekend. */
	readonly date: string;
	readonly name: Text;
}

const names = {
	newYear: { en: 'New Year’s Day', cy: 'Dydd Calan' },
	second: { en: '2nd January', cy: '2 Ionawr' },
	patrick: { en: 'St Patrick’s Day', cy: 'Dydd Sant Padrig' },
	goodFriday: { en: 'Good Friday', cy: 'Dydd Gwener y Groglith' },
	easterMonday: { en: 'Easter Monday', cy: 'Dydd Llun y Pasg' },
	earlyMay: { en: 'Early May bank holiday', cy: 'Gŵyl banc dechrau Mai' },
	spring: { en: 'Spring bank holiday', cy: 'Gŵyl banc y gwanwyn' },
	boyne: { en: 'Battle of the Boyne (Orangemen’s Day)', cy: 'Brwydr y Boyne' },
	summer: { en: 'Summer bank holiday', cy: 'Gŵyl banc yr haf' },
	andrew: { en: 'St Andrew’s Day', cy: 'Dydd Sant Andreas' },
	christmas: { en: 'Christmas Day', cy: 'Dydd Nadolig' },
	boxing: { en: 'Boxing Day', cy: 'Gŵyl San Steffan' },
} as const satisfies Record<string, Text>;

/** Days that were proclaimed for once (Banking and Financial Dealings Act 1971, s. 1(3)); all nations where none is named. */
const once: readonly (BankHoliday & { readonly nation?: Nation })[] = [
	{
		date: '2022-06-03',
		name: { en: 'Platinum Jubilee bank holiday', cy: 'Gŵyl banc y Jiwbilî Blatinwm' },
	},
	{
		date: '2022-09-19',
		name: {
			en: 'State Funeral of Queen Elizabeth II',
			cy: 'Angladd Gwladol y Frenhines Elizabeth II',
		},
	},
	{
		date: '2023-05-08',
		name: { en: 'Coronation of King Charles III', cy: 'Coroni’r Brenin Charles III' },
	},
	// Proclaimed on 4 February 2026.
	{
		date: '2026-06-15',
		name: { en: 'World Cup bank holiday', cy: 'Gŵyl banc Cwpan y Byd' },
		nation: 'scotland',
	},
];
/** Days of the rule that were kept on another one (s. 1(2)). */
const moved: Readonly<Record<string, string>> = {
	'2020-05-04': '2020-05-08',
	'2022-05-30': '2022-06-02',
};

const iso = (year: number, month: number, day: number) =>
	new Date(Date.UTC(year, month - 1, day, 12)).toISOString().slice(0, 10);
const shifted = (date: string, days: number) =>
	new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
/** 0 for Sunday. */
const weekday = (date: string) => new Date(`${date}T12:00:00Z`).getUTCDay();
const isWeekend = (date: string) => weekday(date) % 6 === 0;
const firstMonday = (year: number, month: number) =>
	shifted(iso(year, month, 1), (8 - weekday(iso(year, month, 1))) % 7);
const lastMonday = (year: number, month: number) => {
	const last = iso(year, month + 1, 0);
	return shifted(last, -((weekday(last) + 6) % 7));
};

/** Easter Sunday of a year of the Gregorian calendar (the anonymous algorithm, Nature 1876). */
export function easter(year: number): string {
	const a = year % 19;
	const century = Math.floor(year / 100);
	const rest = year % 100;
	const f = Math.floor((century + 8) / 25);
	const g = Math.floor((century - f + 1) / 3);
	const h = (19 * a + century - Math.floor(century / 4) - g + 15) % 30;
	const l = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - h - (rest % 4)) % 7;
	const m = Math.floor((a + 11 * h + 22 * l) / 451);
	const day = h + l - 7 * m + 114;
	return iso(year, Math.floor(day / 31), (day % 31) + 1);
}

/**
 * The bank holidays of a year in their order, by the rules of the Banking and Financial Dealings Act 1971 (schedule 1; St
 * Andrew's Day Bank Holiday (Scotland) Act 2007) with the days that are proclaimed every year. One that falls on a weekend is
 * kept on the next weekday that is none itself. Local holidays are not among them.
 */
export function bankHolidays(nation: Nation, year: number): BankHoliday[] {
	const days = yearly(nation, year).map(({ date, name }) => ({ date: moved[date] ?? date, name }));
	const proclaimed = once.filter(
		(each) => each.date.startsWith(`${year}-`) && (each.nation ?? nation) === nation,
	);
	const kept = new Set(
		[...days, ...proclaimed].map(({ date }) => date).filter((d) => !isWeekend(d)),
	);
	const substituted = days.map(({ date, name }) => {
		let on = date;
		if (isWeekend(date)) while (isWeekend(on) || kept.has(on)) on = shifted(on, 1);
		kept.add(on);
		return { date: on, name };
	});
	return [...substituted, ...proclaimed.map(({ date, name }) => ({ date, name }))].sort((a, b) =>
		a.date.localeCompare(b.date),
	);
}

function yearly(nation: Nation, year: number): BankHoliday[] {
	const sunday = easter(year);
	const newYear = { date: iso(year, 1, 1), name: names.newYear };
	const goodFriday = { date: shifted(sunday, -2), name: names.goodFriday };
	const easterMonday = { date: shifted(sunday, 1), name: names.easterMonday };
	const may = [
		{ date: firstMonday(year, 5), name: names.earlyMay },
		{ date: lastMonday(year, 5), name: names.spring },
	];
	const august = { date: lastMonday(year, 8), name: names.summer };
	const christmas = [
		{ date: iso(year, 12, 25), name: names.christmas },
		{ date: iso(year, 12, 26), name: names.boxing },
	];
	switch (nation) {
		case 'england':
		case 'wales':
			return [newYear, goodFriday, easterMonday, ...may, august, ...christmas];
		case 'northern_ireland':
			return [
				newYear,
				{ date: iso(year, 3, 17), name: names.patrick },
				goodFriday,
				easterMonday,
				...may,
				{ date: iso(year, 7, 12), name: names.boyne },
				august,
				...christmas,
			];
		case 'scotland':
			return [
				newYear,
				{ date: iso(year, 1, 2), name: names.second },
				goodFriday,
				...may,
				{ date: firstMonday(year, 8), name: names.summer },
				{ date: iso(year, 11, 30), name: names.andrew },
				...christmas,
			];
	}
}

/** The bank holiday that is kept on an ISO date; undefined where none is. */
export function bankHolidayOn(nation: Nation, date: string): BankHoliday | undefined {
	return bankHolidays(nation, Number(date.slice(0, 4))).find((each) => each.date === date);
}

/** What is no working day besides weekends: the bank holidays of the nation, and days on which the partnership itself is closed. */
export interface Closures {
	readonly nation: Nation;
	readonly closed: readonly BankHoliday[];
}

/** The same, where a nation stands for its bank holidays alone. */
export type Off = Nation | Closures;

function closedOn(off: Off, date: string): BankHoliday | undefined {
	if (typeof off === 'string') return bankHolidayOn(off, date);
	return bankHolidayOn(off.nation, date) ?? off.closed.find((each) => each.date === date);
}

/** A day found by counting working days, and the bank holidays and closed days that were passed over, in their order. */
export interface WorkingDay {
	readonly date: string;
	readonly skipped: readonly BankHoliday[];
}

/** The so-many-th working day before an ISO date (1: the last one before it): no Saturday, Sunday, bank holiday or closed day. */
export function workingDayBefore(off: Off, date: string, days = 1): WorkingDay {
	const skipped: BankHoliday[] = [];
	let day = date;
	for (let left = days; left > 0;) {
		day = shifted(day, -1);
		if (isWeekend(day)) continue;
		const closed = closedOn(off, day);
		if (closed) skipped.unshift(closed);
		else left--;
	}
	return { date: day, skipped };
}

/** The so-many-th working day after an ISO date (1: the next one). */
export function workingDayAfter(off: Off, date: string, days: number): string {
	let day = date;
	for (let left = days; left > 0;) {
		day = shifted(day, 1);
		if (!isWeekend(day) && !closedOn(off, day)) left--;
	}
	return day;
}

/** How many working days lie between two ISO dates, neither of them counted. */
export function clearWorkingDays(off: Off, from: string, to: string): number {
	let days = 0;
	for (let day = shifted(from, 1); day < to; day = shifted(day, 1))
		if (!isWeekend(day) && !closedOn(off, day)) days++;
	return days;
}
