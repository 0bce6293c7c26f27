import type { PaperRecord, PaperTotals } from '#domain/decisions/paper-totals.ts';
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
