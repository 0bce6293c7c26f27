import type { MotionAct, MotionState } from '#domain/decisions/motion.ts';
import type { DecisionEffect } from '#domain/decisions/poll.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { DecisionClass } from '#domain/partnerships/constitution.ts';
import type { Reading, Tx } from '../platform/tx.ts';

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
	readonly seconderPersonId: string | null;
	readonly compartmentId: string | null;
	readonly state: MotionState;
	/** Of its text; the first is 1. */
	readonly version: number;
	/** What settled it; null until something did. */
	readonly settledBy: 'consensus' | 'vote' | 'override' | null;
	/** ISO date. */
	readonly noticeGivenOn: string | null;
}

export async function insertMotion(
	tx: Tx,
	motion: Omit<Motion, 'state' | 'version' | 'settledBy' | 'seconderPersonId'> & {
		textHash: string;
		/** Organisations that it benefits. */
		beneficiaries: readonly string[];
	},
): Promise<void> {
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
	if (motion.beneficiaries.length > 0)
		await tx.db
			.insertInto('motion_beneficiary')
			.values(
				motion.beneficiaries.map((organisationId) => ({
					partnership_id: motion.partnershipId,
					motion_id: motion.id,
					organisation_id: organisationId,
				})),
			)
			.execute();
	await insertVersion(tx, motion, {
		version: 1,
		text: motion.text,
		textHash: motion.textHash,
		byPersonId: motion.moverPersonId,
		amendmentId: null,
	});
}

export interface MotionEvent {
	readonly act: MotionAct;
	readonly from: MotionState;
	readonly to: MotionState;
	readonly at: Date;
	readonly byPersonId: string;
	readonly version: number;
	readonly pollId: string | null;
	readonly reason: string | null;
}

/** Sets the motion's state and appends what happened to its events. */
export async function putMotionEvent(
	tx: Tx,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
	event: MotionEvent,
	set: { settledBy?: Motion['settledBy']; moverPersonId?: string; seconderPersonId?: string },
): Promise<void> {
	const { last } = await tx.db
		.selectFrom('motion_event')
		.select((eb) => eb.fn.max('seq').as('last'))
		.where('partnership_id', '=', motion.partnershipId)
		.where('motion_id', '=', motion.id)
		.executeTakeFirstOrThrow();
	await tx.db
		.insertInto('motion_event')
		.values({
			partnership_id: motion.partnershipId,
			motion_id: motion.id,
			seq: (last ?? 0) + 1,
			act: event.act,
			from_state: event.from,
			to_state: event.to,
			at: event.at,
			by_person_id: event.byPersonId,
			version: event.version,
			poll_id: event.pollId,
			reason: event.reason,
		})
		.execute();
	await tx.db
		.updateTable('motion')
		.set({
			state: event.to,
			...(set.settledBy === undefined ? {} : { settled_by: set.settledBy }),
			...(set.moverPersonId === undefined ? {} : { mover_person_id: set.moverPersonId }),
			...(set.seconderPersonId === undefined ? {} : { seconder_person_id: set.seconderPersonId }),
		})
		.where('partnership_id', '=', motion.partnershipId)
		.where('id', '=', motion.id)
		.execute();
}

export async function eventsOf(
	tx: Reading,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
): Promise<MotionEvent[]> {
	const rows = await tx.db
		.selectFrom('motion_event')
		.selectAll()
		.where('partnership_id', '=', motion.partnershipId)
		.where('motion_id', '=', motion.id)
		.orderBy('seq')
		.execute();
	return rows.map((row) => ({
		act: row.act as MotionAct,
		from: row.from_state as MotionState,
		to: row.to_state as MotionState,
		at: row.at,
		byPersonId: row.by_person_id,
		version: row.version,
		pollId: row.poll_id,
		reason: row.reason,
	}));
}

export interface NewVersion {
	readonly version: number;
	readonly text: Text;
	readonly textHash: string;
	readonly byPersonId: string | null;
	readonly amendmentId: string | null;
}

async function insertVersion(
	tx: Tx,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
	made: NewVersion,
): Promise<void> {
	await tx.db
		.insertInto('motion_version')
		.values({
			partnership_id: motion.partnershipId,
			motion_id: motion.id,
			version: made.version,
			text: JSON.stringify(made.text),
			text_hash: made.textHash,
			made_at: tx.now,
			made_by_person_id: made.byPersonId,
			amendment_id: made.amendmentId,
		})
		.execute();
}

/** Gives the motion its next text; the earlier ones stay. */
export async function putVersion(
	tx: Tx,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
	made: NewVersion,
): Promise<void> {
	await insertVersion(tx, motion, made);
	await tx.db
		.updateTable('motion')
		.set({ version: made.version, text: JSON.stringify(made.text) })
		.where('partnership_id', '=', motion.partnershipId)
		.where('id', '=', motion.id)
		.execute();
}

export async function versionsOf(
	tx: Reading,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
): Promise<{ version: number; text: Text; textHash: string; madeAt: Date }[]> {
	const rows = await tx.db
		.selectFrom('motion_version')
		.selectAll()
		.where('partnership_id', '=', motion.partnershipId)
		.where('motion_id', '=', motion.id)
		.orderBy('version')
		.execute();
	return rows.map((row) => ({
		version: row.version,
		text: row.text as Text,
		textHash: row.text_hash,
		madeAt: row.made_at,
	}));
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
	seconder_person_id: string | null;
	version: number;
	settled_by: string | null;
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
		seconderPersonId: row.seconder_person_id,
		version: row.version,
		settledBy: row.settled_by as Motion['settledBy'],
		compartmentId: row.compartment_id,
		state: row.state as MotionState,
		noticeGivenOn: row.notice_given_on,
	};
}

/** The organisations that a motion benefits. */
export async function beneficiariesOf(
	tx: Reading,
	motion: Pick<Motion, 'partnershipId' | 'id'>,
): Promise<string[]> {
	const rows = await tx.db
		.selectFrom('motion_beneficiary')
		.select('organisation_id')
		.where('partnership_id', '=', motion.partnershipId)
		.where('motion_id', '=', motion.id)
		.execute();
	return rows.map((row) => row.organisation_id);
}
