import { nameKey } from './names.ts';

/** What a line of the membership list may say: of an organisation, of a person in it, and of a seat between them. */
export const listColumns = [
	'organisation',
	'organisation_cy',
	'sector',
	'seats',
	'name',
	'job',
	'job_cy',
	'email',
	'seat',
	'body',
	'from',
	'until',
	'mandate',
	'may_decide',
] as const;
export type ListColumn = (typeof listColumns)[number];

/** A line as it stands in the file. `row` is the spreadsheet's own number, `sheet` its name where there are several. */
export interface ListRow {
	readonly sheet: string;
	readonly row: number;
	readonly cells: Readonly<Partial<Record<ListColumn, string>>>;
	/** Left out by whoever looks through it. */
	readonly out?: boolean;
}

/** Headings as an export writes them. */
export const listHeadings: Readonly<Record<'en' | 'cy', Readonly<Record<ListColumn, string>>>> = {
	en: {
		organisation: 'Organisation',
		organisation_cy: 'Organisation (Welsh)',
		sector: 'Sector',
		seats: 'Seats',
		name: 'Name',
		job: 'Job',
		job_cy: 'Job (Welsh)',
		email: 'Email',
		seat: 'Seat',
		body: 'Body',
		from: 'From',
		until: 'Until',
		mandate: 'Mandate',
		may_decide: 'May decide',
	},
	cy: {
		organisation: 'Sefydliad (Saesneg)',
		organisation_cy: 'Sefydliad',
		sector: 'Sector',
		seats: 'Seddi',
		name: 'Enw',
		job: 'Swydd (Saesneg)',
		job_cy: 'Swydd',
		email: 'E-bost',
		seat: 'Sedd',
		body: 'Corff',
		from: 'O',
		until: 'Hyd',
		mandate: 'Mandad',
		may_decide: 'Caiff benderfynu',
	},
};

type Heading = ListColumn | 'first' | 'last';

/** Other headings that lists carry. First and last name make one. */
const others: Readonly<Record<Heading, readonly string[]>> = {
	organisation: [
		'organization',
		'organisation name',
		'organisation (english)',
		'partner',
		'representing',
	],
	organisation_cy: [
		'organisation in welsh',
		'sefydliad (cymraeg)',
		'enw’r sefydliad',
		'partner cy',
	],
	sector: [],
	seats: ['voting seats', 'number of seats', 'seddi pleidleisio', 'nifer y seddi'],
	name: ['person', 'full name', 'representative', 'member', 'enw llawn', 'cynrychiolydd', 'aelod'],
	job: ['job title', 'post', 'position', 'job (english)'],
	job_cy: ['job in welsh', 'swydd (cymraeg)', 'teitl swydd'],
	email: ['e-mail', 'email address', 'e-mail address', 'ebost', 'cyfeiriad e-bost'],
	seat: ['has a seat', 'kind of seat', 'math o sedd'],
	body: ['group', 'grŵp'],
	from: ['starts', 'starts on', 'start date', 'term from', 'dyddiad dechrau'],
	until: ['ends', 'ends on', 'end date', 'to', 'term until', 'tan', 'dyddiad gorffen'],
	mandate: ['speaks for'],
	may_decide: ['can decide', 'authority'],
	first: ['first name', 'forename', 'given name', 'enw cyntaf'],
	last: ['last name', 'surname', 'family name', 'cyfenw'],
};

const known: ReadonlyMap<string, Heading> = new Map([
	...listColumns.flatMap((column) =>
		[column, listHeadings.en[column], listHeadings.cy[column]].map(
			(words) => [nameKey(words), column] as const,
		),
	),
	...Object.entries(others).flatMap(([column, words]) =>
		words.map((each) => [nameKey(each), column as Heading] as const),
	),
]);

/** How far down the headings may stand: lists begin with titles and notes. */
const deepest = 10;

export interface ReadTable {
	readonly rows: readonly ListRow[];
	/** Headings of columns that were not read. */
	readonly unread: readonly string[];
}

/**
 * The lines of a table under its headings, in English or Welsh and in any order; empty lines are passed over. Undefined for
 * a table in which no line of the first ten names an organisation or a person.
 */
export function readTable(
	sheet: string,
	table: readonly (readonly string[])[],
): ReadTable | undefined {
	const at = table
		.slice(0, deepest)
		.findIndex((line) =>
			line
				.map((words) => known.get(nameKey(words)))
				.some(
					(column) =>
						column && ['organisation', 'organisation_cy', 'name', 'last'].includes(column),
				),
		);
	if (at < 0) return undefined;
	const headings = (table[at] ?? []).map((words) => ({ words, column: known.get(nameKey(words)) }));
	const rows: ListRow[] = [];
	table.slice(at + 1).forEach((line, below) => {
		const found = new Map<Heading, string>();
		headings.forEach(({ column }, place) => {
			const value = (line[place] ?? '').trim();
			if (column && value !== '' && !found.has(column)) found.set(column, value);
		});
		const parts = [found.get('first'), found.get('last')].filter(Boolean).join(' ');
		if (parts !== '' && !found.has('name')) found.set('name', parts);
		found.delete('first');
		found.delete('last');
		if (found.size > 0) rows.push({ sheet, row: at + below + 2, cells: Object.fromEntries(found) });
	});
	return {
		rows,
		unread: headings
			.filter(({ column, words }) => !column && words.trim() !== '')
			.map((h) => h.words),
	};
}
