import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import {
	askedFrom,
	questionAdmits,
	type Asked,
	type TypedQuestion,
} from '#domain/decisions/question.ts';
import { entering, known } from '../meetings/entering.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { queueJob } from '../platform/jobs.ts';
import { command, type Services, type Tx } from '../platform/tx.ts';
import { maySee } from './access.ts';
import { isToBeSecret, lockedQuestion, tellOf } from './question-access.ts';
import { deleteQuestion, insertQuestion, updateQuestion, type Question } from './question-store.ts';

export const openAtItsTime = 'decisions.open_question';

/**
 * Prepares a question under an item of the meeting: a draft, which only those who run votes see. Refuses a meeting that is
 * over, an item that has been taken, and a question nobody could answer (`askedFrom`).
 */
export async function prepareQuestion(
	services: Services,
	actor: Actor,
	input: {
		meetingId: string;
		itemId: string;
		typed: TypedQuestion;
		secret?: boolean;
		/** Papers are given out beside the urn. */
		paper?: boolean;
	},
	key?: string,
): Promise<{ questionId: string }> {
	const asked = askedFrom(input.typed);
	const secret = secretFrom(services, input.secret);
	if (secret && asked.method === 'consent')
		throw new Refusal('decisions.consent_named', {}, 'secret');
	return command(
		services,
		actor,
		'decisions.prepare_question',
		input.meetingId,
		async (tx) => {
			const { meeting } = await entering(tx, actor, input.meetingId, 'decisions.run_poll');
			if (meeting.status === 'ended') throw new Refusal('decisions.meeting_over');
			if (input.itemId === '') throw new Refusal('decisions.choose_item', {}, 'itemId');
			const item = (await itemsOf(tx, actor.partnershipId, meeting.id)).find(
				({ id }) => id === known(input.itemId),
			);
			if (!item || !(await maySee(tx, actor, item))) throw notFound();
			if (item.state === 'done') throw new Refusal('decisions.item_taken', {}, 'itemId');
			return {
				questionId: await put(tx, actor, {
					kind: 'question',
					meeting,
					itemId: item.id,
					compartmentId: item.compartmentId,
					asked,
					secret,
					paper: await paperFrom(tx, meeting, { secret, asked, paper: input.paper }),
				}),
			};
		},
		key,
	);
}

/** Stores a draft of a meeting for somebody who may; the meeting is locked by the caller. */
export async function put(
	tx: Tx,
	actor: Actor,
	of: {
		kind: 'question' | 'practice';
		meeting: { id: string; bodyId: string };
		itemId: string | null;
		compartmentId: string | null;
		asked: Asked;
		secret?: boolean;
		paper?: boolean;
	},
): Promise<string> {
	const id = tx.uuid();
	await insertQuestion(tx, {
		partnershipId: actor.partnershipId,
		id,
		kind: of.kind,
		bodyId: of.meeting.bodyId,
		meetingId: of.meeting.id,
		itemId: of.itemId,
		compartmentId: of.compartmentId,
		asked: of.asked,
		secret: of.secret ?? false,
		paper: of.paper ?? false,
		preparedByPersonId: actor.personId,
	});
	return id;
}

/** Changes what a question asks before it opens. Refuses one that has been opened (`decisions.question_opened`). */
export async function changeQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string; typed: TypedQuestion; secret?: boolean; paper?: boolean },
): Promise<void> {
	const asked = askedFrom(input.typed);
	const secret = secretFrom(services, input.secret);
	if (secret && asked.method === 'consent')
		throw new Refusal('decisions.consent_named', {}, 'secret');
	await command(services, actor, 'decisions.change_question', input.questionId, async (tx) => {
		const question = await draftFor(tx, actor, input.questionId, 'edit');
		const paper = await paperFrom(tx, question, { secret, asked, paper: input.paper });
		await updateQuestion(tx, question, { asked: JSON.stringify(asked), secret, paper });
	});
}

/** Takes back a question before it opens; nothing of it stays but the log. Refuses one that has been opened. */
export async function removeQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string },
): Promise<void> {
	await command(services, actor, 'decisions.remove_question', input.questionId, async (tx) => {
		const question = await draftFor(tx, actor, input.questionId, 'remove');
		await deleteQuestion(tx, question);
		await tellOf(tx, question, 'removed');
	});
}

/**
 * Sets the time at which the question opens by itself, by the database's clock, or takes it away (null). Refuses a time that
 * has gone by. What keeps it from opening then (no quorum, its item not open) is noted, and it waits as a draft.
 */
export async function scheduleQuestion(
	services: Services,
	actor: Actor,
	input: { questionId: string; opensAt: Date | null },
): Promise<void> {
	await command(services, actor, 'decisions.schedule_question', input.questionId, async (tx) => {
		const question = await draftFor(tx, actor, input.questionId, 'schedule');
		const { opensAt } = input;
		if (opensAt && !(opensAt.getTime() > tx.now.getTime()))
			throw new Refusal('decisions.time_gone', {}, 'opensAt');
		const changed = await updateQuestion(tx, question, {
			state: opensAt ? 'scheduled' : 'draft',
			opens_at: opensAt,
			not_opened: null,
		});
		if (opensAt) await queueScheduled(tx, question.id, opensAt);
		await tellOf(tx, changed, changed.state);
	});
}

/** Sees to it that a scheduled question is looked at when its time comes. */
export async function queueScheduled(tx: Tx, questionId: string, opensAt: Date): Promise<void> {
	await queueJob(tx, {
		kind: openAtItsTime,
		payload: { questionId },
		dueAt: opensAt,
		uniqueKey: `${openAtItsTime} ${questionId} ${opensAt.toISOString()}`,
	});
}

/** Whether a form asks for a secret vote. Refuses it (`decisions.urn_missing`) on a server with no place for keys. */
function secretFrom({ config }: Services, wanted: boolean | undefined): boolean {
	if (wanted && config.urnDir === undefined)
		throw new Refusal('decisions.urn_missing', {}, 'secret');
	return wanted ?? false;
}

/**
 * Whether papers are given out. Refuses them where there is no urn for them to stand beside (`decisions.paper_secret`), and in a
 * consent round (`decisions.paper_consent`).
 */
async function paperFrom(
	tx: Tx,
	of: { partnershipId: string; bodyId: string },
	{ secret, asked, paper }: { secret: boolean; asked: Asked; paper: boolean | undefined },
): Promise<boolean> {
	if (!paper) return false;
	if (asked.method === 'consent') throw new Refusal('decisions.paper_consent', {}, 'paper');
	const secretly = secret || (await isToBeSecret(tx, { ...of, kind: 'question', secret }));
	if (!secretly) throw new Refusal('decisions.paper_secret', {}, 'paper');
	return true;
}

async function draftFor(
	tx: Tx,
	actor: Actor,
	questionId: string,
	act: 'edit' | 'remove' | 'schedule',
): Promise<Question> {
	const { question } = await lockedQuestion(tx, actor, questionId, 'decisions.run_poll', 'alone');
	if (!questionAdmits(question.state, act)) throw new Refusal('decisions.question_opened');
	return question;
}
