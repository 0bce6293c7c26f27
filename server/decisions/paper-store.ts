import type { AttestedBy } from '#domain/decisions/attesting.ts';
import type { PaperRecord, PaperTotals } from '#domain/decisions/paper-totals.ts';
import { sql } from 'kysely';
import type { Reading, Tx } from '../platform/tx.ts';

interface OfPoll {
	readonly partnershipId: string;
	readonly id: string;
}

export async function papersOut(tx: Reading, poll: OfPoll): Promise<Set<string>> {
	const rows = await tx.db
		.selectFrom('paper_out')
		.select('seat_id')
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.execute();
	return new Set(rows.map((row) => row.seat_id));
}

export async function putPaperOut(tx: Tx, poll: OfPoll, seatId: string): Promise<void> {
	await tx.db
		.insertInto('paper_out')
		.values({ partnership_id: poll.partnershipId, poll_id: poll.id, seat_id: seatId })
		.onConflict((oc) => oc.doNothing())
		.execute();
}

export async function takePaperBack(tx: Tx, poll: OfPoll, seatId: string): Promise<void> {
	await tx.db
		.deleteFrom('paper_out')
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.where('seat_id', '=', seatId)
		.execute();
}

/** What the tellers have counted so far, by person. */
export async function paperCounts(
	tx: Reading,
	poll: OfPoll,
): Promise<{ tellerId: string; totals: PaperTotals }[]> {
	const rows = await tx.db
		.selectFrom('paper_count')
		.select(['teller_person_id', 'totals'])
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.execute();
	return rows.map((row) => ({
		tellerId: row.teller_person_id,
		totals: row.totals as PaperTotals,
	}));
}

export async function putPaperCount(
	tx: Tx,
	poll: OfPoll,
	counted: { tellerId: string; totals: PaperTotals; at: Date },
): Promise<void> {
	const set = { totals: JSON.stringify(counted.totals), counted_at: counted.at };
	await tx.db
		.insertInto('paper_count')
		.values({
			partnership_id: poll.partnershipId,
			poll_id: poll.id,
			teller_person_id: counted.tellerId,
			...set,
		})
		.onConflict((oc) =>
			oc.columns(['partnership_id', 'poll_id', 'teller_person_id']).doUpdateSet(set),
		)
		.execute();
}

/** States the papers in the closing record of the vote. */
export async function statePapers(tx: Tx, poll: OfPoll, paper: PaperRecord): Promise<void> {
	await tx.db
		.updateTable('urn_record')
		.set({ paper: JSON.stringify(paper) })
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.execute();
}

/** Totals that were entered for two tellers in the room, and how far they stand for them. */
export interface PaperEntry {
	readonly totals: PaperTotals;
	readonly enteredById: string;
	readonly tellers: readonly {
		readonly personId: string;
		readonly name: string;
		readonly code: string;
		readonly hasAccount: boolean;
		readonly hasCard: boolean;
		readonly attestedBy: AttestedBy | null;
	}[];
}

export async function paperEntry(
	tx: Reading,
	poll: OfPoll & { readonly meetingId: string | null },
): Promise<PaperEntry | undefined> {
	const { rows } = await sql<{
		totals: PaperTotals;
		enteredById: string;
		personId: string;
		name: string;
		code: string;
		hasAccount: boolean;
		hasCard: boolean;
		attestedBy: AttestedBy | null;
	}>`
		select e.totals, e.entered_by_person_id as "enteredById", t.person_id as "personId", p.name, p.code,
			p.account_id is not null as "hasAccount", c.person_id is not null as "hasCard", t.attested_by as "attestedBy"
		from paper_entry e
		join paper_teller t on t.partnership_id = e.partnership_id and t.poll_id = e.poll_id
		join person p on p.partnership_id = t.partnership_id and p.id = t.person_id
		left join name_card c on c.partnership_id = t.partnership_id and c.meeting_id = ${poll.meetingId}
			and c.person_id = t.person_id
		where e.partnership_id = ${poll.partnershipId} and e.poll_id = ${poll.id}
		order by t.position`.execute(tx.db);
	const [first] = rows;
	return (
		first && {
			totals: first.totals,
			enteredById: first.enteredById,
			tellers: rows.map(({ totals: _, enteredById: __, ...teller }) => teller),
		}
	);
}

/** Enters totals for two tellers, in the place of any that were; nobody stands for them yet. */
export async function putPaperEntry(
	tx: Tx,
	poll: OfPoll,
	entry: { totals: PaperTotals; byPersonId: string; tellers: readonly [string, string] },
): Promise<void> {
	const of = { partnership_id: poll.partnershipId, poll_id: poll.id };
	await tx.db
		.deleteFrom('paper_entry')
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.execute();
	await tx.db
		.insertInto('paper_entry')
		.values({
			...of,
			totals: JSON.stringify(entry.totals),
			entered_by_person_id: entry.byPersonId,
			entered_at: tx.now,
		})
		.execute();
	await tx.db
		.insertInto('paper_teller')
		.values(entry.tellers.map((person_id, at) => ({ ...of, person_id, position: at + 1 })))
		.execute();
}

/** Notes that a teller stands for the totals, and how. */
export async function attestTeller(
	tx: Tx,
	poll: OfPoll,
	told: { personId: string; how: AttestedBy; byPersonId: string },
): Promise<void> {
	await tx.db
		.updateTable('paper_teller')
		.set({ attested_by: told.how, attested_at: tx.now, recorded_by_person_id: told.byPersonId })
		.where('partnership_id', '=', poll.partnershipId)
		.where('poll_id', '=', poll.id)
		.where('person_id', '=', told.personId)
		.execute();
}

/** People who have a seat of the body or a role on it today, or deputise for one. */
export async function peopleOfBody(
	tx: Reading,
	of: { readonly partnershipId: string; readonly bodyId: string },
): Promise<string[]> {
	const { rows } = await sql<{ person_id: string }>`
		select t.person_id from seat s
		cross join lateral (
			select person_id, starts_on, ends_on from seat_term
			where partnership_id = s.partnership_id and seat_id = s.id
			union all
			select person_id, starts_on, ends_on from deputy_term
			where partnership_id = s.partnership_id and seat_id = s.id) t
		where s.partnership_id = ${of.partnershipId} and s.body_id = ${of.bodyId}
			and current_date between t.starts_on and coalesce(t.ends_on, 'infinity')
		union
		select person_id from body_role
		where partnership_id = ${of.partnershipId} and body_id = ${of.bodyId}
			and current_date between starts_on and coalesce(ends_on, 'infinity')`.execute(tx.db);
	return rows.map((row) => row.person_id);
}

/** Votes whose papers were entered for the person as one of two tellers, and wait for their word. */
export async function papersToAttest(
	tx: Reading,
	of: { readonly partnershipId: string; readonly personId: string },
): Promise<string[]> {
	const { rows } = await sql<{ poll_id: string }>`
		select t.poll_id from paper_teller t
		join urn_record u on u.partnership_id = t.partnership_id and u.poll_id = t.poll_id
		where t.partnership_id = ${of.partnershipId} and t.person_id = ${of.personId}
			and t.attested_by is null and jsonb_typeof(u.paper -> 'totals') = 'null'`.execute(tx.db);
	return rows.map((row) => row.poll_id);
}
