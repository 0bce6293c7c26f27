import { emailAddress } from '#domain/accounts/email.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { checkName } from '#domain/partnerships/names.ts';
import type { Role } from '#domain/partnerships/standing.ts';
import { checkTerm, type Term } from '#domain/partnerships/structure.ts';
import type { Services, Tx } from '../platform/tx.ts';
import { addPerson, giveRole, nameDeputy, seatPerson } from './commands.ts';
import { dayFrom, today } from './days.ts';
import { writeContact } from './held-about.ts';
import { freeCode, holdsClerk, termOwner } from './manage-store.ts';
import { managing, rightsChanged } from './managing.ts';
import { limitedRoleTerm, limitedSeatTerm } from './term-limits.ts';

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

/** Whose a seat is; null for no seat. */
async function ownerOfSeat(tx: Tx, partnershipId: string, seatId: string): Promise<string | null> {
	if (!seatId) return null;
	const seat = await tx.db
		.selectFrom('seat')
		.select('organisation_id')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', seatId)
		.executeTakeFirst();
	return seat?.organisation_id ?? null;
}

/** A person, in a seat from a day on where one was chosen; of the seat's organisation where none is named. */
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
				organisationId: organisationId ?? (await ownerOfSeat(tx, partnershipId, input.seatId)),
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

/** Refuses nobody of the partnership, and somebody who was erased, alike: they are given nothing any more. */
async function assertThere(tx: Tx, partnershipId: string, personId: string): Promise<void> {
	const row = await tx.db
		.selectFrom('person')
		.select('id')
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', personId)
		.where('erased_at', 'is', null)
		.forShare()
		.executeTakeFirst();
	if (!row) throw new Refusal('partnerships.unknown_reference');
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
			await assertThere(tx, partnershipId, input.personId);
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
			await assertThere(tx, partnershipId, input.personId);
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

export type GivenRole = Exclude<Role, 'representative' | 'deputy' | 'co_opted'>;

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
			await assertThere(tx, partnershipId, input.personId);
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
