import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { BodyClosing } from '#domain/partnerships/events.ts';
import { checkName, slugOf } from '#domain/partnerships/names.ts';
import type { Services, Tx } from '../platform/tx.ts';
import { addBody, addSeat, moveBody, type BodyType } from './commands.ts';
import { freeCode } from './manage-store.ts';
import { managing, rightsChanged } from './managing.ts';

// Bodies are added, renamed, hung elsewhere, merged, split and closed; their rows, meetings and old addresses stay.

const today = (tx: Tx) => tx.now.toISOString().slice(0, 10);

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

/** A code that no body has or ever had. */
async function bodyCode(tx: Tx, partnershipId: string, name: Text): Promise<string> {
	const stem = slugOf(name.en ?? name.cy ?? '') || 'body';
	const old = await tx.db
		.selectFrom('body_address')
		.select('code')
		.where('partnership_id', '=', partnershipId)
		.execute();
	const taken = new Set(old.map(({ code }) => code));
	for (let n = 1; ; n++) {
		const code = await freeCode(tx, 'body', partnershipId, n === 1 ? stem : `${stem}-${n}`);
		if (!taken.has(code)) return code;
	}
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

async function openBody(tx: Tx, partnershipId: string, bodyId: string, field?: string) {
	const row = await tx.db
		.selectFrom('body')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', bodyId)
		.forUpdate()
		.executeTakeFirst();
	if (!row) throw notFound();
	if (row.closed_on !== null) throw new Refusal('partnerships.body_closed', {}, field);
	return row;
}

type Change = {
	readonly kind: 'renamed' | 'closed' | 'merged' | 'split';
	readonly otherId?: string;
	readonly oldName?: Text;
};

async function noteChange(tx: Tx, actor: Actor, bodyId: string, change: Change): Promise<void> {
	await tx.db
		.insertInto('body_change')
		.values({
			partnership_id: actor.partnershipId,
			id: tx.uuid(),
			body_id: bodyId,
			kind: change.kind,
			on_day: today(tx),
			other_body_id: change.otherId ?? null,
			old_name: change.oldName ? JSON.stringify(change.oldName) : null,
			by_person_id: actor.personId,
		})
		.execute();
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

/** Ends every term on a body today and closes its seats; who loses something by it is judged again. */
async function endAllOn(tx: Tx, partnershipId: string, bodyId: string): Promise<void> {
	const people = new Set<string>();
	const end = async (table: 'seat_term' | 'deputy_term' | 'body_role') => {
		const on =
			table === 'body_role'
				? sql`body_id = ${bodyId}`
				: sql`seat_id in (select id from seat where partnership_id = ${partnershipId} and body_id = ${bodyId})`;
		await sql`delete from ${sql.table(table)} where partnership_id = ${partnershipId} and ${on}
			and starts_on > current_date`.execute(tx.db);
		const { rows } = await sql<{ person_id: string }>`
			update ${sql.table(table)} set ends_on = current_date where partnership_id = ${partnershipId} and ${on}
				and (ends_on is null or ends_on > current_date) returning person_id`.execute(tx.db);
		for (const { person_id } of rows) people.add(person_id);
	};
	await end('seat_term');
	await end('deputy_term');
	await end('body_role');
	await sql`update seat set closed_on = current_date where partnership_id = ${partnershipId} and body_id = ${bodyId}
		and closed_on is null`.execute(tx.db);
	for (const personId of people) await rightsChanged(tx, partnershipId, personId);
}

/** Closes a body for good; bodies below it report to the one above it. The board stays. */
async function shut(tx: Tx, partnershipId: string, bodyId: string, above: string | null) {
	const body = await openBody(tx, partnershipId, bodyId);
	if (body.type === 'board') throw new Refusal('partnerships.body_is_board');
	const event: BodyClosing = { type: 'partnerships.body_closing', partnershipId, bodyId };
	await tx.emit(event);
	await tx.db
		.updateTable('body')
		.set({ reports_to: above })
		.where('partnership_id', '=', partnershipId)
		.where('reports_to', '=', bodyId)
		.where('closed_on', 'is', null)
		.execute();
	await endAllOn(tx, partnershipId, bodyId);
	await tx.db
		.updateTable('body')
		.set({ closed_on: today(tx) })
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', bodyId)
		.execute();
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

interface Moving {
	readonly seatId: string;
	readonly organisationId: string;
	readonly voting: boolean;
	readonly holder: {
		personId: string;
		endsOn: string | null;
		mandate: string | null;
		mayDecide: boolean;
	} | null;
	readonly deputies: readonly { personId: string; endsOn: string | null }[];
}

/** The open seats of a body with who sits in them today, to be set up elsewhere. */
async function seatsToMove(tx: Tx, partnershipId: string, bodyId: string): Promise<Moving[]> {
	const { rows } = await sql<Moving>`
		select s.id as "seatId", s.organisation_id as "organisationId", s.voting,
			(select jsonb_build_object('personId', t.person_id, 'endsOn', t.ends_on, 'mandate', t.mandate, 'mayDecide', t.may_decide)
				from seat_term t where t.partnership_id = s.partnership_id and t.seat_id = s.id
				and current_date between t.starts_on and coalesce(t.ends_on, 'infinity') limit 1) as holder,
			(select coalesce(jsonb_agg(jsonb_build_object('personId', d.person_id, 'endsOn', d.ends_on)), '[]')
				from deputy_term d where d.partnership_id = s.partnership_id and d.seat_id = s.id
				and current_date between d.starts_on and coalesce(d.ends_on, 'infinity')) as deputies
		from seat s where s.partnership_id = ${partnershipId} and s.body_id = ${bodyId} and s.closed_on is null
		order by s.position for update`.execute(tx.db);
	return rows;
}

async function setUpSeat(tx: Tx, partnershipId: string, bodyId: string, moving: Moving) {
	const { organisationId, voting, holder, deputies } = moving;
	const seatId = await addSeat(tx, { partnershipId, bodyId, organisationId, voting });
	const starts_on = today(tx);
	if (holder)
		await tx.db
			.insertInto('seat_term')
			.values({
				partnership_id: partnershipId,
				id: tx.uuid(),
				seat_id: seatId,
				person_id: holder.personId,
				starts_on,
				ends_on: holder.endsOn,
				mandate: holder.mandate,
				may_decide: holder.mayDecide,
			})
			.execute();
	for (const { personId, endsOn } of deputies)
		await tx.db
			.insertInto('deputy_term')
			.values({
				partnership_id: partnershipId,
				id: tx.uuid(),
				seat_id: seatId,
				person_id: personId,
				starts_on,
				ends_on: endsOn,
			})
			.execute();
}

/** Gives on another body the roles that people have on one, unless they have one there; its officers become members. */
async function carryRoles(
	tx: Tx,
	partnershipId: string,
	from: string,
	to: string,
	officers: boolean,
) {
	await sql`insert into body_role (partnership_id, id, body_id, person_id, role, starts_on, ends_on)
		select distinct on (r.person_id) r.partnership_id, gen_random_uuid(), ${to}::uuid, r.person_id,
			case when r.role in ('chair', 'vice_chair') and not ${officers} then 'member' else r.role end, current_date, r.ends_on
		from body_role r where r.partnership_id = ${partnershipId} and r.body_id = ${from}
			and current_date between r.starts_on and coalesce(r.ends_on, 'infinity')
			and not exists (select from body_role h where h.partnership_id = r.partnership_id and h.body_id = ${to}
				and h.person_id = r.person_id and current_date between h.starts_on and coalesce(h.ends_on, 'infinity'))
		order by r.person_id, (r.role = 'secretariat') desc, r.role
		on conflict do nothing`.execute(tx.db);
}

/**
 * Merges a body into another one: seats of organisations that have none there go over with their people, roles go over as
 * membership, bodies below report to the other one, and the record of the first stays at its address.
 */
export async function mergeBody(
	services: Services,
	actor: Actor,
	input: { readonly bodyId: string; readonly intoId: string },
): Promise<void> {
	const { partnershipId } = actor;
	const { bodyId, intoId } = input;
	await managing(
		services,
		actor,
		'partnerships.give_roles',
		'partnerships.body_merged',
		bodyId,
		async (tx) => {
			if (bodyId === intoId) throw new Refusal('partnerships.body_in_itself', {}, 'intoId');
			const from = await openBody(tx, partnershipId, bodyId);
			const into = await openBody(tx, partnershipId, intoId, 'intoId');
			// The one that goes may stand between the other one and the board.
			if (into.reports_to === bodyId)
				await moveBody(tx, { partnershipId, bodyId: intoId, reportsTo: from.reports_to });
			const there = await seatsToMove(tx, partnershipId, intoId);
			const left = new Map<string, number>();
			for (const { organisationId } of there)
				left.set(organisationId, (left.get(organisationId) ?? 0) + 1);
			const moving = (await seatsToMove(tx, partnershipId, bodyId)).filter(({ organisationId }) => {
				const n = left.get(organisationId) ?? 0;
				left.set(organisationId, n - 1);
				return n <= 0;
			});
			await carryRoles(tx, partnershipId, bodyId, intoId, false);
			await shut(tx, partnershipId, bodyId, intoId);
			for (const seat of moving) await setUpSeat(tx, partnershipId, intoId, seat);
			await noteChange(tx, actor, bodyId, { kind: 'merged', otherId: intoId });
		},
	);
}

/**
 * Splits a body: a new one beside it, with the seats that were chosen and their people, the same officers until it chooses
 * its own, and the first one's own rules. Returns its address. Refuses `partnerships.split_nothing`.
 */
export function splitBody(
	services: Services,
	actor: Actor,
	input: {
		readonly bodyId: string;
		readonly name: Text;
		readonly type: BodyType;
		readonly seatIds: readonly string[];
	},
): Promise<string> {
	const { partnershipId } = actor;
	const name = checkName(input.name, 'name_en');
	return managing(
		services,
		actor,
		'partnerships.give_roles',
		'partnerships.body_split',
		input.bodyId,
		async (tx) => {
			const from = await openBody(tx, partnershipId, input.bodyId);
			const seats = await seatsToMove(tx, partnershipId, input.bodyId);
			const moving = seats.filter(({ seatId }) => input.seatIds.includes(seatId));
			if (moving.length < new Set(input.seatIds).size) throw notFound();
			if (seats.length > 0 && (moving.length === 0 || moving.length === seats.length))
				throw new Refusal('partnerships.split_nothing', {}, 'seatIds');
			const code = await bodyCode(tx, partnershipId, name);
			const id = await addBody(tx, {
				partnershipId,
				code,
				name,
				type: input.type,
				// What came out of the board is below it.
				reportsTo: from.type === 'board' ? from.id : from.reports_to,
				meets: from.meets,
				remit: from.remit as Text | null,
			});
			for (const seat of moving) {
				await sql`update seat_term set ends_on = current_date where partnership_id = ${partnershipId}
					and seat_id = ${seat.seatId} and (ends_on is null or ends_on > current_date)`.execute(tx.db);
				await sql`update deputy_term set ends_on = current_date where partnership_id = ${partnershipId}
					and seat_id = ${seat.seatId} and (ends_on is null or ends_on > current_date)`.execute(tx.db);
				await sql`update seat set closed_on = current_date where partnership_id = ${partnershipId}
					and id = ${seat.seatId}`.execute(tx.db);
				await setUpSeat(tx, partnershipId, id, seat);
				for (const { personId } of [...(seat.holder ? [seat.holder] : []), ...seat.deputies])
					await rightsChanged(tx, partnershipId, personId);
			}
			await carryRoles(tx, partnershipId, from.id, id, true);
			if (from.type !== 'board')
				await sql`insert into constitution (partnership_id, id, body_id, version, rules, adopted_on, effective_from)
					select partnership_id, gen_random_uuid(), ${id}::uuid, version, rules, current_date, current_date from constitution
					where partnership_id = ${partnershipId} and body_id = ${from.id} and effective_from <= current_date
					order by effective_from desc limit 1`.execute(tx.db);
			await noteChange(tx, actor, input.bodyId, { kind: 'split', otherId: id });
			return code;
		},
	);
}
