import { emailAddress } from '../accounts/email.ts';
import { formula, unguarded } from '../kernel/csv.ts';
import { isRefusal } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';
import type { ListColumn, ListRow } from './list-columns.ts';
import { checkName, nameKey } from './names.ts';

/** Why a line can't be taken as it stands; each has a sentence in both languages. */
export type ListFaultCode =
	| 'empty'
	| 'formula'
	| 'letters'
	| 'long'
	| 'email_wrong'
	| 'date_wrong'
	| 'term_backwards'
	| 'seats_wrong'
	| 'seat_unknown'
	| 'yes_no'
	| 'sector_missing'
	| 'sector_unknown'
	| 'sector_differs'
	| 'body_unknown'
	| 'seat_without_organisation'
	| 'seats_fewer'
	| 'seats_full'
	| 'seats_all_held'
	| 'deputy_without_name'
	| 'deputy_without_seat'
	| 'deputy_for_themselves'
	| 'name_without_organisation'
	| 'email_in_list'
	| 'email_of_other'
	| 'email_of_account';

export interface ListFault {
	readonly code: ListFaultCode;
	/** The cell it is about; null for the line as a whole. */
	readonly column: ListColumn | null;
	readonly values: Readonly<Record<string, string | number>>;
}

export type SeatKind = 'voting' | 'advisory' | 'deputy' | 'none';

/** A line with its cells understood, each by itself. */
export interface ListLine {
	readonly organisation: Text | null;
	readonly sector: string;
	readonly seats: number | null;
	readonly name: string | null;
	readonly job: Text;
	readonly email: string | null;
	readonly seat: SeatKind;
	readonly body: string;
	/** Days as "2026-12-03"; null where the cell is empty. */
	readonly startsOn: string | null;
	readonly endsOn: string | null;
	readonly mandate: string | null;
	readonly mayDecide: boolean;
}

/** As many seats as an organisation may have on a body. */
export const mostListSeats = 20;

const yes = ['yes', 'y', 'true', '1', 'x', 'ie', 'oes', 'caiff'];
const no = ['', 'no', 'n', 'false', '0', 'na', 'nac oes', 'ni chaiff'];
const seatWords: Readonly<Record<Exclude<SeatKind, 'none'>, readonly string[]>> = {
	voting: ['voting', 'votes', 'representative', 'pleidleisio', 'cynrychiolydd', ...yes],
	advisory: ['advisory', 'non voting', 'adviser', 'cynghorol', 'heb bleidlais'],
	deputy: ['deputy', 'substitute', 'dirprwy'],
};

/** Words as an export writes them. */
export const seatWord: Readonly<Record<'en' | 'cy', Readonly<Record<SeatKind, string>>>> = {
	en: { voting: 'voting', advisory: 'advisory', deputy: 'deputy', none: '' },
	cy: { voting: 'pleidleisio', advisory: 'cynghorol', deputy: 'dirprwy', none: '' },
};
export const yesNo: Readonly<Record<'en' | 'cy', readonly [yes: string, no: string]>> = {
	en: ['yes', 'no'],
	cy: ['ie', 'na'],
};

/** Reads a line, cell by cell, and says of each what is wrong with it. */
export function readLine(row: ListRow): { readonly line: ListLine; readonly faults: ListFault[] } {
	const faults: ListFault[] = [];
	const fault = (
		code: ListFaultCode,
		column: ListColumn | null,
		values: ListFault['values'] = {},
	): void => void faults.push({ code, column, values });
	const cell = (column: ListColumn): string => {
		const written = row.cells[column] ?? '';
		if (!formula.test(written)) return unguarded(written);
		fault('formula', column, { cell: written.slice(0, 40) });
		return '';
	};
	const words = (column: ListColumn, most = 120): string => {
		const text = cell(column);
		if (text === '') return '';
		try {
			return checkName({ en: text }, column, most).en ?? '';
		} catch (error) {
			if (!isRefusal(error)) throw error;
			if (error.code === 'partnerships.name_long') fault('long', column, { most });
			else fault('letters', column);
			return '';
		}
	};
	const text = (column: 'organisation' | 'job'): Text => {
		const [en, cy] = [words(column), words(`${column}_cy`)];
		return { ...(en ? { en } : {}), ...(cy ? { cy } : {}) };
	};
	const organisation = text('organisation');
	const name = words('name');
	const hasOrganisation = Boolean(organisation.en ?? organisation.cy);
	const startsOn = day(cell('from'));
	const endsOn = day(cell('until'));
	if (startsOn === undefined) fault('date_wrong', 'from', { cell: row.cells.from ?? '' });
	if (endsOn === undefined) fault('date_wrong', 'until', { cell: row.cells.until ?? '' });
	if (startsOn && endsOn && endsOn < startsOn) fault('term_backwards', 'until');
	const seat = seatKind(cell('seat'));
	if (seat === undefined) fault('seat_unknown', 'seat', { cell: row.cells.seat ?? '' });
	const seats = cell('seats');
	const seatsWrong = seats !== '' && (!/^\d{1,2}$/.test(seats) || Number(seats) > mostListSeats);
	if (seatsWrong) fault('seats_wrong', 'seats', { most: mostListSeats });
	const mayDecide = nameKey(cell('may_decide'));
	if (![...yes, ...no].includes(mayDecide)) fault('yes_no', 'may_decide');
	let email: string | null = null;
	const typed = cell('email');
	if (typed !== '')
		try {
			email = emailAddress(typed);
		} catch (error) {
			if (!isRefusal(error)) throw error;
			fault('email_wrong', 'email', { cell: typed.slice(0, 80) });
		}
	if (!hasOrganisation && name === '' && faults.length === 0) fault('empty', 'organisation');
	const line: ListLine = {
		organisation: hasOrganisation ? organisation : null,
		sector: cell('sector'),
		seats: seats === '' || seatsWrong ? null : Number(seats),
		name: name || null,
		job: text('job'),
		email,
		seat: seat ?? 'none',
		body: cell('body'),
		startsOn: startsOn ?? null,
		endsOn: endsOn ?? null,
		mandate: words('mandate', 500) || null,
		mayDecide: mayDecide === '' || yes.includes(mayDecide),
	};
	return { line, faults };
}

function seatKind(written: string): SeatKind | undefined {
	const key = nameKey(written);
	if (no.includes(key)) return 'none';
	return (['voting', 'advisory', 'deputy'] as const).find((kind) => seatWords[kind].includes(key));
}

/** "2026-12-03", "3/12/2026", "03.12.2026" as "2026-12-03"; null for an empty cell, undefined for what is no day. */
function day(written: string): string | null | undefined {
	if (written === '') return null;
	const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(written);
	const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(written);
	const [year, month, date] = iso ? iso.slice(1) : local ? local.slice(1).reverse() : [];
	if (!year || !month || !date) return undefined;
	const found = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
	const at = new Date(`${found}T12:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === found ? found : undefined;
}
