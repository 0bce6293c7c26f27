// Over 400 lines: one table of what a question may be and what is refused, read against one board.
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Field } from '#domain/decisions/answer.ts';
import type { TypedQuestion } from '#domain/decisions/question.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { closePoll, openPoll, showResult } from '#server/decisions/commands.ts';
import { openWhenDue } from '#server/decisions/open-question.ts';
import {
	castAnswer,
	changeQuestion,
	closeQuestion,
	openPractice,
	openQuestion,
	pauseQuestion,
	prepareQuestion,
	recordAnswer,
	removeQuestion,
	resumeQuestion,
	scheduleQuestion,
	showQuestion,
	voidQuestion,
} from '#server/decisions/question-commands.ts';
import { questionById, type Question } from '#server/decisions/question-store.ts';
import { recordArrival, recordDeparture } from '#server/meetings/attendance-commands.ts';
import { declareInterest } from '#server/meetings/declarations.ts';
import { closeItem, endMeeting, openItem } from '#server/meetings/commands.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());
beforeEach(() => openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(8) }));

const refused = (code: string) => expect.objectContaining({ code }) as unknown;
const typed = (more: Partial<TypedQuestion> = {}): TypedQuestion => ({
	title: { en: 'Where shall the hub be?' },
	text: {},
	options: { en: 'Library\nChurch hall\nCollege', cy: 'Llyfrgell\nNeuadd\nColeg' },
	method: 'one',
	seats: '',
	min: '',
	max: '',
	highest: '',
	dots: '',
	...more,
});
const prepare = async (more: Partial<TypedQuestion> = {}, code = 'p01', number = 8) =>
	(
		await prepareQuestion(h.app, h.actor(code), {
			meetingId: h.meetingId,
			itemId: h.item(number),
			typed: typed(more),
		})
	).questionId;
const chair = () => h.actor('p01');
const open = (questionId: string, code = 'p01') =>
	openQuestion(h.app, h.actor(code), { questionId });
const opened = async (more: Partial<TypedQuestion> = {}) => {
	const questionId = await prepare(more);
	await open(questionId);
	return questionId;
};
const cast = (questionId: string, code: string, fields: readonly Field[], key?: string) =>
	castAnswer(h.app, h.actor(code), { questionId, seatId: h.seat(code), fields }, key);
const option = (id: string): Field[] => [['option', id]];
const found = async (questionId: string): Promise<Question> => {
	const question = await reading(h.app, (tx) => questionById(tx, h.partnershipId, questionId));
	if (!question) throw new Error('no question');
	return question;
};
const arrive = (code: string) =>
	recordArrival(h.app, h.actor('p21'), {
		meetingId: h.meetingId,
		personId: h.actor(code).personId,
		mode: 'in_person',
	});
const leave = (code: string) =>
	recordDeparture(h.app, h.actor('p21'), {
		meetingId: h.meetingId,
		personId: h.actor(code).personId,
	});

/** Nothing that a test left open is in the way of the next. */
afterEach(async () => {
	const rows = await h.app.db
		.selectFrom('question')
		.select('id')
		.where('state', 'in', ['open', 'paused', 'closed'])
		.execute();
	for (const { id } of rows)
		await voidQuestion(h.app, chair(), { questionId: id, reason: 'The test is over.' });
});

test('a ranked question from draft to result: frozen, hashed, hidden until shown, with its stages', async () => {
	const questionId = await prepare({ method: 'irv' }, 'p21');
	await changeQuestion(h.app, chair(), { questionId, typed: typed({ method: 'irv', seats: '' }) });
	await open(questionId);
	const { manifest, manifestHash } = await found(questionId);
	expect(manifest).toMatchObject({
		form: 'moothall-question/1',
		asked: { method: 'irv', seats: 1, options: [{ id: 'o1' }, { id: 'o2' }, { id: 'o3' }] },
		rule: { tie: 'casting_vote_of_chair' },
	});
	expect(manifest?.roll.filter(({ present }) => present)).toHaveLength(15);
	expect(
		createHash('sha256')
			.update(canonical(manifest as unknown as Json))
			.digest('hex'),
	).toBe(manifestHash);
	for (const [at, code] of voters.entries())
		await cast(questionId, code, [
			['rank-o1', at < 6 ? '1' : ''],
			['rank-o2', at < 6 ? '2' : at < 11 ? '1' : '2'],
			['rank-o3', at < 11 ? '' : '1'],
		]);
	await closeQuestion(h.app, chair(), { questionId });
	expect(await found(questionId)).toMatchObject({ state: 'closed' });
	await showQuestion(h.app, chair(), { questionId });
	const { result, state } = await found(questionId);
	expect(state).toBe('shown');
	// Third out, and its four go over.
	expect(result).toMatchObject({
		chosen: ['o2'],
		ballots: 15,
		count: { stages: [{ votes: { o1: '6.00000' } }, { excluded: ['o3'], elected: ['o2'] }] },
	});
	// Twice is once.
	await showQuestion(h.app, chair(), { questionId });
	await closeQuestion(h.app, chair(), { questionId });
	await expect(voidQuestion(h.app, chair(), { questionId, reason: 'x' })).rejects.toThrow(
		refused('decisions.result_shown'),
	);
});

describe('a ballot', () => {
	test('is changed until the close, keeps its reference, and every one of them', async () => {
		const questionId = await opened();
		const first = await cast(questionId, 'p02', option('o1'));
		expect(first).toMatchObject({ answer: { marks: { o1: 1 } }, revision: 1 });
		const second = await cast(questionId, 'p02', option('o2'));
		expect(second).toMatchObject({ revision: 2, reference: first.reference });
		expect(await cast(questionId, 'p02', option('o2'))).toEqual(second);
		// The clerk's takes its place, and both are kept.
		const third = await recordAnswer(h.app, h.actor('p21'), {
			questionId,
			seatId: h.seat('p02'),
			fields: option('abstain'),
			channel: 'telephone',
		});
		expect(third).toMatchObject({ revision: 3, answer: { marks: {} } });
		const kept = await h.app.db
			.selectFrom('question_ballot_revision')
			.select('channel')
			.where('question_id', '=', questionId)
			.orderBy('revision')
			.execute();
		expect(kept.map(({ channel }) => channel)).toEqual(['own_device', 'own_device', 'telephone']);
		await closeQuestion(h.app, chair(), { questionId });
		await expect(cast(questionId, 'p02', option('o3'))).rejects.toThrow(
			refused('decisions.poll_closed'),
		);
		expect((await found(questionId)).result).toMatchObject({ ballots: 1, abstained: 1 });
	});
	test('sent twice with its key is one; sent again after a change it is not called recorded', async () => {
		const questionId = await opened();
		const key = randomUUID();
		const [one, two] = await Promise.all([
			cast(questionId, 'p04', option('o1'), key),
			cast(questionId, 'p04', option('o1'), key),
		]);
		expect(one).toEqual(two);
		await cast(questionId, 'p04', option('o3'));
		await expect(cast(questionId, 'p04', option('o1'), key)).rejects.toThrow(
			refused('decisions.answer_changed_since'),
		);
	});
	test.each<[string, string, Field[], string]>([
		['of an option there is not', 'p02', option('o7'), 'decisions.unknown_option'],
		['that says nothing', 'p02', [], 'decisions.choose_option'],
		['of the clerk, who has no vote', 'p21', option('o1'), 'kernel.not_allowed'],
		['beside the deputy who is here', 'p03', option('o1'), 'decisions.principal_beside_deputy'],
	])('%s is refused', async (_, code, fields, refusal) => {
		const questionId = await opened();
		const seatId = h.seat(code === 'p21' ? 'p02' : code);
		await expect(castAnswer(h.app, h.actor(code), { questionId, seatId, fields })).rejects.toThrow(
			refused(refusal),
		);
	});
	test('for another seat, before opening, and of nowhere are refused', async () => {
		const draft = await prepare();
		await expect(cast(draft, 'p02', option('o1'))).rejects.toThrow(
			refused('decisions.question_not_open'),
		);
		await open(draft);
		const forP04 = { questionId: draft, seatId: h.seat('p04'), fields: option('o1') };
		await expect(castAnswer(h.app, h.actor('p02'), forP04)).rejects.toThrow(
			refused('decisions.not_your_seat'),
		);
		for (const questionId of [randomUUID(), 'no-id'])
			await expect(castAnswer(h.app, h.actor('p02'), { ...forP04, questionId })).rejects.toThrow(
				refused('kernel.not_found'),
			);
		for (const seatId of [randomUUID(), 'no-id'])
			await expect(castAnswer(h.app, h.actor('p02'), { ...forP04, seatId })).rejects.toThrow(
				refused('kernel.not_found'),
			);
		const stranger = { ...h.actor('p02'), partnershipId: randomUUID() };
		await expect(castAnswer(h.app, stranger, forP04)).rejects.toThrow(refused('kernel.not_found'));
		const entered = { ...forP04, seatId: h.seat('p11'), channel: 'own_device' };
		await expect(recordAnswer(h.app, h.actor('p21'), entered)).rejects.toThrow(
			refused('decisions.unknown_channel'),
		);
	});
});

describe('opening', () => {
	test('is refused beside another vote, and while its result waits to be shown', async () => {
		const motionId = await h.fresh();
		const { pollId } = await openPoll(h.app, chair(), { meetingId: h.meetingId, motionId });
		const questionId = await prepare();
		await expect(open(questionId)).rejects.toThrow(refused('decisions.poll_already_open'));
		await closePoll(h.app, chair(), { pollId });
		await expect(open(questionId)).rejects.toThrow(refused('decisions.result_waits'));
		await showResult(h.app, chair(), { pollId, castingVote: 'against' });
		await open(questionId);
		await open(questionId);
		const next = await h.fresh();
		const again = () => openPoll(h.app, chair(), { meetingId: h.meetingId, motionId: next });
		await expect(again()).rejects.toThrow(refused('decisions.poll_already_open'));
		await expect(open(await prepare())).rejects.toThrow(refused('decisions.poll_already_open'));
		await closeQuestion(h.app, chair(), { questionId });
		await expect(again()).rejects.toThrow(refused('decisions.result_waits'));
	});
	test('is for those who run votes, with its item open; what is open is not changed', async () => {
		await expect(prepare({}, 'p02')).rejects.toThrow(refused('kernel.not_allowed'));
		const elsewhere = await prepare({}, 'p01', 9);
		await expect(open(elsewhere)).rejects.toThrow(refused('decisions.item_not_open'));
		await removeQuestion(h.app, chair(), { questionId: elsewhere });
		await expect(open(elsewhere)).rejects.toThrow(refused('kernel.not_found'));
		const questionId = await opened();
		await expect(open(questionId, 'p02')).rejects.toThrow(refused('kernel.not_allowed'));
		await expect(changeQuestion(h.app, chair(), { questionId, typed: typed() })).rejects.toThrow(
			refused('decisions.question_opened'),
		);
		await expect(removeQuestion(h.app, chair(), { questionId })).rejects.toThrow(
			refused('decisions.question_opened'),
		);
		await expect(
			closeItem(h.app, chair(), { meetingId: h.meetingId, itemId: h.item(8) }),
		).rejects.toThrow(refused('decisions.poll_open'));
		await expect(endMeeting(h.app, chair(), { meetingId: h.meetingId })).rejects.toThrow(
			refused('decisions.poll_open'),
		);
	});
	test('leaves out who declared an interest in the item', async () => {
		await openItem(h.app, chair(), { meetingId: h.meetingId, itemId: h.item(9) });
		const questionId = await prepare({}, 'p01', 9);
		await declareInterest(h.app, h.actor('p04'), {
			meetingId: h.meetingId,
			itemId: h.item(9),
			kind: 'financial',
			effect: 'remain_and_speak',
			nature: 'I sell it.',
		});
		await open(questionId);
		expect((await found(questionId)).manifest?.recused).toMatchObject([{ person: 'p04' }]);
		await expect(cast(questionId, 'p04', option('o1'))).rejects.toThrow(
			refused('decisions.recused'),
		);
	});
});

test('it opens by itself at its time, by the clock of the database, whoever comes first', async () => {
	const questionId = await prepare();
	const later = (ms: number) => new Date(Date.now() + ms);
	await expect(
		scheduleQuestion(h.app, chair(), { questionId, opensAt: later(-60_000) }),
	).rejects.toThrow(refused('decisions.time_gone'));
	await scheduleQuestion(h.app, chair(), { questionId, opensAt: later(3_600_000) });
	await openWhenDue(h.app, questionId);
	expect((await found(questionId)).state).toBe('scheduled');
	await expect(cast(questionId, 'p02', option('o1'))).rejects.toThrow(
		refused('decisions.question_not_open'),
	);
	const now = async () =>
		h.app.db
			.updateTable('question')
			.set({ opens_at: later(-1_000) })
			.where('id', '=', questionId)
			.execute();
	await now();
	// No job has run: the voter's own act finds it open.
	expect(await cast(questionId, 'p02', option('o1'))).toMatchObject({ revision: 1 });
	expect((await found(questionId)).state).toBe('open');
});

test('what keeps it from opening at its time is noted, and it waits', async () => {
	const questionId = await prepare({}, 'p01', 10);
	await scheduleQuestion(h.app, chair(), { questionId, opensAt: new Date(Date.now() + 60_000) });
	await h.app.db
		.updateTable('question')
		.set({ opens_at: new Date(Date.now() - 1_000) })
		.where('id', '=', questionId)
		.execute();
	await openWhenDue(h.app, questionId);
	expect(await found(questionId)).toMatchObject({
		state: 'draft',
		opensAt: null,
		notOpened: 'decisions.item_not_open',
	});
});

test('when the quorum goes it stops by itself, and goes on once it is back', async () => {
	const questionId = await opened();
	await cast(questionId, 'p01', option('o1'));
	const away = voters.filter((code) => code !== 'p01' && code !== 'p02');
	for (const code of away) await leave(code);
	expect(await found(questionId)).toMatchObject({ state: 'paused', pausedBy: 'quorum' });
	await expect(cast(questionId, 'p02', option('o1'))).rejects.toThrow(
		refused('decisions.question_paused'),
	);
	await expect(resumeQuestion(h.app, chair(), { questionId })).rejects.toThrow(
		refused('decisions.still_inquorate'),
	);
	// Closed like that the chair says why it stands, or nothing is shown.
	for (const code of away) await arrive(code);
	await resumeQuestion(h.app, chair(), { questionId });
	await cast(questionId, 'p02', option('o1'));
	await pauseQuestion(h.app, chair(), { questionId });
	for (const code of away) await leave(code);
	await closeQuestion(h.app, chair(), { questionId });
	for (const code of away) await arrive(code);
	await expect(showQuestion(h.app, chair(), { questionId })).rejects.toThrow(
		refused('decisions.quorum_lost'),
	);
	await showQuestion(h.app, chair(), { questionId, reason: 'All had voted.' });
	expect(await found(questionId)).toMatchObject({
		state: 'shown',
		standsBecause: 'All had voted.',
	});
});

test('equal votes wait for the casting vote of the chair', async () => {
	const questionId = await opened();
	await cast(questionId, 'p01', option('o1'));
	await cast(questionId, 'p02', option('o3'));
	expect(await closeQuestion(h.app, chair(), { questionId })).toEqual({ choiceNeeded: true });
	for (const casting of [undefined, ['o2'], ['o1', 'o3']])
		await expect(
			showQuestion(h.app, chair(), { questionId, ...(casting ? { casting } : {}) }),
		).rejects.toThrow(refused('decisions.casting_choice'));
	await expect(
		showQuestion(h.app, h.actor('p21'), { questionId, casting: ['o1'] }),
	).rejects.toThrow(refused('kernel.not_allowed'));
	await showQuestion(h.app, chair(), { questionId, casting: ['o3'] });
	expect((await found(questionId)).result).toMatchObject({
		chosen: ['o3'],
		tie: { rule: 'casting_vote_of_chair', among: ['o1', 'o3'], chosen: ['o3'] },
	});
});

test('a void question keeps its ballots, and says why', async () => {
	const questionId = await opened();
	await cast(questionId, 'p01', option('o1'));
	await expect(voidQuestion(h.app, chair(), { questionId, reason: ' ' })).rejects.toThrow(
		refused('decisions.reason_missing'),
	);
	await expect(
		voidQuestion(h.app, chair(), { questionId, reason: 'x'.repeat(1001) }),
	).rejects.toThrow(refused('decisions.reason_long'));
	await voidQuestion(h.app, chair(), { questionId, reason: 'The options were wrong.' });
	await expect(cast(questionId, 'p02', option('o1'))).rejects.toThrow(
		refused('decisions.poll_void'),
	);
	expect(await found(questionId)).toMatchObject({
		voided: 'The options were wrong.',
		result: null,
	});
	const kept = await h.app.db
		.selectFrom('question_ballot')
		.select('seat_id')
		.where('question_id', '=', questionId)
		.execute();
	expect(kept).toHaveLength(1);
});

test('the practice vote opens in one tap, needs no quorum, and shows itself when it is closed', async () => {
	const { questionId } = await openPractice(h.app, chair(), { meetingId: h.meetingId });
	await cast(questionId, 'p02', option('o2'));
	await expect(openPractice(h.app, h.actor('p02'), { meetingId: h.meetingId })).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await closeQuestion(h.app, chair(), { questionId });
	expect(await found(questionId)).toMatchObject({ state: 'shown', result: { chosen: ['o2'] } });
});
