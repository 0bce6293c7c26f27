import { sql } from 'kysely';
import type { Reading, Tx } from '../platform/tx.ts';

/** A vote on a motion that is prepared and has not opened. */
export interface PollPlan {
	readonly motionId: string;
	readonly opensAt: Date | null;
	/** It opens when the motion's item is taken. */
	readonly withItem: boolean;
	/** The code of the refusal that kept it from opening by itself. */
	readonly notOpened: string | null;
}

interface OfMotion {
	readonly partnershipId: string;
	readonly id: string;
}

export async function putPlan(
	tx: Tx,
	motion: OfMotion & { readonly meetingId: string },
	plan: { opensAt: Date | null; withItem: boolean; byPersonId: string },
): Promise<void> {
	const set = {
		opens_at: plan.opensAt,
		with_item: plan.withItem,
		not_opened: null,
		prepared_at: tx.now,
		prepared_by_person_id: plan.byPersonId,
	};
	await tx.db
		.insertInto('poll_plan')
		.values({
			partnership_id: motion.partnershipId,
			motion_id: motion.id,
			meeting_id: motion.meetingId,
			...set,
		})
		.onConflict((oc) => oc.columns(['partnership_id', 'motion_id']).doUpdateSet(set))
		.execute();
}

export async function deletePlan(tx: Tx, motion: OfMotion): Promise<void> {
	await tx.db
		.deleteFrom('poll_plan')
		.where('partnership_id', '=', motion.partnershipId)
		.where('motion_id', '=', motion.id)
		.execute();
}

/** Notes what kept it from opening by itself: it waits to be opened by hand. */
export async function notOpened(tx: Tx, motion: OfMotion, code: string): Promise<void> {
	await tx.db
		.updateTable('poll_plan')
		.set({ opens_at: null, with_item: false, not_opened: code })
		.where('partnership_id', '=', motion.partnershipId)
		.where('motion_id', '=', motion.id)
		.execute();
}

/** Puts off, by so many milliseconds, the votes of a meeting that open at a time; with when they open now. */
export async function movePlans(
	tx: Tx,
	of: { readonly partnershipId: string; readonly meetingId: string },
	laterBy: number,
): Promise<{ motionId: string; opensAt: Date }[]> {
	const { rows } = await sql<{ motion_id: string; opens_at: Date }>`
		update poll_plan set opens_at = opens_at + ${laterBy} * interval '1 millisecond'
		where partnership_id = ${of.partnershipId} and meeting_id = ${of.meetingId} and opens_at is not null
		returning motion_id, opens_at`.execute(tx.db);
	return rows.map((row) => ({ motionId: row.motion_id, opensAt: row.opens_at }));
}

export async function plansOfMeeting(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<PollPlan[]> {
	const rows = await tx.db
		.selectFrom('poll_plan')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.execute();
	return rows.map((row) => ({
		motionId: row.motion_id,
		opensAt: row.opens_at,
		withItem: row.with_item,
		notOpened: row.not_opened,
	}));
}

/** A plan whose time has come by the database's clock, or that opens with its item; with who prepared it, as they act. */
export async function planDue(
	tx: Reading,
	motion: OfMotion,
	by: 'time' | 'item',
): Promise<
	{ meetingId: string; itemId: string; personId: string; accountId: string | null } | undefined
> {
	const { rows } = await sql<{
		meeting_id: string;
		item_id: string;
		person_id: string;
		account_id: string | null;
	}>`
		select x.meeting_id, m.item_id, p.id as person_id, p.account_id from poll_plan x
		join motion m on m.partnership_id = x.partnership_id and m.id = x.motion_id
		join person p on p.partnership_id = x.partnership_id and p.id = x.prepared_by_person_id
		where x.partnership_id = ${motion.partnershipId} and x.motion_id = ${motion.id}
			and ${by === 'time' ? sql`x.opens_at <= clock_timestamp()` : sql`x.with_item`}`.execute(tx.db);
	const [row] = rows;
	return (
		row && {
			meetingId: row.meeting_id,
			itemId: row.item_id,
			personId: row.person_id,
			accountId: row.account_id,
		}
	);
}

/** The motions of an item whose votes open with it, in the order of the motions. */
export async function plannedWithItem(
	tx: Reading,
	partnershipId: string,
	itemId: string,
): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`
		select m.id from poll_plan x
		join motion m on m.partnership_id = x.partnership_id and m.id = x.motion_id
		where x.partnership_id = ${partnershipId} and m.item_id = ${itemId} and x.with_item
		order by m.code`.execute(tx.db);
	return rows.map(({ id }) => id);
}
