import { textIn } from '../kernel/text.ts';
import { keysOf, touched, type Line } from './list-line.ts';
import type { Doing, HeldBy, ListStore, SeatHeld } from './list-plan.ts';
import { nameKey } from './names.ts';
import { overlap } from './structure.ts';

interface Place {
	readonly id: string;
	readonly bodyId: string;
	readonly organisationId: string;
	readonly voting: boolean;
	readonly terms: SeatHeld[];
	readonly deputies: HeldBy[];
}

const placeKey = (bodyId: string, organisationId: string, voting: boolean) =>
	`${bodyId} ${organisationId} ${voting}`;

/** Seats and who takes them; returns every seat there will be, by body, organisation and kind. */
export function planSeats(
	lines: Line[],
	store: ListStore,
	plan: Doing,
	today: string,
	locale: 'en' | 'cy',
	newId: () => string,
): Map<string, Place[]> {
	const places = new Map<string, Place[]>();
	const put = (place: Place) => {
		const key = placeKey(place.bodyId, place.organisationId, place.voting);
		places.set(key, [...(places.get(key) ?? []), place]);
	};
	for (const seat of store.seats)
		put({ ...seat, terms: [...seat.terms], deputies: [...seat.deputies] });
	const bodyOf = bodiesIn(store, locale);
	const wanted = new Map<string, { lines: Line[]; seats: number | null }>();
	for (const line of lines) {
		const { seat, seats, organisation } = line.line;
		const bodyId = bodyOf(line);
		if (!bodyId) continue;
		if (seat !== 'none' && !organisation) {
			line.faults.push({ code: 'seat_without_organisation', column: 'organisation', values: {} });
			continue;
		}
		if (!line.organisationId) continue;
		const key = placeKey(bodyId, line.organisationId, seat !== 'advisory');
		const entry = wanted.get(key) ?? { lines: [], seats: null };
		wanted.set(key, entry);
		if (seats !== null) {
			const there = places.get(key)?.length ?? 0;
			if (seats < there)
				line.faults.push({ code: 'seats_fewer', column: 'seats', values: { seats: there } });
			else entry.seats = Math.max(entry.seats ?? 0, seats);
			if (seats > there) touched(line, 'new');
		}
		if (seat === 'voting' || seat === 'advisory') entry.lines.push(line);
	}
	for (const [key, entry] of wanted) {
		const [bodyId = '', organisationId = '', voting] = key.split(' ');
		const before = places.get(key)?.length ?? 0;
		// An organisation that has seats already gets another one only where the list says how many there are to be.
		const open = entry.seats ?? (before > 0 ? before : entry.lines.length);
		for (let n = before; n < open; n++) {
			const seat = { id: newId(), bodyId, organisationId, voting: voting === 'true' };
			plan.seats.push(seat);
			put({ ...seat, terms: [], deputies: [] });
			if (n === before) for (const line of entry.lines.slice(0, 1)) touched(line, 'new');
		}
		for (const line of entry.lines)
			fill(line, places.get(key) ?? [], before, entry.seats, plan, today);
	}
	return places;
}

/** Puts the person of a line into a seat of theirs, the one they hold or a free one. */
function fill(
	line: Line,
	places: Place[],
	before: number,
	told: number | null,
	plan: Doing,
	today: string,
): void {
	const { personId } = line;
	if (!personId) return;
	const term = { startsOn: line.line.startsOn ?? today, endsOn: line.line.endsOn };
	const holds = places.find(({ terms }) =>
		terms.some((each) => each.personId === personId && overlap(each, term)),
	);
	if (holds) return;
	const free = places.find(({ terms }) => !terms.some((each) => overlap(each, term)));
	if (!free) {
		line.faults.push(
			told === null && before > 0
				? { code: 'seats_all_held', column: 'seat', values: { seats: before } }
				: { code: 'seats_full', column: 'seat', values: { seats: places.length } },
		);
		return;
	}
	const { mandate, mayDecide } = line.line;
	const held = { personId, ...term, mandate, mayDecide };
	free.terms.push(held);
	plan.terms.push({ seatId: free.id, ...held });
	touched(line, 'new');
}

/** Who may sit in: for every voting seat of their organisation on the body. */
export function planDeputies(
	lines: Line[],
	places: Map<string, Place[]>,
	store: ListStore,
	plan: Doing,
	today: string,
): void {
	const bodyOf = bodiesIn(store, null);
	for (const line of lines) {
		if (line.line.seat !== 'deputy' || !line.organisationId) continue;
		const { personId } = line;
		if (!line.line.name) {
			line.faults.push({ code: 'deputy_without_name', column: 'name', values: {} });
			continue;
		}
		if (!personId) continue;
		const bodyId = bodyOf(line);
		const own = (bodyId && places.get(placeKey(bodyId, line.organisationId, true))) || [];
		const term = { startsOn: line.line.startsOn ?? today, endsOn: line.line.endsOn };
		// Whoever holds one of several seats may sit in for the others.
		const others = own.filter(
			({ terms }) => !terms.some((each) => each.personId === personId && overlap(each, term)),
		);
		if (others.length === 0) {
			line.faults.push({
				code: own.length === 0 ? 'deputy_without_seat' : 'deputy_for_themselves',
				column: 'seat',
				values: {},
			});
			continue;
		}
		for (const place of others) {
			if (place.deputies.some((each) => each.personId === personId && overlap(each, term)))
				continue;
			place.deputies.push({ personId, ...term });
			plan.deputies.push({ seatId: place.id, personId, ...term });
			touched(line, 'new');
		}
	}
}

/** The body that a line's seat is on: the board where it names none. */
function bodiesIn(
	store: ListStore,
	locale: 'en' | 'cy' | null,
): (line: Line) => string | undefined {
	const ids = new Map(
		store.bodies.flatMap(({ id, code, name }) =>
			[nameKey(code), ...keysOf(name)].map((key) => [key, id]),
		),
	);
	return (line) => {
		const { body } = line.line;
		if (body === '') return store.bodies[0]?.id;
		const id = ids.get(nameKey(body));
		if (!id && locale)
			line.faults.push({
				code: 'body_unknown',
				column: 'body',
				values: {
					cell: body.slice(0, 80),
					bodies: store.bodies.map(({ name }) => textIn(name, locale).words).join(', '),
				},
			});
		return id;
	};
}
