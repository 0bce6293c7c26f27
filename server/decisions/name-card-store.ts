import { sql, type Selectable } from 'kysely';
import type { Text } from '#domain/kernel/text.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import type { DB } from '../platform/schema.ts';

interface OfPerson {
	readonly partnershipId: string;
	readonly meetingId: string;
	readonly personId: string;
}

export type NameCard = Selectable<DB['name_card']>;

/** Makes the person's card, or makes it anew: an earlier PIN and what was claimed with it are void. */
export async function putCard(
	tx: Tx,
	of: OfPerson,
	card: { pinHash: string; byPersonId: string },
): Promise<void> {
	const fresh = {
		id: tx.uuid(),
		pin_hash: card.pinHash,
		made_at: tx.now,
		made_by_person_id: card.byPersonId,
		claimed_at: null,
		claim_hash: null,
		last_turn: null,
		pass_hash: null,
		pass_until: null,
	};
	await tx.db
		.insertInto('name_card')
		.values({
			partnership_id: of.partnershipId,
			meeting_id: of.meetingId,
			person_id: of.personId,
			...fresh,
		})
		.onConflict((oc) =>
			oc.columns(['partnership_id', 'meeting_id', 'person_id']).doUpdateSet(fresh),
		)
		.execute();
}

/** The person's card, held until the transaction ends: a PIN claims once. */
export async function heldCard(tx: Tx, of: OfPerson): Promise<NameCard | undefined> {
	return tx.db
		.selectFrom('name_card')
		.selectAll()
		.where('partnership_id', '=', of.partnershipId)
		.where('meeting_id', '=', of.meetingId)
		.where('person_id', '=', of.personId)
		.forUpdate()
		.executeTakeFirst();
}

export async function updateCard(
	tx: Tx,
	of: OfPerson,
	set: Partial<
		Pick<NameCard, 'claimed_at' | 'claim_hash' | 'last_turn' | 'pass_hash' | 'pass_until'>
	>,
): Promise<void> {
	await tx.db
		.updateTable('name_card')
		.set(set)
		.where('partnership_id', '=', of.partnershipId)
		.where('meeting_id', '=', of.meetingId)
		.where('person_id', '=', of.personId)
		.execute();
}

/** The card of a meeting that was claimed with this token, or whose pass this is. */
export async function cardByHash(
	tx: Reading,
	of: Pick<OfPerson, 'partnershipId' | 'meetingId'>,
	hash: string,
	by: 'claim_hash' | 'pass_hash',
): Promise<NameCard | undefined> {
	return tx.db
		.selectFrom('name_card')
		.selectAll()
		.where('partnership_id', '=', of.partnershipId)
		.where('meeting_id', '=', of.meetingId)
		.where(by, '=', hash)
		.executeTakeFirst();
}

/** Somebody who sits in a voting seat today, holds one, or deputises for one: who may have a card. */
export interface Carded {
	readonly personId: string;
	readonly code: string;
	readonly name: string;
	readonly organisation: Text;
	readonly madeAt: Date | null;
	readonly claimedAt: Date | null;
}

/** Everybody who may have a card at the meeting, in the order of the seats: who holds a voting seat of its body, and deputies who are here. */
export async function cardedAt(
	tx: Reading,
	meeting: { partnershipId: string; id: string; bodyId: string },
): Promise<Carded[]> {
	const { rows } = await sql<{
		person_id: string;
		code: string;
		name: string;
		organisation: Text;
		made_at: Date | null;
		claimed_at: Date | null;
	}>`
		select distinct on (s.position, p.id) p.id as person_id, p.code, p.name, coalesce(o.name, co_opted_name(s)) as organisation, c.made_at, c.claimed_at
		from seat s
		left join organisation o on o.partnership_id = s.partnership_id and o.id = s.organisation_id
		left join seat_term t on t.partnership_id = s.partnership_id and t.seat_id = s.id
			and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
		left join attendance a on a.partnership_id = s.partnership_id and a.meeting_id = ${meeting.id}
			and a.seat_id = s.id and a.left_at is null
		join person p on p.partnership_id = s.partnership_id and p.id in (t.person_id, a.person_id)
		left join name_card c on c.partnership_id = p.partnership_id and c.meeting_id = ${meeting.id} and c.person_id = p.id
		where s.partnership_id = ${meeting.partnershipId} and s.body_id = ${meeting.bodyId} and seat_votes(s)
		order by s.position, p.id`.execute(tx.db);
	return rows.map((row) => ({
		personId: row.person_id,
		code: row.code,
		name: row.name,
		organisation: row.organisation,
		madeAt: row.made_at,
		claimedAt: row.claimed_at,
	}));
}

interface OfMeeting {
	readonly partnershipId: string;
	readonly meetingId: string;
}

/** The code of the meeting's cards; undefined before the first are made. */
export async function cardCodeOf(tx: Reading, of: OfMeeting): Promise<string | undefined> {
	const row = await tx.db
		.selectFrom('card_code')
		.select('code')
		.where('partnership_id', '=', of.partnershipId)
		.where('meeting_id', '=', of.meetingId)
		.executeTakeFirst();
	return row?.code;
}

/** Gives the meeting's cards this code; false where another meeting has it. */
export async function putCardCode(tx: Tx, of: OfMeeting, code: string): Promise<boolean> {
	const row = await tx.db
		.insertInto('card_code')
		.values({ partnership_id: of.partnershipId, meeting_id: of.meetingId, code })
		.onConflict((oc) => oc.column('code').doNothing())
		.returning('code')
		.executeTakeFirst();
	return row !== undefined;
}

/** The addresses of the meeting whose cards have this code. */
export async function meetingByCardCode(
	tx: Reading,
	code: string,
): Promise<{ partnershipSlug: string; slug: string } | undefined> {
	const row = await tx.db
		.selectFrom('card_code')
		.innerJoin('meeting', (join) =>
			join
				.onRef('meeting.partnership_id', '=', 'card_code.partnership_id')
				.onRef('meeting.id', '=', 'card_code.meeting_id'),
		)
		.innerJoin('partnership', 'partnership.id', 'card_code.partnership_id')
		.select(['partnership.slug as partnership_slug', 'meeting.slug'])
		.where('card_code.code', '=', code)
		.executeTakeFirst();
	return row && { partnershipSlug: row.partnership_slug, slug: row.slug };
}
