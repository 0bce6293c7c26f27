import {
	questionAdmits,
	type Asked,
	type QuestionAct,
	type QuestionKind,
	type QuestionManifest,
	type QuestionState,
} from '#domain/decisions/question.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import type { QuestionResult } from '#domain/decisions/count-question.ts';
import type { Quorum } from '#domain/meetings/quorum.ts';
import type { Reading, Tx } from '../platform/tx.ts';
import type { DB } from '../platform/schema.ts';
import { sql, type Selectable, type Updateable } from 'kysely';

/** A question as its row holds it. */
export interface Question {
	readonly partnershipId: string;
	readonly id: string;
	readonly kind: QuestionKind;
	readonly bodyId: string;
	/** Null for one that is asked outside a meeting. */
	readonly meetingId: string | null;
	readonly itemId: string | null;
	readonly compartmentId: string | null;
	readonly state: QuestionState;
	readonly asked: Asked;
	readonly opensAt: Date | null;
	/** Ballots are refused from then on; null where somebody closes it by hand. */
	readonly closesAt: Date | null;
	/** The code of the refusal that kept it from opening at its time. */
	readonly notOpened: string | null;
	/** Whether its ballots go through a sealed urn. */
	readonly secret: boolean;
	/** Of a secret one: papers are given out beside its urn. */
	readonly paper: boolean;
	/** The name of the urn's key, from its opening on; null for a recorded one. */
	readonly urnKey: string | null;
	/** From its opening on. */
	readonly manifest: QuestionManifest | null;
	readonly manifestHash: string | null;
	readonly openedAt: Date | null;
	readonly openedByPersonId: string | null;
	readonly preparedByPersonId: string;
	readonly pausedAt: Date | null;
	readonly pausedBy: 'chair' | 'quorum' | null;
	readonly closedAt: Date | null;
	readonly shownAt: Date | null;
	readonly quorumClosed: Quorum | null;
	readonly standsBecause: string | null;
	/** Null until it is closed; for the server's eyes only until it is shown. */
	readonly result: QuestionResult | null;
	readonly voided: string | null;
}

/** What of a question casting needs: not its roll. */
export type QuestionHead = Omit<Question, 'manifest' | 'result'>;

export async function insertQuestion(
	tx: Tx,
	question: Pick<
		Question,
		| 'partnershipId'
		| 'id'
		| 'kind'
		| 'bodyId'
		| 'meetingId'
		| 'itemId'
		| 'compartmentId'
		| 'asked'
		| 'secret'
		| 'paper'
		| 'preparedByPersonId'
	>,
): Promise<void> {
	await tx.db
		.insertInto('question')
		.values({
			partnership_id: question.partnershipId,
			id: question.id,
			kind: question.kind,
			body_id: question.bodyId,
			meeting_id: question.meetingId,
			item_id: question.itemId,
			compartment_id: question.compartmentId,
			state: 'draft',
			asked: JSON.stringify(question.asked),
			secret: question.secret,
			paper: question.paper,
			prepared_by_person_id: question.preparedByPersonId,
			prepared_at: tx.now,
		})
		.execute();
}

/** Changes the row, and answers what it is then. */
export async function updateQuestion(
	tx: Tx,
	question: Pick<Question, 'partnershipId' | 'id'>,
	set: Updateable<DB['question']>,
): Promise<Question> {
	const row = await tx.db
		.updateTable('question')
		.set(set)
		.where('partnership_id', '=', question.partnershipId)
		.where('id', '=', question.id)
		.returningAll()
		.executeTakeFirstOrThrow();
	return questionFrom(row);
}

/** Puts off, by so many milliseconds, the questions of a meeting that open at a time; with when they open now. */
export async function moveScheduled(
	tx: Tx,
	of: { readonly partnershipId: string; readonly meetingId: string },
	laterBy: number,
): Promise<{ questionId: string; opensAt: Date }[]> {
	const { rows } = await sql<{ id: string; opens_at: Date }>`
		update question set opens_at = opens_at + ${laterBy} * interval '1 millisecond'
		where partnership_id = ${of.partnershipId} and meeting_id = ${of.meetingId} and state = 'scheduled'
		returning id, opens_at`.execute(tx.db);
	return rows.map((row) => ({ questionId: row.id, opensAt: row.opens_at }));
}

/** Notes that somebody asked for more time; false when it is noted already or the question is not open. */
export async function questionTimeAsked(
	tx: Tx,
	question: Pick<Question, 'partnershipId' | 'id'>,
): Promise<boolean> {
	const changed = await tx.db
		.updateTable('question')
		.set({ time_asked_at: tx.now })
		.where('partnership_id', '=', question.partnershipId)
		.where('id', '=', question.id)
		.where('state', '=', 'open')
		.where('time_asked_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	return changed !== undefined;
}

export async function deleteQuestion(
	tx: Tx,
	question: Pick<Question, 'partnershipId' | 'id'>,
): Promise<void> {
	await tx.db
		.deleteFrom('question')
		.where('partnership_id', '=', question.partnershipId)
		.where('id', '=', question.id)
		.execute();
}

export async function questionById(
	tx: Reading,
	partnershipId: string,
	id: string,
): Promise<Question | undefined> {
	const row = await tx.db
		.selectFrom('question')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('id', '=', id)
		.executeTakeFirst();
	return row && questionFrom(row);
}

/** A question of whichever partnership: for the job that opens it. */
export async function questionAnywhere(tx: Reading, id: string): Promise<Question | undefined> {
	const row = await tx.db
		.selectFrom('question')
		.selectAll()
		.where('id', '=', id)
		.executeTakeFirst();
	return row && questionFrom(row);
}

/** The secret questions of all partnerships that are open. */
export async function openSecretQuestions(tx: Reading): Promise<string[]> {
	const rows = await tx.db
		.selectFrom('question')
		.select('id')
		.where('urn_key', 'is not', null)
		.where('state', 'in', ['open', 'paused'])
		.execute();
	return rows.map(({ id }) => id);
}

/** Who opened the question, as they act; undefined where they have no account any more. */
export async function questionOpenerOf(
	tx: Reading,
	question: Pick<Question, 'partnershipId' | 'id'>,
): Promise<Actor | undefined> {
	const row = await tx.db
		.selectFrom('question')
		.innerJoin('person', (join) =>
			join
				.onRef('person.partnership_id', '=', 'question.partnership_id')
				.onRef('person.id', '=', 'question.opened_by_person_id'),
		)
		.select(['person.id', 'person.account_id'])
		.where('question.partnership_id', '=', question.partnershipId)
		.where('question.id', '=', question.id)
		.executeTakeFirst();
	return row?.account_id
		? { partnershipId: question.partnershipId, personId: row.id, accountId: row.account_id }
		: undefined;
}

/** The questions of a meeting, in the order in which they were prepared; void ones too. */
export async function questionsOfMeeting(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<Question[]> {
	const rows = await tx.db
		.selectFrom('question')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.orderBy('prepared_at')
		.orderBy('id')
		.execute();
	return rows.map(questionFrom);
}

/** The question of the meeting that votes are cast in, or that is paused. */
export async function openQuestionOfMeeting(
	tx: Reading,
	partnershipId: string,
	meetingId: string,
): Promise<Question | undefined> {
	const row = await tx.db
		.selectFrom('question')
		.selectAll()
		.where('partnership_id', '=', partnershipId)
		.where('meeting_id', '=', meetingId)
		.where('state', 'in', ['open', 'paused'])
		.executeTakeFirst();
	return row && questionFrom(row);
}

/** Whether the act is admitted: `scheduled` whose time has come counts as open to opening only. */
export const admitsAct = (question: Pick<Question, 'state'>, act: QuestionAct): boolean =>
	questionAdmits(question.state, act);

function questionFrom(row: Selectable<DB['question']>): Question {
	return {
		partnershipId: row.partnership_id,
		id: row.id,
		kind: row.kind as QuestionKind,
		bodyId: row.body_id,
		meetingId: row.meeting_id,
		itemId: row.item_id,
		compartmentId: row.compartment_id,
		state: row.state as QuestionState,
		asked: row.asked as Asked,
		opensAt: row.opens_at,
		closesAt: row.closes_at,
		notOpened: row.not_opened,
		secret: row.secret,
		paper: row.paper,
		urnKey: row.urn_key,
		manifest: row.manifest as QuestionManifest | null,
		manifestHash: row.manifest_hash,
		openedAt: row.opened_at,
		openedByPersonId: row.opened_by_person_id,
		preparedByPersonId: row.prepared_by_person_id,
		pausedAt: row.paused_at,
		pausedBy: row.paused_by as Question['pausedBy'],
		closedAt: row.closed_at,
		shownAt: row.shown_at,
		quorumClosed: row.quorum_closed as Quorum | null,
		standsBecause: row.stands_because,
		result: row.result as QuestionResult | null,
		voided: row.voided_at === null ? null : (row.void_reason ?? ''),
	};
}
