import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { checkName } from '#domain/partnerships/names.ts';
import type { Services } from '../platform/tx.ts';
import { bodyCode, noteChange, openBody, shut } from './body-store.ts';
import { addBody, addSeat, moveBody, type BodyType } from './commands.ts';
import { today } from './days.ts';
import { managing } from './managing.ts';

// Bodies are added, renamed, hung elsewhere and closed; their rows, meetings and old addresses stay. Merging and splitting:
// body-merge.ts.

export interface BodyInput {
	readonly name: Text;
	readonly type: BodyType;
	/** The body it reports to; empty for none. */
	readonly reportsTo: string;
	readonly meets: string;
	readonly remit: Text;
}

function checkBody(input: BodyInput) {
	const name = checkName(input.name, 'name_en');
	const remit =
		input.remit.en?.trim() || input.remit.cy?.trim()
			? checkName(input.remit, 'remit_en', 600)
			: null;
	const meets = input.meets === 'monthly' || input.meets === 'quarterly' ? input.meets : null;
	return { name, remit, meets, reportsTo: input.reportsTo || null };
}

/** Another body. Refuses `partnerships.unknown_reference` for a parent that is none of this partnership's. */
export function newBody(services: Services, actor: Actor, input: BodyInput): Promise<string> {
	const { partnershipId } = actor;
	const body = checkBody(input);
	return managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.body_added',
		partnershipId,
		async (tx) => {
			if (body.reportsTo) await openBody(tx, partnershipId, body.reportsTo, 'reports_to');
			const code = await bodyCode(tx, partnershipId, body.name);
			await addBody(tx, { partnershipId, code, type: input.type, ...body });
			return code;
		},
	);
}

/**
 * Name, kind, place in the structure, rhythm and remit of a body. A new name gives a new address; the old one leads there,
 * and the old name stays on record. Returns the address. Refuses `partnerships.body_in_itself`.
 */
export function editBody(
	services: Services,
	actor: Actor,
	input: BodyInput & { readonly bodyId: string },
): Promise<string> {
	const { partnershipId } = actor;
	const body = checkBody(input);
	return managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.body_changed',
		input.bodyId,
		async (tx) => {
			const before = await openBody(tx, partnershipId, input.bodyId);
			if (before.type === 'board' && input.type !== 'board')
				throw new Refusal('partnerships.body_is_board', {}, 'type');
			if (body.reportsTo) await openBody(tx, partnershipId, body.reportsTo, 'reports_to');
			if (body.reportsTo !== before.reports_to)
				await moveBody(tx, { partnershipId, bodyId: input.bodyId, reportsTo: body.reportsTo });
			const old = before.name as Text;
			const renamed = old.en !== body.name.en || old.cy !== body.name.cy;
			let code = before.code;
			if (renamed) {
				await noteChange(tx, actor, input.bodyId, { kind: 'renamed', oldName: old });
				// The board keeps its address: it is the partnership's own.
				if (before.type !== 'board') {
					code = await bodyCode(tx, partnershipId, body.name);
					await tx.db
						.insertInto('body_address')
						.values({ partnership_id: partnershipId, code: before.code, body_id: input.bodyId })
						.execute();
				}
			}
			await tx.db
				.updateTable('body')
				.set({
					name: JSON.stringify(body.name),
					code,
					type: input.type,
					meets: body.meets,
					remit: body.remit && JSON.stringify(body.remit),
				})
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.bodyId)
				.execute();
			return code;
		},
	);
}

/** A place on a body for an organisation or a network, voting or advisory. */
export async function addBodySeat(
	services: Services,
	actor: Actor,
	input: { readonly bodyId: string; readonly organisationId: string; readonly voting: boolean },
): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.seat_added',
		input.bodyId,
		async (tx) => {
			await openBody(tx, partnershipId, input.bodyId);
			await addSeat(tx, { partnershipId, ...input });
		},
	);
}

/** Closes an empty seat. Refuses `partnerships.seat_held`. */
export async function closeBodySeat(
	services: Services,
	actor: Actor,
	input: { readonly seatId: string },
): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.seat_closed',
		input.seatId,
		async (tx) => {
			const held = await tx.db
				.selectFrom('seat_term')
				.select('id')
				.where('partnership_id', '=', partnershipId)
				.where('seat_id', '=', input.seatId)
				.where((eb) => eb.or([eb('ends_on', 'is', null), eb('ends_on', '>=', today(tx))]))
				.executeTakeFirst();
			if (held) throw new Refusal('partnerships.seat_held', {}, 'seatId');
			const row = await tx.db
				.updateTable('seat')
				.set({ closed_on: today(tx) })
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.seatId)
				.where('closed_on', 'is', null)
				.returning('id')
				.executeTakeFirst();
			if (!row) throw notFound();
		},
	);
}

/** Closes a body: its terms end, its record stays. Refuses `partnerships.body_is_board` and what other parts still need. */
export async function closeBody(
	services: Services,
	actor: Actor,
	input: { readonly bodyId: string },
): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.give_roles',
		'partnerships.body_closed',
		input.bodyId,
		async (tx) => {
			const body = await openBody(tx, partnershipId, input.bodyId);
			await shut(tx, partnershipId, input.bodyId, body.reports_to);
			await noteChange(tx, actor, input.bodyId, { kind: 'closed' });
		},
	);
}
