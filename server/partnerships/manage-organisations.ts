import { emailAddress } from '#domain/accounts/email.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { checkName, slugOf } from '#domain/partnerships/names.ts';
import { phoneFrom } from '#domain/partnerships/phone.ts';
import { kindOf } from '#domain/partnerships/organisation-kinds.ts';
import type { Services, Tx } from '../platform/tx.ts';
import { addOrganisation, addSeat } from './commands.ts';
import { today } from './days.ts';
import { freeCode } from './manage-store.ts';
import { managing } from './managing.ts';
import { boardId } from './store.ts';

const mostSeats = 20;

interface About {
	/** One of the known kinds; nothing for another word. Left as it is when not given. */
	readonly kind?: string;
	readonly contactEmail?: string;
	/** As it is dialled; empty for none. Left as it is when not given. */
	readonly contactPhone?: string;
}

const aboutOf = ({ kind, contactEmail, contactPhone }: About) => ({
	kind: kind === undefined ? undefined : kindOf(kind),
	contact_email:
		contactEmail === undefined
			? undefined
			: contactEmail.trim() === ''
				? null
				: emailAddress(contactEmail, 'contact_email'),
	contact_phone: contactPhone === undefined ? undefined : phoneFrom(contactPhone, 'contact_phone'),
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
				.set(aboutOf({ kind: '', contactEmail: '', contactPhone: '', ...input }))
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
