import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import { isRefusal, notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { checkName } from '#domain/partnerships/names.ts';
import { overlap } from '#domain/partnerships/structure.ts';
import { carriedCoOption } from '#domain/partnerships/term-limits.ts';
import type { Services, Tx } from '../platform/tx.ts';
import { bodyCode, noteChange, openBody, shut } from './body-store.ts';
import { satOn, seatCoOpted } from './co-option.ts';
import { addBody, addSeat, moveBody, type BodyType } from './commands.ts';
import { today } from './days.ts';
import { managing, rightsChanged } from './managing.ts';
import { constitutionOf } from './store.ts';

// Bodies are merged into one another and split; what was decided stays where it was decided.

interface Moving {
	readonly seatId: string;
	/** Null for the seat of a co-opted member. */
	readonly organisationId: string | null;
	readonly decisionId: string | null;
	readonly voting: boolean;
	readonly holder: {
		personId: string;
		endsOn: string | null;
		mandate: string | null;
		mayDecide: boolean;
	} | null;
	readonly deputies: readonly { personId: string; endsOn: string | null }[];
}

/** The open seats of a body with who sits in them today, to be set up elsewhere; of co-opted members' seats those that are held. */
async function seatsToMove(tx: Tx, partnershipId: string, bodyId: string): Promise<Moving[]> {
	const { rows } = await sql<Moving>`
		select s.id as "seatId", s.organisation_id as "organisationId", s.voting, s.co_opted_by_decision_id as "decisionId",
			(select jsonb_build_object('personId', t.person_id, 'endsOn', t.ends_on, 'mandate', t.mandate, 'mayDecide', t.may_decide)
				from seat_term t where t.partnership_id = s.partnership_id and t.seat_id = s.id
				and current_date between t.starts_on and coalesce(t.ends_on, 'infinity') limit 1) as holder,
			(select coalesce(jsonb_agg(jsonb_build_object('personId', d.person_id, 'endsOn', d.ends_on)), '[]')
				from deputy_term d where d.partnership_id = s.partnership_id and d.seat_id = s.id
				and current_date between d.starts_on and coalesce(d.ends_on, 'infinity')) as deputies
		from seat s where s.partnership_id = ${partnershipId} and s.body_id = ${bodyId} and s.closed_on is null
			and (s.organisation_id is not null or exists (select from seat_term t where t.partnership_id = s.partnership_id
				and t.seat_id = s.id and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')))
		order by s.position for update of s`.execute(tx.db);
	return rows;
}

async function setUpSeat(tx: Tx, partnershipId: string, bodyId: string, moving: Moving) {
	const { organisationId, voting, holder, deputies } = moving;
	if (organisationId === null) return;
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

/**
 * Seats those who were co-opted on another body as they were, as far as its rules allow: for who sits there already nothing is
 * to be done, and more of them than it may have are refused (`partnerships.coopted_full`, `partnerships.coopted_none`).
 */
async function carryCoOpted(
	tx: Tx,
	partnershipId: string,
	bodyId: string,
	seats: readonly Moving[],
	field: string,
): Promise<void> {
	const rules = (await constitutionOf(tx, partnershipId, bodyId))?.rules;
	for (const { organisationId, holder, decisionId } of seats) {
		if (organisationId !== null || !holder) continue;
		const { personId, endsOn } = holder;
		const there = await satOn(tx, partnershipId, bodyId);
		const now = { personId, startsOn: today(tx), endsOn };
		if (there.some((each) => each.personId === personId && overlap(each, now))) continue;
		try {
			const term = carriedCoOption(rules, now, there);
			await seatCoOpted(tx, { partnershipId, bodyId, personId, decisionId, ...term });
		} catch (refusal) {
			if (isRefusal(refusal)) throw new Refusal(refusal.code, refusal.values, field);
			throw refusal;
		}
	}
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
 * Merges a body into another one: seats of organisations that have none there go over with their people, as do co-opted
 * members; roles go over as membership, bodies below report to the other one, and the record of the first stays at its address.
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
				if (organisationId !== null) left.set(organisationId, (left.get(organisationId) ?? 0) + 1);
			const moving = (await seatsToMove(tx, partnershipId, bodyId)).filter(({ organisationId }) => {
				if (organisationId === null) return true;
				const n = left.get(organisationId) ?? 0;
				left.set(organisationId, n - 1);
				return n <= 0;
			});
			await carryRoles(tx, partnershipId, bodyId, intoId, false);
			await shut(tx, partnershipId, bodyId, intoId);
			for (const seat of moving) await setUpSeat(tx, partnershipId, intoId, seat);
			await carryCoOpted(tx, partnershipId, intoId, moving, 'intoId');
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
			if (from.type !== 'board')
				await sql`insert into constitution (partnership_id, id, body_id, version, rules, adopted_on, effective_from)
					select partnership_id, gen_random_uuid(), ${id}::uuid, version, rules, current_date, current_date from constitution
					where partnership_id = ${partnershipId} and body_id = ${from.id} and effective_from <= current_date
					order by effective_from desc limit 1`.execute(tx.db);
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
			await carryCoOpted(tx, partnershipId, id, moving, 'seatIds');
			await carryRoles(tx, partnershipId, from.id, id, true);
			await noteChange(tx, actor, input.bodyId, { kind: 'split', otherId: id });
			return code;
		},
	);
}
