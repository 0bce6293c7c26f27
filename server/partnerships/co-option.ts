import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { checkTerm, type Term } from '#domain/partnerships/structure.ts';
import { coOptedTerm, type Sat } from '#domain/partnerships/term-limits.ts';
import type { Reading, Services, Tx } from '../platform/tx.ts';
import { openBody } from './body-store.ts';
import { dayFrom, today } from './days.ts';
import { managing, rightsChanged } from './managing.ts';
import { constitutionOf } from './store.ts';
import { lastSeat, put } from './structure-store.ts';

/** Somebody who is co-opted to a body, today or from a day to come. */
export interface CoOpted {
	readonly termId: string;
	readonly seatId: string;
	/** Whether it has begun. */
	readonly runs: boolean;
	readonly personId: string;
	readonly personCode: string;
	readonly name: string;
	readonly startsOn: string;
	readonly endsOn: string | null;
	/** Whether the rules in force give them a vote. */
	readonly votes: boolean;
	readonly decisionId: string | null;
}

/** Who is co-opted to the body, today and from days to come, as they came. */
export async function coOptedOn(
	tx: Reading,
	partnershipId: string,
	bodyId: string,
): Promise<CoOpted[]> {
	const { rows } = await sql<CoOpted>`
		select t.id as "termId", s.id as "seatId", t.starts_on <= current_date as runs, p.id as "personId", p.code as "personCode", p.name, t.starts_on as "startsOn", t.ends_on as "endsOn",
			seat_votes(s) as votes, s.co_opted_by_decision_id as "decisionId"
		from seat s
		join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
		join person p on p.partnership_id = t.partnership_id and p.id = t.person_id
		where s.partnership_id = ${partnershipId} and s.body_id = ${bodyId} and s.organisation_id is null
			and (t.ends_on is null or t.ends_on >= current_date)
		order by t.starts_on, s.position`.execute(tx.db);
	return rows;
}

/** All terms in seats of the body, those that are over too. */
export async function satOn(tx: Reading, partnershipId: string, bodyId: string): Promise<Sat[]> {
	const { rows } = await sql<Sat>`
		select t.person_id as "personId", t.starts_on as "startsOn", t.ends_on as "endsOn", s.organisation_id is null as "coOpted"
		from seat s join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
		where s.partnership_id = ${partnershipId} and s.body_id = ${bodyId} order by t.starts_on`.execute(
		tx.db,
	);
	return rows;
}

/** Gives a co-opted member the seat of their own. */
export async function seatCoOpted(
	tx: Tx,
	member: Term & {
		readonly partnershipId: string;
		readonly bodyId: string;
		readonly personId: string;
		readonly decisionId: string | null;
	},
): Promise<void> {
	const { partnershipId, bodyId, personId, decisionId, startsOn, endsOn } = member;
	const seatId = tx.uuid();
	await put(tx, 'seat', {
		partnership_id: partnershipId,
		id: seatId,
		body_id: bodyId,
		organisation_id: null,
		voting: false,
		position: 1 + (await lastSeat(tx, partnershipId, bodyId)),
		co_opted_by_decision_id: decisionId,
	});
	await put(tx, 'seat_term', {
		partnership_id: partnershipId,
		id: tx.uuid(),
		seat_id: seatId,
		person_id: personId,
		starts_on: startsOn,
		ends_on: endsOn,
	});
}

/**
 * Co-opts a person to a body: a seat of their own, for as long as the rules say where no end is given. Refuses somebody who
 * sits there already (`partnerships.coopted_sits`) or is co-opted in that time (`partnerships.coopted_already`), and more
 * people or a longer term than the rules allow (`coOptedTerm`).
 */
export async function coOpt(
	services: Services,
	actor: Actor,
	input: {
		readonly bodyId: string;
		readonly personId: string;
		readonly startsOn: string;
		readonly endsOn: string;
		/** The decision that did it; empty for none. */
		readonly decisionId: string;
	},
): Promise<void> {
	const { partnershipId } = actor;
	const { bodyId, personId } = input;
	await managing(
		services,
		actor,
		'partnerships.give_roles',
		'partnerships.co_opted',
		bodyId,
		async (tx) => {
			if (personId === '') throw new Refusal('partnerships.coopted_nobody', {}, 'personId');
			// The body's lock: two people co-opted at once are counted one after the other.
			await openBody(tx, partnershipId, bodyId);
			const wish = {
				startsOn: dayFrom(input.startsOn, 'starts_on', null) ?? today(tx),
				endsOn: dayFrom(input.endsOn, 'ends_on', null),
			};
			checkTerm(wish);
			const rules = (await constitutionOf(tx, partnershipId, bodyId))?.rules;
			const seats = await satOn(tx, partnershipId, bodyId);
			const term = coOptedTerm(rules, { ...wish, personId }, seats);
			const decisionId = input.decisionId || null;
			await seatCoOpted(tx, { partnershipId, bodyId, personId, decisionId, ...term });
			await rightsChanged(tx, partnershipId, personId);
		},
	);
}
