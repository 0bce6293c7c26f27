import { textIn, type Text } from '../kernel/text.ts';
import { readLine, type ListFault } from './list-cells.ts';
import type { ListRow } from './list-columns.ts';
import { keysOf, touched, type Line } from './list-line.ts';
import { nameKey } from './names.ts';
import { planDeputies, planSeats } from './list-seats.ts';
import type { Term } from './structure.ts';

/** What the partnership has already, as the list is held against it. */
export interface ListStore {
	readonly sectors: readonly { readonly id: string; readonly code: string; readonly name: Text }[];
	/** The board first. */
	readonly bodies: readonly { readonly id: string; readonly code: string; readonly name: Text }[];
	readonly organisations: readonly {
		readonly id: string;
		readonly name: Text;
		readonly sectorId: string;
	}[];
	readonly people: readonly {
		readonly id: string;
		readonly name: string;
		readonly job: Text;
		readonly organisationId: string | null;
		readonly email: string | null;
		readonly hasAccount: boolean;
	}[];
	/** Open seats, with everybody who holds one, or sits in, today or later. */
	readonly seats: readonly ListSeat[];
}

export interface ListSeat {
	readonly id: string;
	readonly bodyId: string;
	readonly organisationId: string;
	readonly voting: boolean;
	readonly terms: readonly SeatHeld[];
	readonly deputies: readonly HeldBy[];
}

export type HeldBy = Term & { readonly personId: string };
export type SeatHeld = HeldBy & { readonly mandate: string | null; readonly mayDecide: boolean };

export type ListState = 'new' | 'changed' | 'same' | 'out' | 'bad';

/** What taking the list over would do. New things carry the id that they will have. */
export interface ListPlan {
	/** For each line of the list, in its order. */
	readonly states: readonly { readonly state: ListState; readonly faults: readonly ListFault[] }[];
	readonly organisations: { readonly id: string; readonly name: Text; readonly sectorId: string }[];
	readonly organisationChanges: {
		readonly id: string;
		readonly name: Text;
		readonly sectorId: string;
	}[];
	readonly people: {
		readonly id: string;
		readonly name: string;
		readonly job: Text;
		readonly organisationId: string | null;
		readonly email: string | null;
	}[];
	readonly personChanges: {
		readonly id: string;
		readonly job: Text;
		readonly email: string | null;
	}[];
	readonly seats: {
		readonly id: string;
		readonly bodyId: string;
		readonly organisationId: string;
		readonly voting: boolean;
	}[];
	readonly terms: (SeatHeld & { readonly seatId: string })[];
	readonly deputies: (HeldBy & { readonly seatId: string })[];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Holds a list against what is there: what is there already stays one, what is missing is added, and a line that can't be
 * taken says why. Reading the same list again plans nothing. `today` is a day, `locale` the language in which faults name
 * sectors and bodies, `newId` makes the ids of what is new.
 */
export function planList(
	rows: readonly ListRow[],
	store: ListStore,
	today: string,
	locale: 'en' | 'cy',
	newId: () => string,
): ListPlan {
	const plan: Omit<ListPlan, 'states'> = {
		organisations: [],
		organisationChanges: [],
		people: [],
		personChanges: [],
		seats: [],
		terms: [],
		deputies: [],
	};
	const all = rows.map((row, at): Line => ({ at, row, ...readLine(row), state: 'same' }));
	const lines = all.filter(({ row }) => !row.out);
	planOrganisations(lines, store, plan, locale, newId);
	planPeople(lines, store, plan, newId);
	const seats = planSeats(lines, store, plan, today, locale, newId);
	planDeputies(lines, seats, store, plan, today);
	return {
		...plan,
		states: all.map(({ row, faults, state }) =>
			row.out ? { state: 'out', faults: [] } : { state: faults.length > 0 ? 'bad' : state, faults },
		),
	};
}

export type Doing = Omit<ListPlan, 'states'>;

function planOrganisations(
	lines: Line[],
	store: ListStore,
	plan: Doing,
	locale: 'en' | 'cy',
	newId: () => string,
): void {
	const sectors = new Map(
		store.sectors.flatMap(({ id, code, name }) =>
			[nameKey(code), ...keysOf(name)].map((key) => [key, id]),
		),
	);
	const nameOfSector = new Map(
		store.sectors.map(({ id, name }) => [id, textIn(name, locale).words]),
	);
	const sectorNames = [...nameOfSector.values()].join(', ');
	const stored = new Map(store.organisations.map((each) => [each.id, each]));
	const ids = new Map(
		store.organisations.flatMap(({ id, name }) => keysOf(name).map((key) => [key, id])),
	);
	const found = new Map<
		string,
		{ name: Text; sectorId: string | undefined; told: Line | undefined; first: Line; needs: Line[] }
	>();
	for (const line of lines) {
		const { organisation, sector } = line.line;
		const sectorId = sectors.get(nameKey(sector));
		if (sector !== '' && !sectorId)
			line.faults.push({
				code: 'sector_unknown',
				column: 'sector',
				values: { cell: sector.slice(0, 80), sectors: sectorNames },
			});
		if (!organisation) continue;
		const keys = keysOf(organisation);
		const id = keys.map((key) => ids.get(key)).find(Boolean) ?? newId();
		for (const key of keys) ids.set(key, id);
		line.organisationId = id;
		const before = found.get(id);
		const known = stored.get(id);
		const entry = before ?? {
			name: known?.name ?? {},
			sectorId: undefined,
			told: undefined,
			first: line,
			needs: [],
		};
		// What is there already keeps its own writing; a language that was missing is added.
		entry.name = { ...organisation, ...entry.name };
		if (sectorId) {
			if (entry.sectorId && entry.sectorId !== sectorId)
				line.faults.push({
					code: 'sector_differs',
					column: 'sector',
					values: { sector: nameOfSector.get(entry.sectorId) ?? '', row: entry.told?.row.row ?? 0 },
				});
			else if (!entry.sectorId) {
				entry.sectorId = sectorId;
				entry.told = line;
			}
		}
		entry.needs.push(line);
		found.set(id, entry);
	}
	for (const [id, { name, sectorId, first, needs, told }] of found) {
		const known = stored.get(id);
		if (known) {
			const changed = { id, name, sectorId: sectorId ?? known.sectorId };
			if (same(changed, { id, name: known.name, sectorId: known.sectorId })) continue;
			plan.organisationChanges.push(changed);
			touched(told ?? first, 'changed');
		} else if (sectorId) {
			plan.organisations.push({ id, name, sectorId });
			touched(first, 'new');
		} else if (!needs.some(({ faults }) => faults.some(({ column }) => column === 'sector')))
			first.faults.push({
				code: 'sector_missing',
				column: 'sector',
				values: { sectors: sectorNames },
			});
	}
}

function planPeople(lines: Line[], store: ListStore, plan: Doing, newId: () => string): void {
	type Known = {
		id: string;
		name: string;
		organisationId: string | null;
		email: string | null;
		hasAccount: boolean;
		job: Text;
		line?: Line;
	};
	const byEmail = new Map<string, Known>();
	const byName = new Map<string, Known[]>();
	const keep = (person: Known) => {
		if (person.email) byEmail.set(person.email, person);
		const key = nameKey(person.name);
		byName.set(key, [...(byName.get(key) ?? []), person]);
	};
	for (const person of store.people) keep({ ...person });
	const changes = new Map<string, { id: string; job: Text; email: string | null }>();
	for (const line of lines) {
		const { name, email, job } = line.line;
		if (!name) continue;
		const organisationId = line.organisationId ?? null;
		const addressed = email ? byEmail.get(email) : undefined;
		if (addressed && nameKey(addressed.name) !== nameKey(name)) {
			line.faults.push(
				addressed.line
					? {
							code: 'email_in_list',
							column: 'email',
							values: { name: addressed.name, row: addressed.line.row.row },
						}
					: { code: 'email_of_other', column: 'email', values: { name: addressed.name } },
			);
			continue;
		}
		const namesakes = byName.get(nameKey(name)) ?? [];
		const person =
			addressed ??
			namesakes.find((each) => each.organisationId === organisationId) ??
			// Without an organisation on either side a name is all there is to go by.
			(namesakes.length === 1 && (organisationId === null || namesakes[0]?.organisationId === null)
				? namesakes[0]
				: undefined);
		if (!person) {
			if (namesakes.length > 1 && organisationId === null) {
				line.faults.push({
					code: 'name_without_organisation',
					column: 'organisation',
					values: { count: namesakes.length },
				});
				continue;
			}
			const id = newId();
			line.personId = id;
			keep({ id, name, organisationId, email, hasAccount: false, job, line });
			plan.people.push({ id, name, job, organisationId, email });
			touched(line, 'new');
			continue;
		}
		line.personId = person.id;
		if (person.line) continue;
		if (email && person.email !== email && person.hasAccount) {
			line.faults.push({ code: 'email_of_account', column: 'email', values: {} });
			continue;
		}
		const change = { id: person.id, job: { ...person.job, ...job }, email: email ?? person.email };
		if (same(change, { id: person.id, job: person.job, email: person.email })) continue;
		changes.set(person.id, change);
		if (change.email) byEmail.set(change.email, person);
		person.job = change.job;
		person.email = change.email;
		touched(line, 'changed');
	}
	plan.personChanges.push(...changes.values());
}
