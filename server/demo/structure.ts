import { ensureAccount } from '../accounts/store.ts';
import { seatCoOpted } from '../partnerships/co-option.ts';
import {
	addBody,
	addOrganisation,
	addPerson,
	addSeat,
	addSector,
	adoptConstitution,
	createPartnership,
	giveRole,
	nameDeputy,
	registerInterest,
	seatPerson,
} from '../partnerships/commands.ts';
import type { Tx } from '../platform/tx.ts';
import type { DemoFile, DemoPerson } from './file.ts';
import { rulesOf } from './rules.ts';
import type { moving } from './world.ts';

/** The ids that the loading gave out, by the codes of the file. */
export interface StructureIds {
	readonly partnershipId: string;
	readonly people: Map<string, string>;
	readonly accounts: Map<string, string>;
	readonly organisations: Map<string, string>;
	readonly bodies: Map<string, string>;
	readonly sectors: Map<string, string>;
	readonly seats: Map<string, string>;
}

// The file has English only; so much Welsh the demo needs for its sentences.
const welshSectors: Readonly<Record<string, string>> = {
	statutory: 'Statudol',
	voluntary: 'Gwirfoddol',
	community: 'Cymunedol',
	private: 'Preifat',
};

/** Loads partnership, organisations, people, bodies, seats, rules and interests by the acts that people's clicks call. */
export async function loadStructure(
	tx: Tx,
	file: DemoFile,
	move: ReturnType<typeof moving>,
): Promise<StructureIds> {
	const partnershipId = await createPartnership(tx, {
		slug: file.partnership.id,
		name: { en: file.partnership.name },
		formalName: { en: file.partnership.formal_name },
		nation: file.meta.nation,
		area: {
			name: { en: file.partnership.area.name },
			population: file.partnership.area.population,
			wards: file.partnership.area.wards,
			mostDeprivedWards: file.partnership.area.most_deprived_wards,
		},
		vision: { en: file.partnership.vision },
		foundedOn: move.date(file.partnership.founded),
		secretariatEmail: file.partnership.secretariat.email,
		fictional: true,
	});
	const ids: StructureIds = {
		partnershipId,
		people: new Map(),
		accounts: new Map(),
		organisations: new Map(),
		bodies: new Map(),
		sectors: new Map(),
		seats: new Map(),
	};
	for (const { id: code, name } of file.sectors)
		ids.sectors.set(
			code,
			await addSector(tx, { partnershipId, code, name: { en: name, cy: welshSectors[code] } }),
		);
	for (const { id: code, name, sector, note } of file.organisations)
		ids.organisations.set(
			code,
			await addOrganisation(tx, {
				partnershipId,
				code,
				name: { en: name },
				sectorId: idOf(ids.sectors, sector),
				note: note ? { en: note } : null,
				accountable: code === file.partnership.accountable_body,
			}),
		);
	const at = file.partnership.secretariat.email.split('@')[1] ?? '';
	for (const person of file.people) await loadPerson(tx, ids, person, at);
	await loadBodies(tx, ids, file, move);
	await loadSeats(tx, ids, file, move);
	for (const { person, interest, kind } of file.register_of_interests)
		await registerInterest(tx, {
			partnershipId,
			personId: idOf(ids.people, person),
			text: { en: interest },
			kind,
			registeredOn: move.date(memberSince),
		});
	return ids;
}

// The file gives no terms but the network's: the others began with the municipal year before.
const memberSince = '2025-05-22';
const memberUntil = '2027-05-21';

async function loadPerson(
	tx: Tx,
	ids: StructureIds,
	person: DemoPerson,
	mailHost: string,
): Promise<void> {
	const accountId = await ensureAccount(tx, `${person.id}@${mailHost}`);
	ids.accounts.set(person.id, accountId);
	ids.people.set(
		person.id,
		await addPerson(tx, {
			partnershipId: ids.partnershipId,
			code: person.id,
			name: person.name,
			job: { en: person.job },
			organisationId: idOf(ids.organisations, person.org),
			accountId,
		}),
	);
}

async function loadBodies(
	tx: Tx,
	ids: StructureIds,
	file: DemoFile,
	move: ReturnType<typeof moving>,
): Promise<void> {
	const { partnershipId } = ids;
	const startsOn = move.date(memberSince);
	for (const body of file.bodies) {
		const bodyId = await addBody(tx, {
			partnershipId,
			code: body.id,
			name: { en: body.name },
			type: body.type,
			reportsTo: body.reports_to ? idOf(ids.bodies, body.reports_to) : null,
			meets: body.meets ?? null,
			remit: body.remit ? { en: body.remit } : null,
		});
		ids.bodies.set(body.id, bodyId);
		const give = (code: string, role: 'chair' | 'vice_chair' | 'member') =>
			giveRole(tx, {
				partnershipId,
				bodyId,
				personId: idOf(ids.people, code),
				role,
				startsOn,
				endsOn: null,
			});
		await give(body.chair, 'chair');
		if (body.vice_chair) await give(body.vice_chair, 'vice_chair');
		for (const member of body.members ?? []) await give(member, 'member');
		for (const { person, from, until } of body.co_opted ?? [])
			await seatCoOpted(tx, {
				partnershipId,
				bodyId,
				personId: idOf(ids.people, person),
				decisionId: null,
				startsOn: move.date(from),
				endsOn: move.date(until),
			});
	}
	const board = idOf(ids.bodies, 'board');
	for (const person of file.people) {
		if (
			person.role === 'secretariat' ||
			person.role === 'minute_taker' ||
			person.role === 'accountable_body_adviser' ||
			person.role === 'observer'
		)
			await giveRole(tx, {
				partnershipId,
				bodyId: board,
				personId: idOf(ids.people, person.id),
				role: person.role,
				startsOn,
				endsOn: null,
			});
	}
	await adoptConstitution(tx, {
		partnershipId,
		bodyId: board,
		version: file.constitution.version,
		adoptedOn: move.date(file.constitution.adopted),
		effectiveFrom: move.date(file.constitution.adopted),
		rules: rulesOf(file.constitution),
	});
}

async function loadSeats(
	tx: Tx,
	ids: StructureIds,
	file: DemoFile,
	move: ReturnType<typeof moving>,
): Promise<void> {
	const { partnershipId } = ids;
	const bodyId = idOf(ids.bodies, 'board');
	const { election } = file.network;
	const termOf = (code: string) =>
		election.elected.includes(code)
			? { startsOn: move.date(election.date), endsOn: move.date(election.term_end) }
			: { startsOn: move.date(memberSince), endsOn: move.date(memberUntil) };
	for (const organisation of file.organisations) {
		const holders = file.people.filter(
			(person) => person.org === organisation.id && person.votes === true,
		);
		if (holders.length !== organisation.seats)
			throw new Error(`demo file: ${organisation.id} has ${holders.length} people for its seats`);
		for (const holder of holders) {
			const seatId = await addSeat(tx, {
				partnershipId,
				bodyId,
				organisationId: idOf(ids.organisations, organisation.id),
				voting: true,
			});
			ids.seats.set(holder.id, seatId);
			const personId = idOf(ids.people, holder.id);
			await seatPerson(tx, { partnershipId, seatId, personId, ...termOf(holder.id) });
		}
	}
	for (const person of file.people)
		for (const principal of [person.deputises_for ?? []].flat())
			await nameDeputy(tx, {
				partnershipId,
				seatId: idOf(ids.seats, principal),
				personId: idOf(ids.people, person.id),
				...termOf(principal),
			});
}

/** The id that was given out for a code of the file. Throws for a code the file does not have. */
export function idOf(ids: ReadonlyMap<string, string>, code: string): string {
	const id = ids.get(code);
	if (!id) throw new Error(`demo file: nothing has the id ${code}`);
	return id;
}
