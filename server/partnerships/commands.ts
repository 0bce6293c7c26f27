import { Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { checkRules } from '#domain/partnerships/check-rules.ts';
import { neverMet } from '#domain/partnerships/never-met.ts';
import type { Rules } from '#domain/partnerships/constitution.ts';
import type { OwnRules } from '#domain/partnerships/inherit.ts';
import {
	checkDeputy,
	checkDeputyChain,
	checkNesting,
	checkTerm,
	overlap,
	type Term,
} from '#domain/partnerships/structure.ts';
import type { Role } from '#domain/partnerships/standing.ts';
import type { Tx } from '../platform/tx.ts';
import { constitutionOf, votingSeats } from './store.ts';
import {
	countOf,
	deputiesOn,
	lastSeat,
	organisationOf,
	put,
	reportingLines,
	seatLocked,
	termsOfSeat,
} from './structure-store.ts';

// Each act takes the transaction of its caller (a click's command, or the loading of the demo) and returns the new id.

export interface NewPartnership {
	readonly slug: string;
	readonly name: Text;
	readonly formalName: Text;
	readonly nation: 'england' | 'scotland' | 'wales';
	readonly area: {
		readonly name: Text;
		readonly population: number;
		readonly wards: number;
		readonly mostDeprivedWards: readonly string[];
	};
	readonly vision: Text;
	readonly foundedOn: string | null;
	readonly secretariatEmail: string;
	readonly fictional: boolean;
}

/** Refuses `partnerships.name_missing` and `partnerships.already_there` (the address is taken). */
export async function createPartnership(tx: Tx, input: NewPartnership): Promise<string> {
	checkName(input.name);
	const id = tx.uuid();
	await put(tx, 'partnership', {
		id,
		slug: input.slug,
		name: JSON.stringify(input.name),
		formal_name: JSON.stringify(input.formalName),
		nation: input.nation,
		area: JSON.stringify(input.area),
		vision: JSON.stringify(input.vision),
		founded_on: input.foundedOn,
		secretariat_email: input.secretariatEmail,
		fictional: input.fictional,
	});
	return id;
}

interface Coded {
	readonly partnershipId: string;
	/** Short and lasting, such as "lbc" or "p01"; once in a partnership. */
	readonly code: string;
}

export async function addSector(tx: Tx, input: Coded & { readonly name: Text }): Promise<string> {
	checkName(input.name);
	const id = tx.uuid();
	await put(tx, 'sector', {
		partnership_id: input.partnershipId,
		id,
		code: input.code,
		name: JSON.stringify(input.name),
		position: 1 + (await countOf(tx, 'sector', input.partnershipId)),
	});
	return id;
}

export async function addOrganisation(
	tx: Tx,
	input: Coded & {
		readonly name: Text;
		readonly sectorId: string;
		readonly note: Text | null;
		/** The body that receives, holds and answers for the money. */
		readonly accountable: boolean;
	},
): Promise<string> {
	checkName(input.name);
	const id = tx.uuid();
	await put(tx, 'organisation', {
		partnership_id: input.partnershipId,
		id,
		code: input.code,
		name: JSON.stringify(input.name),
		sector_id: input.sectorId,
		note: input.note && JSON.stringify(input.note),
		accountable: input.accountable,
		position: 1 + (await countOf(tx, 'organisation', input.partnershipId)),
	});
	return id;
}

/** A person without an account takes part through the clerk. */
export async function addPerson(
	tx: Tx,
	input: Coded & {
		readonly name: string;
		readonly job: Text;
		readonly organisationId: string | null;
		readonly accountId: string | null;
	},
): Promise<string> {
	if (input.name.trim() === '') throw new Refusal('partnerships.name_missing', {}, 'name');
	const id = tx.uuid();
	await put(tx, 'person', {
		partnership_id: input.partnershipId,
		id,
		code: input.code,
		name: input.name.trim(),
		job: JSON.stringify(input.job),
		organisation_id: input.organisationId,
		account_id: input.accountId,
		position: 1 + (await countOf(tx, 'person', input.partnershipId)),
	});
	return id;
}

export type BodyType =
	| 'board'
	| 'executive'
	| 'thematic_group'
	| 'locality_group'
	| 'task_and_finish'
	| 'network'
	| 'scrutiny';

export async function addBody(
	tx: Tx,
	input: Coded & {
		readonly name: Text;
		readonly type: BodyType;
		readonly reportsTo: string | null;
		/** How often, as a word: "monthly", "quarterly". */
		readonly meets: string | null;
		readonly remit: Text | null;
	},
): Promise<string> {
	checkName(input.name);
	const id = tx.uuid();
	await put(tx, 'body', {
		partnership_id: input.partnershipId,
		id,
		code: input.code,
		name: JSON.stringify(input.name),
		type: input.type,
		reports_to: input.reportsTo,
		meets: input.meets,
		remit: input.remit && JSON.stringify(input.remit),
		position: 1 + (await countOf(tx, 'body', input.partnershipId)),
	});
	return id;
}

/** Hangs a body under another one (or under none). Refuses `partnerships.body_in_itself`. */
export async function moveBody(
	tx: Tx,
	input: {
		readonly partnershipId: string;
		readonly bodyId: string;
		readonly reportsTo: string | null;
	},
): Promise<void> {
	const lines = await reportingLines(tx, input.partnershipId);
	if (!lines.has(input.bodyId) || (input.reportsTo !== null && !lines.has(input.reportsTo)))
		throw new Refusal('partnerships.unknown_reference');
	checkNesting(input.bodyId, input.reportsTo, lines);
	await tx.db
		.updateTable('body')
		.set({ reports_to: input.reportsTo })
		.where('partnership_id', '=', input.partnershipId)
		.where('id', '=', input.bodyId)
		.execute();
}

/** A place on a body for an organisation. */
export async function addSeat(
	tx: Tx,
	input: {
		readonly partnershipId: string;
		readonly bodyId: string;
		readonly organisationId: string;
		readonly voting: boolean;
	},
): Promise<string> {
	const id = tx.uuid();
	await put(tx, 'seat', {
		partnership_id: input.partnershipId,
		id,
		body_id: input.bodyId,
		organisation_id: input.organisationId,
		voting: input.voting,
		position: 1 + (await lastSeat(tx, input.partnershipId, input.bodyId)),
	});
	return id;
}

type InSeat = Term & {
	readonly partnershipId: string;
	readonly seatId: string;
	readonly personId: string;
};

/** Gives a seat to a person for a term. Refuses `partnerships.seat_taken` when somebody holds it on one of the days. */
export async function seatPerson(tx: Tx, input: InSeat): Promise<string> {
	checkTerm(input);
	const seat = await seatLocked(tx, input.partnershipId, input.seatId);
	// The seat of a co-opted member is theirs, and goes with their term.
	if (!seat || seat.organisationId === null) throw new Refusal('partnerships.unknown_reference');
	const terms = await termsOfSeat(tx, input.partnershipId, input.seatId);
	if (terms.some((term) => overlap(term, input)))
		throw new Refusal('partnerships.seat_taken', {}, 'starts_on');
	return putTerm(tx, 'seat_term', input);
}

/**
 * Names a deputy for a seat. Refuses `partnerships.deputy_for_themselves`, and `partnerships.deputy_from_elsewhere`
 * where the body's rules ask for the same organisation or network.
 */
export async function nameDeputy(tx: Tx, input: InSeat): Promise<string> {
	checkTerm(input);
	const seat = await seatLocked(tx, input.partnershipId, input.seatId);
	const deputy = await organisationOf(tx, input.partnershipId, input.personId);
	if (!seat || seat.organisationId === null || !deputy)
		throw new Refusal('partnerships.unknown_reference');
	const terms = await termsOfSeat(tx, input.partnershipId, input.seatId);
	checkDeputy(
		input.personId,
		terms.filter((term) => overlap(term, input)).map((term) => term.personId),
	);
	const { deputies, covered } = await deputiesOn(tx, input.partnershipId, seat.bodyId, input);
	checkDeputyChain(
		input.personId,
		terms.filter((term) => overlap(term, input)).map((term) => term.personId),
		deputies,
		covered,
	);
	const rules = (await constitutionOf(tx, input.partnershipId, seat.bodyId))?.rules;
	if (rules?.deputies.sameOrganisation && deputy.organisationId !== seat.organisationId)
		throw new Refusal('partnerships.deputy_from_elsewhere', {}, 'person');
	return putTerm(tx, 'deputy_term', input);
}

async function putTerm(tx: Tx, table: 'seat_term' | 'deputy_term', input: InSeat): Promise<string> {
	const id = tx.uuid();
	await put(tx, table, {
		partnership_id: input.partnershipId,
		id,
		seat_id: input.seatId,
		person_id: input.personId,
		starts_on: input.startsOn,
		ends_on: input.endsOn,
	});
	return id;
}

/** Gives a person a role on a body beside any seat; seats make representatives and deputies. */
export async function giveRole(
	tx: Tx,
	input: Term & {
		readonly partnershipId: string;
		readonly bodyId: string;
		readonly personId: string;
		readonly role: Exclude<Role, 'representative' | 'deputy' | 'co_opted'>;
	},
): Promise<string> {
	checkTerm(input);
	const id = tx.uuid();
	await put(tx, 'body_role', {
		partnership_id: input.partnershipId,
		id,
		body_id: input.bodyId,
		person_id: input.personId,
		role: input.role,
		starts_on: input.startsOn,
		ends_on: input.endsOn,
	});
	return id;
}

/**
 * A new version of a body's rules. Refuses rules nobody can decide by, rules that could never be met on the seats there
 * are, and a date of effect before adoption.
 */
export async function adoptConstitution(
	tx: Tx,
	input: {
		readonly partnershipId: string;
		readonly bodyId: string;
		readonly version: string;
		readonly adoptedOn: string;
		readonly effectiveFrom: string;
		readonly rules: Rules;
		/** What a body that reports to another says of its own: only that is kept. */
		readonly own?: OwnRules;
	},
): Promise<string> {
	checkTerm({ startsOn: input.adoptedOn, endsOn: input.effectiveFrom });
	checkRules(input.rules, await countOf(tx, 'sector', input.partnershipId));
	const [never] = neverMet(
		input.rules,
		await votingSeats(tx, input.partnershipId, input.bodyId, input.rules),
	);
	if (never) throw never;
	const id = tx.uuid();
	await put(tx, 'constitution', {
		partnership_id: input.partnershipId,
		id,
		body_id: input.bodyId,
		version: input.version,
		rules: JSON.stringify(input.own ?? input.rules),
		adopted_on: input.adoptedOn,
		effective_from: input.effectiveFrom,
	});
	return id;
}

export async function registerInterest(
	tx: Tx,
	input: {
		readonly partnershipId: string;
		readonly personId: string;
		readonly text: Text;
		readonly kind: 'financial' | 'non_financial' | 'organisational' | 'loyalty';
		readonly registeredOn: string;
	},
): Promise<string> {
	checkName(input.text);
	const id = tx.uuid();
	await put(tx, 'interest', {
		partnership_id: input.partnershipId,
		id,
		person_id: input.personId,
		text: JSON.stringify(input.text),
		kind: input.kind,
		registered_on: input.registeredOn,
	});
	return id;
}

function checkName(name: Text): void {
	if (!name.en?.trim() && !name.cy?.trim())
		throw new Refusal('partnerships.name_missing', {}, 'name');
}
