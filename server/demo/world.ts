import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Actor } from '#domain/kernel/actor.ts';
import { momentAt, dateFromIso, isoDate, months, plainDate } from '#domain/kernel/calendar.ts';
import type { DemoFile } from './file.ts';

/** The demo partnership as it stands in the store, for the parts that add to it. */
export interface DemoWorld {
	readonly yaml: DemoFile;
	readonly partnershipId: string;
	readonly slug: string;
	/** By the ids of the file ("p01", "lbc", "board", "statutory") to the uuids of the store. */
	readonly people: ReadonlyMap<string, string>;
	readonly organisations: ReadonlyMap<string, string>;
	readonly bodies: ReadonlyMap<string, string>;
	readonly sectors: ReadonlyMap<string, string>;
	/** A Board seat by the person who holds it ("p02"). */
	readonly seats: ReadonlyMap<string, string>;
	/** How many days every date of the file moves; whole weeks, so that weekdays stay. */
	readonly shiftDays: number;
	/** "2026-12-03" of the file → the moved date. */
	date(iso: string): string;
	/** "2026-12-03T14:00:00+00:00" of the file → that hour on the hall's clock on the moved date. */
	moment(iso: string): Date;
	/** Words of the file with the dates in them ("3 December 2026") moved. */
	words(text: string): string;
	/** The person of the file as actor of a command. Throws for one without an account. */
	actor(code: string): Actor;
}

/** Reads the demo file. */
export function readDemoFile(): DemoFile {
	return parse(readFileSync(new URL('./larkhaven.yaml', import.meta.url), 'utf8')) as DemoFile;
}

const dayMs = 86_400_000;
const noon = (iso: string) => dateFromIso(iso).getTime();
const moved = (iso: string, days: number) => isoDate(new Date(noon(iso) + days * dayMs));

const writtenDate = new RegExp(`\\b(\\d{1,2}) (${months.en.join('|')}) (20\\d\\d)\\b`, 'g');

/** Days from `thursday` of the file to the Thursday on or after `now` in the hall: a multiple of seven. */
export function shiftTo(thursday: string, now: Date): number {
	const days = Math.round((noon(isoDate(now)) - noon(thursday)) / dayMs);
	return Math.ceil(days / 7) * 7;
}

/** How dates of the file move by `shiftDays` days. */
export function moving(shiftDays: number): Pick<DemoWorld, 'date' | 'moment' | 'words'> {
	return {
		date: (iso) => moved(iso, shiftDays),
		moment(iso) {
			const [date = '', time = ''] = iso.split('T');
			const at = momentAt(moved(date, shiftDays), time.slice(0, 5));
			if (!at) throw new Error(`${iso} is no moment`);
			return at;
		},
		words: (text) =>
			text.replaceAll(writtenDate, (_, day: string, month: string, year: string) => {
				const noonThen = Date.UTC(Number(year), months.en.indexOf(month), Number(day), 12);
				return plainDate(new Date(noonThen + shiftDays * dayMs), 'en');
			}),
	};
}
