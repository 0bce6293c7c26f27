import { emailAddress } from '#domain/accounts/email.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { checkColour } from '#domain/partnerships/colour.ts';
import { checkName, slugOf } from '#domain/partnerships/names.ts';
import { kindOf } from '#domain/partnerships/organisation-kinds.ts';
import { presets, type PresetId } from '#domain/partnerships/presets.ts';
import type { Role } from '#domain/partnerships/standing.ts';
import { checkTerm, type Term } from '#domain/partnerships/structure.ts';
import type { Services, Tx } from '../platform/tx.ts';
import {
	addOrganisation,
	addPerson,
	addSeat,
	addSector,
	adoptConstitution,
	giveRole,
	nameDeputy,
	seatPerson,
} from './commands.ts';
import type { Languages } from './found.ts';
import { limitedRoleTerm, limitedSeatTerm } from './term-limits.ts';
import { boardId, votingSeats } from './store.ts';
import { writeContact } from './held-about.ts';
import { freeCode, holdsClerk, termOwner } from './manage-store.ts';
import { managing, rightsChanged } from './managing.ts';

// What the people who run a partnership do to it, one command an act.

const day = /^\d{4}-\d\d-\d\d$/;

/** A date as a form gives it; today when it is left empty. Refuses `partnerships.date_wrong`. */
export function dayFrom(typed: string, field: string, empty: string | null): string | null {
	const text = typed.trim();
	if (text === '') return empty;
	if (!day.test(text) || new Date(`${text}T12:00:00Z`).toISOString().slice(0, 10) !== text)
		throw new Refusal('partnerships.date_wrong', {}, field);
	return text;
}

const today = (tx: Tx) => tx.now.toISOString().slice(0, 10);

export interface Details {
	readonly name: Text;
	readonly formalName: Text;
	readonly vision: Text;
	readonly languages: Languages;
	readonly colour: string;
	readonly secretariatEmail: string;
}

/** Name, formal name, vision, languages, colour and the address of the secretariat. */
export async function editDetails(services: Services, actor: Actor, input: Details): Promise<void> {
	const name = checkName(input.name, 'name_en');
	const formal =
		input.formalName.en || input.formalName.cy ? checkName(input.formalName, 'formal_en') : name;
	const vision =
		input.vision.en?.trim() || input.vision.cy?.trim()
			? checkName(input.vision, 'vision_en', 600)
			: {};
	const colour = checkColour(input.colour);
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.details_changed',
		partnershipId,
		(tx) =>
			tx.db
				.updateTable('partnership')
				.set({
					name: JSON.stringify(name),
					formal_name: JSON.stringify(formal),
					vision: JSON.stringify(vision),
					languages: input.languages,
					colour,
					secretariat_email: emailAddress(input.secretariatEmail),
				})
				.where('id', '=', partnershipId)
				.execute(),
	);
}

/** Says of a task of the set-up that nothing more is to be done for it. */
export async function callDone(services: Services, actor: Actor, step: string): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.step_done',
		partnershipId,
		async (tx) => {
			const row = await tx.db
				.selectFrom('partnership')
				.select('steps_done')
				.where('id', '=', partnershipId)
				.forUpdate()
				.executeTakeFirstOrThrow();
			const done = new Set([...(row.steps_done as string[]), step.slice(0, 40)]);
			await tx.db
				.updateTable('partnership')
				.set({ steps_done: JSON.stringify([...done]) })
				.where('id', '=', partnershipId)
				.execute();
		},
	);
}

/** Another sector; what is one locally, the partnership says. */
export function newSector(
	services: Services,
	actor: Actor,
	input: { name: Text },
): Promise<string> {
	const name = checkName(input.name, 'name_en');
	const { partnershipId } = actor;
	return managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.sector_added',
		partnershipId,
		async (tx) => {
			const code = await freeCode(tx, 'sector', partnershipId, slugOf(name.en ?? name.cy ?? ''));
			return addSector(tx, { partnershipId, code, name });
		},
	);
}

/** Gives a sector another name; its organisations stay in it. */
export async function renameSector(
	services: Services,
	actor: Actor,
	input: { sectorId: string; name: Text },
): Promise<void> {
	const name = checkName(input.name, 'name_en');
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.sector_renamed',
		input.sectorId,
		async (tx) => {
			const row = await tx.db
				.updateTable('sector')
				.set({ name: JSON.stringify(name) })
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.sectorId)
				.returning('id')
				.executeTakeFirst();
			if (!row) throw notFound();
		},
	);
}

const mostSeats = 20;

interface About {
	/** One of the known kinds; nothing for another word. Left as it is when not given. */
	readonly kind?: string;
	readonly contactEmail?: string;
}

const aboutOf = ({ kind, contactEmail }: About) => ({
	kind: kind === undefined ? undefined : kindOf(kind),
	contact_email:
		contactEmail === undefined
			? undefined
			: contactEmail.trim() === ''
				? null
				: emailAddress(contactEmail, 'contact_email'),
});

/** An organisation in a sector, with so many voting seats on the board (0 for one that only works with it). */
export function newOrganisation(
	services: Services,
	actor: Actor,
	input: About & { name: Text; sectorId: string; seats: number },
): Promise<string> {
	const name = checkName(input.name, 'name_en');
	if (!Number.isInteger(input.seats) || input.seats < 0 || input.seats > mostSeats)
		throw new Refusal('partnerships.seats_wrong', { most: mostSeats }, 'seats');
	const { partnershipId } = actor;
	return managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.organisation_added',
		partnershipId,
		async (tx) => {
			const code = await freeCode(
				tx,
				'organisation',
				partnershipId,
				slugOf(name.en ?? name.cy ?? ''),
			);
			const id = await addOrganisation(tx, {
				partnershipId,
				code,
				name,
				sectorId: input.sectorId,
				note: null,
				accountable: false,
			});
			await tx.db
				.updateTable('organisation')
				.set(aboutOf({ kind: '', contactEmail: '', ...input }))
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', id)
				.execute();
			const board = await boardId(tx, partnershipId);
			if (board)
				for (let n = 0; n < input.seats; n++)
					await addSeat(tx, { partnershipId, bodyId: board, organisationId: id, voting: true });
			return id;
		},
	);
}

/** Another name or sector for an organisation: a housing association may be voluntary here and private there. */
export async function editOrganisation(
	services: Services,
	actor: Actor,
	input: About & { organisationId: string; name: Text; sectorId: string; seats: number },
): Promise<void> {
	const name = checkName(input.name, 'name_en');
	const { partnershipId } = actor;
	const { organisationId, sectorId } = input;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.organisation_changed',
		organisationId,
		async (tx) => {
			const sector = await tx.db
				.selectFrom('sector')
				.select('id')
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', sectorId)
				.executeTakeFirst();
			const row =
				sector &&
				(await tx.db
					.updateTable('organisation')
					.set({ name: JSON.stringify(name), sector_id: sectorId, ...aboutOf(input) })
					.where('partnership_id', '=', partnershipId)
					.where('id', '=', organisationId)
					.returning('id')
					.executeTakeFirst());
			if (!row) throw notFound();
			await fitSeats(tx, partnershipId, organisationId, input.seats);
		},
	);
}

/** Adds seats, or closes empty ones, until the organisation has so many. Refuses `partnerships.seat_held`. */
async function fitSeats(
	tx: Tx,
	partnershipId: string,
	organisationId: string,
	seats: number,
): Promise<void> {
	if (!Number.isInteger(seats) || seats < 0 || seats > mostSeats)
		throw new Refusal('partnerships.seats_wrong', { most: mostSeats }, 'seats');
	const board = await boardId(tx, partnershipId);
	if (!board) return;
	const open = await tx.db
		.selectFrom('seat as s')
		.select((eb) => [
			's.id',
			eb
				.exists(
					eb
						.selectFrom('seat_term as t')
						.select('t.id')
						.whereRef('t.partnership_id', '=', 's.partnership_id')
						.whereRef('t.seat_id', '=', 's.id')
						.where((or) => or.or([or('t.ends_on', 'is', null), or('t.ends_on', '>=', today(tx))])),
				)
				.as('held'),
		])
		.where('s.partnership_id', '=', partnershipId)
		.where('s.body_id', '=', board)
		.where('s.organisation_id', '=', organisationId)
		.where('s.closed_on', 'is', null)
		.orderBy('s.position')
		.execute();
	for (let n = open.length; n < seats; n++)
		await addSeat(tx, { partnershipId, bodyId: board, organisationId, voting: true });
	const empty = open.filter(({ held }) => !held).reverse();
	const over = open.length - seats;
	if (over > empty.length) throw new Refusal('partnerships.seat_held', {}, 'seats');
	for (const { id } of empty.slice(0, Math.max(0, over)))
		await tx.db
			.updateTable('seat')
			.set({ closed_on: today(tx) })
			.where('partnership_id', '=', partnershipId)
			.where('id', '=', id)
			.execute();
}

export interface PersonInput {
	readonly name: string;
	readonly job: Text;
	readonly organisationId: string;
	/** Where an invitation goes; empty for somebody who takes part through the clerk. */
	readonly email: string;
}

function checkPerson(input: PersonInput) {
	const name = checkName({ en: input.name }, 'name').en ?? '';
	const job = input.job.en?.trim() || input.job.cy?.trim() ? checkName(input.job, 'job_en') : {};
	const email = input.email.trim() === '' ? null : emailAddress(input.email);
	return { name, job, email, organisationId: input.organisationId || null };
}

/** A person, in a seat from a day on where one was chosen. */
export function newPerson(
	services: Services,
	actor: Actor,
	input: PersonInput & { readonly seatId: string; readonly startsOn: string },
): Promise<string> {
	const { name, job, email, organisationId } = checkPerson(input);
	const starts = dayFrom(input.startsOn, 'starts_on', null);
	const { partnershipId } = actor;
	return managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.person_added',
		partnershipId,
		async (tx) => {
			const code = await freeCode(tx, 'person', partnershipId, 'p');
			const id = await addPerson(tx, {
				partnershipId,
				code,
				name,
				job,
				organisationId,
				accountId: null,
			});
			await tx.db
				.updateTable('person')
				.set({ email })
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', id)
				.execute();
			if (input.seatId)
				await seatPerson(tx, {
					partnershipId,
					seatId: input.seatId,
					personId: id,
					...(await limitedSeatTerm(tx, partnershipId, {
						seatId: input.seatId,
						personId: id,
						startsOn: starts ?? today(tx),
						endsOn: null,
					})),
				});
			return id;
		},
	);
}

/** Name, job, organisation and address of a person. */
export async function editPerson(
	services: Services,
	actor: Actor,
	input: PersonInput & { readonly personId: string },
): Promise<void> {
	const { name, job, email, organisationId } = checkPerson(input);
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.person_changed',
		input.personId,
		async (tx) => {
			if (organisationId) {
				const there = await tx.db
					.selectFrom('organisation')
					.select('id')
					.where('partnership_id', '=', partnershipId)
					.where('id', '=', organisationId)
					.executeTakeFirst();
				if (!there) throw notFound();
			}
			const row = await tx.db
				.updateTable('person')
				.set({ name, job: JSON.stringify(job), email, organisation_id: organisationId })
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.personId)
				.where('erased_at', 'is', null)
				.returning('id')
				.executeTakeFirst();
			if (!row) throw notFound();
		},
	);
}

/** Phone and access needs of a person; by who may see them. */
export async function editContact(
	services: Services,
	actor: Actor,
	input: { readonly personId: string; readonly phone: string; readonly accessNeeds: string },
): Promise<void> {
	await managing(
		services,
		actor,
		'partnerships.see_access_needs',
		'partnerships.contact_changed',
		input.personId,
		(tx) => writeContact(tx, { ...actor, personId: input.personId }, input),
	);
}

type Days = { readonly startsOn: string; readonly endsOn: string };

const termFrom = (tx: Tx, days: Days): Term => ({
	startsOn: dayFrom(days.startsOn, 'starts_on', null) ?? today(tx),
	endsOn: dayFrom(days.endsOn, 'ends_on', null),
});

/** Puts a person into a seat for a term. */
export async function takeSeat(
	services: Services,
	actor: Actor,
	input: Days & { personId: string; seatId: string; mandate: string; mayDecide: boolean },
): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.seat_given',
		input.seatId,
		async (tx) => {
			const id = await seatPerson(tx, {
				partnershipId,
				seatId: input.seatId,
				personId: input.personId,
				...(await limitedSeatTerm(tx, partnershipId, { ...input, ...termFrom(tx, input) })),
			});
			await tx.db
				.updateTable('seat_term')
				.set({
					mandate: input.mandate.trim().slice(0, 500) || null,
					may_decide: input.mayDecide,
				})
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', id)
				.execute();
			await rightsChanged(tx, partnershipId, input.personId);
		},
	);
}

/** Names a person deputy for a seat. */
export async function beDeputy(
	services: Services,
	actor: Actor,
	input: Days & { personId: string; seatId: string },
): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.deputy_named',
		input.seatId,
		async (tx) => {
			await nameDeputy(tx, {
				partnershipId,
				seatId: input.seatId,
				personId: input.personId,
				...termFrom(tx, input),
			});
			await rightsChanged(tx, partnershipId, input.personId);
		},
	);
}

export type GivenRole = Exclude<Role, 'representative' | 'deputy'>;

/** Gives a person a role on a body. Needs a fresh sign-in. */
export async function giveRoleTo(
	services: Services,
	actor: Actor,
	input: Days & { personId: string; bodyId: string; role: GivenRole },
): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.give_roles',
		'partnerships.role_given',
		input.personId,
		async (tx) => {
			await giveRole(tx, {
				partnershipId,
				bodyId: input.bodyId,
				personId: input.personId,
				role: input.role,
				...(await limitedRoleTerm(tx, partnershipId, { ...input, ...termFrom(tx, input) })),
			});
			await rightsChanged(tx, partnershipId, input.personId);
		},
	);
}

export type TermKind = 'seat_term' | 'deputy_term' | 'body_role';

/**
 * Ends a term on a day; who held it before stays on record. Refuses `partnerships.last_clerk` where nobody would be left
 * to run the partnership, and a day before the term began.
 */
export async function endTerm(
	services: Services,
	actor: Actor,
	input: { kind: TermKind; termId: string; endsOn: string },
): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.give_roles',
		'partnerships.term_ended',
		input.termId,
		async (tx) => {
			const found = await termOwner(tx, partnershipId, input.kind, input.termId);
			if (!found) throw notFound();
			const endsOn = dayFrom(input.endsOn, 'ends_on', null) ?? today(tx);
			checkTerm({ startsOn: found.startsOn, endsOn });
			await tx.db
				.updateTable(input.kind)
				.set({ ends_on: endsOn })
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.termId)
				.execute();
			if (!(await holdsClerk(tx, partnershipId))) throw new Refusal('partnerships.last_clerk');
			await rightsChanged(tx, partnershipId, found.personId);
		},
	);
}

/** Adopts the rules that partnerships of this kind begin with, from today. */
export async function adoptPreset(services: Services, actor: Actor): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.rules_adopted',
		partnershipId,
		async (tx) => {
			const row = await tx.db
				.selectFrom('partnership')
				.select('preset')
				.where('id', '=', partnershipId)
				.executeTakeFirstOrThrow();
			const bodyId = await boardId(tx, partnershipId);
			if (!bodyId) throw notFound();
			if ((await votingSeats(tx, partnershipId, bodyId)).length === 0)
				throw new Refusal('partnerships.rules_need_seats');
			await adoptConstitution(tx, {
				partnershipId,
				bodyId,
				version: '1',
				adoptedOn: today(tx),
				effectiveFrom: today(tx),
				rules: presets[row.preset as PresetId].rules,
			});
		},
	);
}
