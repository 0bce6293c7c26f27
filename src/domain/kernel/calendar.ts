import type { Locale } from './text.ts';

/** Every clock of the product is the clock on the wall of the hall. */
const zone = 'Europe/London';

const days: Record<Locale, readonly string[]> = {
	en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
	cy: [
		'Dydd Sul',
		'Dydd Llun',
		'Dydd Mawrth',
		'Dydd Mercher',
		'Dydd Iau',
		'Dydd Gwener',
		'Dydd Sadwrn',
	],
};

/** The names of the months, January first. */
export const months: Record<Locale, readonly string[]> = {
	en: [
		'January',
		'February',
		'March',
		'April',
		'May',
		'June',
		'July',
		'August',
		'September',
		'October',
		'November',
		'December',
	],
	cy: [
		'Ionawr',
		'Chwefror',
		'Mawrth',
		'Ebrill',
		'Mai',
		'Mehefin',
		'Gorffennaf',
		'Awst',
		'Medi',
		'Hydref',
		'Tachwedd',
		'Rhagfyr',
	],
};

// Intl gives the parts only; names come from the tables above, since browsers have no Welsh.
const parts = new Intl.DateTimeFormat('en-GB', {
	timeZone: zone,
	year: 'numeric',
	month: 'numeric',
	day: 'numeric',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	hourCycle: 'h23',
});

interface Moment {
	year: number;
	month: number;
	day: number;
	hour: number;
	minute: number;
	second: number;
	weekday: number;
}

function momentOf(at: Date): Moment {
	const found = new Map(parts.formatToParts(at).map((part) => [part.type, Number(part.value)]));
	const part = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? 0;
	const year = part('year');
	const month = part('month');
	const day = part('day');
	return {
		year,
		month,
		day,
		hour: part('hour'),
		minute: part('minute'),
		second: part('second'),
		weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
	};
}

const two = (value: number) => String(value).padStart(2, '0');

/** "Thursday 3 December 2026", "Dydd Iau 3 Rhagfyr 2026". */
export function longDate(at: Date, locale: Locale): string {
	const { weekday, day, month, year } = momentOf(at);
	return `${days[locale][weekday]} ${day} ${months[locale][month - 1]} ${year}`;
}

/** "3 December 2026". */
export function plainDate(at: Date, locale: Locale): string {
	const { day, month, year } = momentOf(at);
	return `${day} ${months[locale][month - 1]} ${year}`;
}

/** "2pm", "2:30pm", "midday" in English prose; "14:00" in Welsh, until a translator says otherwise. */
export function timeOfDay(at: Date, locale: Locale): string {
	const { hour, minute } = momentOf(at);
	if (locale === 'cy') return `${two(hour)}:${two(minute)}`;
	if (hour === 12 && minute === 0) return 'midday';
	if (hour === 0 && minute === 0) return 'midnight';
	const twelve = hour % 12 === 0 ? 12 : hour % 12;
	return `${twelve}${minute === 0 ? '' : `:${two(minute)}`}${hour < 12 ? 'am' : 'pm'}`;
}

/** "15:28": what clocks and the minutes show. */
export function clockTime(at: Date): string {
	const { hour, minute } = momentOf(at);
	return `${two(hour)}:${two(minute)}`;
}

/** "15:28:02". */
export function clockTimeWithSeconds(at: Date): string {
	const { hour, minute, second } = momentOf(at);
	return `${two(hour)}:${two(minute)}:${two(second)}`;
}

/** "2026-12-03" on the wall calendar: what dated addresses and date columns hold. */
export function isoDate(at: Date): string {
	const { year, month, day } = momentOf(at);
	return `${year}-${two(month)}-${two(day)}`;
}

/** Noon (UTC) of an ISO date, for showing a date column with the functions above. */
export function dateFromIso(date: string): Date {
	return new Date(`${date}T12:00:00Z`);
}

/**
 * The moment at which the clock on the wall shows this date ("2026-12-03") and time ("14:00"). Undefined for what is no
 * date or time, and for an hour that the change to summer time leaves out; of one that comes twice, the second.
 */
export function momentAt(date: string, time: string): Date | undefined {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time)) return undefined;
	const winter = new Date(`${date}T${time}:00Z`);
	if (Number.isNaN(winter.getTime())) return undefined;
	// In summer the hall's clock is an hour ahead of UTC.
	return [winter, new Date(winter.getTime() - 3_600_000)].find(
		(at) => isoDate(at) === date && clockTime(at) === time,
	);
}
