import type { DecisionEffect } from '#domain/decisions/poll.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { DecisionClass } from '#domain/partnerships/constitution.ts';
import type { Reading, Tx } from '../platform/tx.ts';

export type MotionState = 'notice' | 'polled' | 'carried' | 'not_carried' | 'withdrawn';

export interface Motion {
	readonly partnershipId: string;
	readonly id: string;
	readonly meetingId: string;
	readonly itemId: string;
	readonly code: string;
	readonly title: Text;
	readonly text: Text;
	readonly decisionClass: DecisionClass;
	readonly effect: DecisionEffect;
	readonly moverPersonId: string | null;
	readonly compartmentId: string | null;
	readonly state: MotionState;
	/** ISO date. */
	readonly noticeGivenOn: string | null;
}

export async function insertMotion(tx: Tx, motion: Omit<Motion, 'state'>): Promise<void> {
	await tx.db
		.insertInto('motion')
		.values({
			partnership_id: motion.partnershipId,
			id: motion.id,
			meeting_id: motion.meetingId,
			item_id: motion.itemId,
			code: motion.code,
			title: JSON.stringify(motion.title),
			text: JSON.stringify(motion.text),
			decision_class: motion.decisionClass,
			effect: motion.effect,
			mover_person_id: motion.moverPersonId,
			compartment_id: motion.compartmentId,
			state: 'notice',
			notice_given_on: motion.noticeGivenOn,
		})
		.execute();
}

export async function setMotionState(
	tx: Tx,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
	state: MotionState,
): Promise<void> {
	await tx.db
		.updateTable('motion')
		.set({ state })
		.where('partnership_id', '=', motion.partnershipId)
		.where('id', '=', motion.id)
		.execute();
}

export async function motionById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Motion | undefined> {
	const row = await tx.db
		.selectFrom('motion')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.executeTakeFirst();
	return row && motionFrom(row);
}

export async function motionsOfMeeting(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<Motion[]> {
	const rows = await tx.db
		.selectFrom('motion')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.orderBy('code')
		.execute();
	return rows.map(motionFrom);
}

function motionFrom(row: {
	partnership_id: string;
	id: string;
	meeting_id: string;
	item_id: string;
	code: string;
	title: unknown;
	text: unknown;
	decision_class: string;
	effect: string;
	mover_person_id: string | null;
	compartment_id: string | null;
	state: string;
	notice_given_on: string | null;
}): Motion {
	return {
		partnershipId: row.partnership_id,
		id: row.id,
		meetingId: row.meeting_id,
		itemId: row.item_id,
		code: row.code,
		title: row.title as Text,
		text: row.text as Text,
		decisionClass: row.decision_class as DecisionClass,
		effect: row.effect as DecisionEffect,
		moverPersonId: row.mover_person_id,
		compartmentId: row.compartment_id,
		state: row.state as MotionState,
		noticeGivenOn: row.notice_given_on,
	};
}
