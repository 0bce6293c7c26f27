import { textIn, type Locale, type Text } from '../kernel/text.ts';
import { seatWord, yesNo, type SeatKind } from './list-cells.ts';
import { listColumns, listHeadings, type ListColumn } from './list-columns.ts';
import type { HeldBy, ListSeat, ListStore } from './list-plan.ts';

type Cells = Partial<Record<ListColumn, string>>;

/**
 * The membership list of a partnership as a table with its headings, as `readTable` and `planList` take it back: a line for
 * every seat (an empty one too), every deputy, everybody else, and organisations that have neither.
 */
export function listLines(store: ListStore, locale: Locale): string[][] {
	const words = (text: Text | undefined) => (text ? textIn(text, locale).words : '');
	const sectors = new Map(store.sectors.map(({ id, name }) => [id, name]));
	const organisations = new Map(store.organisations.map((each) => [each.id, each]));
	const bodies = new Map(store.bodies.map(({ id, name }) => [id, name]));
	const people = new Map(store.people.map((each) => [each.id, each]));
	const listed = new Set<string>();
	const counted = new Set<string>();

	const ofOrganisation = (id: string | null): Cells => {
		const found = id === null ? undefined : organisations.get(id);
		if (!found) return {};
		listed.add(found.id);
		return {
			organisation: found.name.en ?? '',
			organisation_cy: found.name.cy ?? '',
			sector: words(sectors.get(found.sectorId)),
		};
	};
	const ofPerson = (id: string): Cells => {
		const found = people.get(id);
		if (!found) return {};
		listed.add(id);
		return {
			name: found.name,
			job: found.job.en ?? '',
			job_cy: found.job.cy ?? '',
			email: found.email ?? '',
		};
	};
	const ofSeat = (seat: ListSeat, kind: SeatKind, held?: HeldBy): Cells => {
		const body = words(bodies.get(seat.bodyId));
		const cells: Cells = {
			...ofOrganisation(seat.organisationId),
			seat: seatWord[locale][kind],
			body,
		};
		const key = `${seat.bodyId} ${seat.organisationId} ${seat.voting}`;
		if (!counted.has(key)) {
			counted.add(key);
			cells.seats = String(
				store.seats.filter((each) => `${each.bodyId} ${each.organisationId} ${each.voting}` === key)
					.length,
			);
		}
		if (!held) return cells;
		return { ...cells, ...ofPerson(held.personId), from: held.startsOn, until: held.endsOn ?? '' };
	};

	const lines: Cells[] = [];
	for (const seat of store.seats) {
		const kind = seat.voting ? 'voting' : 'advisory';
		for (const term of seat.terms)
			lines.push({
				...ofSeat(seat, kind, term),
				mandate: term.mandate ?? '',
				may_decide: yesNo[locale][term.mayDecide ? 0 : 1],
			});
		if (seat.terms.length === 0) lines.push(ofSeat(seat, kind));
	}
	const deputies = new Set<string>();
	for (const seat of store.seats)
		for (const deputy of seat.deputies) {
			// A deputy for several seats of one organisation stands in the list once.
			const key = `${seat.bodyId} ${seat.organisationId} ${deputy.personId} ${deputy.startsOn}`;
			if (!deputies.has(key)) lines.push(ofSeat(seat, 'deputy', deputy));
			deputies.add(key);
		}
	for (const { id, organisationId } of store.people)
		if (!listed.has(id)) lines.push({ ...ofOrganisation(organisationId), ...ofPerson(id) });
	for (const { id } of store.organisations) if (!listed.has(id)) lines.push(ofOrganisation(id));
	return [
		listColumns.map((column) => listHeadings[locale][column]),
		...lines.map((cells) => listColumns.map((column) => cells[column] ?? '')),
	];
}
