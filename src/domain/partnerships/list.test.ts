import { expect, test } from 'vitest';
import { csvOf } from '../kernel/csv.ts';
import { listColumns, listHeadings, readTable, type ListRow } from './list-columns.ts';
import { readLine } from './list-cells.ts';
import { listLines } from './list-lines.ts';
import { planList, type ListPlan, type ListStore } from './list-plan.ts';

const today = '2026-11-22';
const empty: ListStore = {
	sectors: [
		{ id: 's1', code: 'statutory', name: { en: 'Statutory', cy: 'Statudol' } },
		{ id: 's2', code: 'community', name: { en: 'Community', cy: 'Cymunedol' } },
	],
	bodies: [
		{ id: 'b1', code: 'board', name: { en: 'Board', cy: 'Bwrdd' } },
		{ id: 'b2', code: 'health', name: { en: 'Health group' } },
	],
	organisations: [],
	people: [],
	seats: [],
};
const rows = (lines: readonly (readonly string[])[]): readonly ListRow[] =>
	readTable('', lines)?.rows ?? [];
let n = 0;
const plan = (list: readonly ListRow[], store = empty) =>
	planList(list, store, today, 'en', () => `n${++n}`);
const faults = (found: ListPlan) =>
	found.states.flatMap(({ faults }, at) => faults.map(({ code, column }) => [at, code, column]));

/** The store after the plan was written. */
function after(store: ListStore, found: ListPlan): ListStore {
	const changed = <T extends { id: string }>(
		all: readonly T[],
		changes: readonly { id: string }[],
	) => all.map((each) => ({ ...each, ...changes.find(({ id }) => id === each.id) }));
	return {
		...store,
		organisations: [
			...changed(store.organisations, found.organisationChanges),
			...found.organisations,
		],
		people: [
			...changed(store.people, found.personChanges),
			...found.people.map((person) => ({ ...person, hasAccount: false })),
		],
		seats: [
			...store.seats,
			...found.seats.map((seat) => ({ ...seat, terms: [], deputies: [] })),
		].map((seat) => ({
			...seat,
			terms: [...seat.terms, ...found.terms.filter(({ seatId }) => seatId === seat.id)],
			deputies: [...seat.deputies, ...found.deputies.filter(({ seatId }) => seatId === seat.id)],
		})),
	};
}

const head = ['Organisation', 'Sector', 'Name', 'Email', 'Seat', 'Seats'];
const list = rows([
	['Members of the board', '', '', '', '', ''],
	head,
	['Council', 'Statutory', 'Ann Oak', 'ann@x.example', 'voting', '2'],
	['', '', '', '', '', ''],
	['COUNCIL', '', 'Bob Elm', '', 'yes', ''],
	['Council', '', 'Cat Ash', '', 'deputy', ''],
	['Tenants’ network', 'community', 'Dee Fir', '', 'voting', ''],
	['Tenants’ network', '', 'Eve Yew', '', '', ''],
	['Chamber', 'Statutory', '', '', '', ''],
]);
const full = after(empty, plan(list));

test('organisations, seats and people come from one list, numbered as the spreadsheet numbers them', () => {
	const found = plan(list);
	expect(faults(found)).toEqual([]);
	expect(list.map(({ row }) => row)).toEqual([3, 5, 6, 7, 8, 9]);
	expect(found.organisations.map(({ name }) => name.en)).toEqual([
		'Council',
		'Tenants’ network',
		'Chamber',
	]);
	expect(
		[found.people, found.seats, found.terms, found.deputies].map(({ length }) => length),
	).toEqual([5, 3, 3, 2]);
});

test('the same list again plans nothing', () => {
	const again = plan(list, full);
	expect(again.states.every(({ state }) => state === 'same')).toBe(true);
	expect(again).toMatchObject({
		organisations: [],
		people: [],
		seats: [],
		terms: [],
		deputies: [],
		personChanges: [],
		organisationChanges: [],
	});
});

test.each(['en', 'cy'] as const)('what is exported (%s) is read back as nothing new', (locale) => {
	const lines = listLines(full, locale);
	expect(lines).toHaveLength(1 + 3 + 1 + 1 + 1);
	const again = plan(rows(lines), full);
	expect(faults(again)).toEqual([]);
	expect(again.states.every(({ state }) => state === 'same')).toBe(true);
	const fresh = plan(rows(lines));
	expect(after(empty, fresh)).toMatchObject({
		seats: full.seats.map(({ voting, bodyId }) => ({ voting, bodyId })),
		people: expect.arrayContaining(
			full.people.map(({ name }) => expect.objectContaining({ name }) as object),
		) as object,
	});
});

test('every heading of an export is understood, in both languages', () => {
	for (const locale of ['en', 'cy'] as const) {
		const line = listColumns.map((column) => listHeadings[locale][column]);
		const read = readTable('', [line, listColumns.map(() => 'x')]);
		expect(Object.keys(read?.rows[0]?.cells ?? {}).sort()).toEqual([...listColumns].sort());
		expect(read?.unread).toEqual([]);
	}
});

test('first and last names make a name; columns that are not read are named', () => {
	const read = readTable('', [
		['Surname', 'First name', 'Phone', ''],
		['Oak', 'Ann', '01234', ''],
	]);
	expect(read).toEqual({
		rows: [{ sheet: '', row: 2, cells: { name: 'Ann Oak' } }],
		unread: ['Phone'],
	});
	expect(
		readTable('', [
			['Amount', 'Date'],
			['1', '2'],
		]),
	).toBeUndefined();
});

const one = (cells: ListRow['cells']) => ({ sheet: '', row: 2, cells });
test.each<[string, ListRow['cells'], string, string | null]>([
	['nothing to go by', { sector: 'Statutory' }, 'empty', 'organisation'],
	['a formula', { name: '=HYPERLINK("http://x")' }, 'formula', 'name'],
	['a formula by a sign', { name: 'Ann', job: '@SUM(A1)' }, 'formula', 'job'],
	['Cyrillic look-alikes', { name: 'Аnn' }, 'letters', 'name'],
	['what is too long', { name: 'a'.repeat(121) }, 'long', 'name'],
	['no address', { name: 'Ann', email: 'ann at x' }, 'email_wrong', 'email'],
	['no day', { name: 'Ann', from: '31/2/2026' }, 'date_wrong', 'from'],
	[
		'a term that ends before it begins',
		{ name: 'Ann', from: '1/3/2026', until: '2026-02-01' },
		'term_backwards',
		'until',
	],
	['no number of seats', { organisation: 'X', seats: 'two' }, 'seats_wrong', 'seats'],
	['too many seats', { organisation: 'X', seats: '21' }, 'seats_wrong', 'seats'],
	['no kind of seat', { name: 'Ann', seat: 'maybe' }, 'seat_unknown', 'seat'],
	['neither yes nor no', { name: 'Ann', may_decide: 'perhaps' }, 'yes_no', 'may_decide'],
])('a cell by itself: %s', (_, cells, code, column) => {
	expect(readLine(one(cells)).faults).toMatchObject([{ code, column }]);
});

test.each<[string, readonly ListRow['cells'][], string]>([
	['an organisation without a sector', [{ organisation: 'X' }], 'sector_missing'],
	['a sector there is not', [{ organisation: 'X', sector: 'Royal' }], 'sector_unknown'],
	[
		'one organisation in two sectors',
		[
			{ organisation: 'X', sector: 'Statutory' },
			{ organisation: 'x', sector: 'Community' },
		],
		'sector_differs',
	],
	['a body there is not', [{ organisation: 'Council', body: 'Senate' }], 'body_unknown'],
	[
		'a seat without an organisation',
		[{ name: 'Zoe', seat: 'voting' }],
		'seat_without_organisation',
	],
	['fewer seats than there are', [{ organisation: 'Council', seats: '1' }], 'seats_fewer'],
	[
		'a seat too many',
		[{ organisation: 'Council', name: 'Zoe', seat: 'voting', seats: '2' }],
		'seats_full',
	],
	[
		'a successor while the seat is held',
		[{ organisation: 'Council', name: 'Zoe', seat: 'voting' }],
		'seats_all_held',
	],
	['a deputy without a name', [{ organisation: 'Council', seat: 'deputy' }], 'deputy_without_name'],
	[
		'a deputy for no seat',
		[{ organisation: 'Chamber', name: 'Zoe', seat: 'deputy' }],
		'deputy_without_seat',
	],
	[
		'a deputy for themselves',
		[{ organisation: 'Tenants’ network', name: 'Dee Fir', seat: 'deputy' }],
		'deputy_for_themselves',
	],
	[
		'one address twice',
		[
			{ name: 'Zoe', email: 'z@x.example' },
			{ name: 'Zed', email: 'Z@x.example' },
		],
		'email_in_list',
	],
	['somebody else’s address', [{ name: 'Zoe', email: 'ann@x.example' }], 'email_of_other'],
])('a line against what is there: %s', (_, cells, code) => {
	expect(faults(plan(cells.map(one), full)).map(([, found]) => found)).toContain(code);
});

test('the address of somebody with an account is theirs', () => {
	const store = { ...full, people: full.people.map((each) => ({ ...each, hasAccount: true })) };
	const found = plan(
		[one({ organisation: 'Council', name: 'Ann Oak', email: 'other@x.example' })],
		store,
	);
	expect(faults(found)).toEqual([[0, 'email_of_account', 'email']]);
});

test('a line that is left out is not judged and not planned', () => {
	const found = plan([{ ...one({ name: '=1' }), out: true }, one({ name: 'Zoe' })]);
	expect(found.states.map(({ state }) => state)).toEqual(['out', 'new']);
	expect(found.people).toHaveLength(1);
});

test('a successor from the day after takes the seat; a name in the other language joins the organisation', () => {
	const ending = {
		...full,
		seats: full.seats.map((seat) => ({
			...seat,
			terms: seat.terms.map((term) => ({ ...term, endsOn: '2026-12-31' })),
		})),
	};
	const found = plan(
		[
			one({ organisation: 'Chamber', organisation_cy: 'Siambr' }),
			one({ organisation: 'Tenants’ network', name: 'Zoe', seat: 'voting', from: '1/1/2027' }),
		],
		ending,
	);
	expect(faults(found)).toEqual([]);
	expect(found.terms).toMatchObject([{ startsOn: '2027-01-01' }]);
	expect(found.organisationChanges).toMatchObject([{ name: { en: 'Chamber', cy: 'Siambr' } }]);
});

test('cells that a spreadsheet would run are marked as text, and read back as they were', () => {
	const csv = csvOf([['=1+1', '-x', 'a"b', 'c,d', "o'e"]]);
	expect(csv).toBe(`'=1+1,'-x,"a""b","c,d",o'e\r\n`);
	expect(readLine(one({ name: "'-x" })).line.name).toBe('-x');
});

test('ten thousand lines are planned within a second or so', () => {
	const many = rows([
		head,
		...Array.from({ length: 10_000 }, (_, at) => [
			`Organisation ${at % 900}`,
			'Statutory',
			`Person ${at}`,
			`p${at}@x.example`,
			'',
			'',
		]),
	]);
	const began = performance.now();
	const found = plan(many);
	expect(found.people).toHaveLength(10_000);
	expect(performance.now() - began).toBeLessThan(5_000);
});
