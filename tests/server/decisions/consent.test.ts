import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TypedQuestion } from '#domain/decisions/question.ts';
import {
	castAnswer,
	closeQuestion,
	openQuestion,
	prepareQuestion,
	recordAnswer,
	resolveObjection,
	showQuestion,
} from '#server/decisions/question-commands.ts';
import { questionView } from '#server/decisions/question-views.ts';
import { questionBlocks } from '#server/meetings/minutes-questions.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

const refused = (code: string, field?: string) =>
	expect.objectContaining({ code, ...(field ? { field } : {}) }) as Error;
const chair = () => h.actor('p01');
const typed: TypedQuestion = {
	title: { en: 'That we meet in the library' },
	text: {},
	options: {},
	method: 'consent',
	seats: '',
	min: '',
	max: '',
	highest: '',
	dots: '',
};
const prepare = (secret = false) =>
	prepareQuestion(h.app, chair(), {
		meetingId: h.meetingId,
		itemId: h.item(8),
		typed,
		secret,
	});
async function round(): Promise<string> {
	await h.fresh();
	const { questionId } = await prepare();
	await openQuestion(h.app, chair(), { questionId });
	return questionId;
}
const say = (questionId: string, code: string, option: string, reason = '') =>
	castAnswer(h.app, h.actor(code), {
		questionId,
		seatId: h.seat(code),
		fields: [
			['option', option],
			['reason', reason],
		],
	});
const resolve = (questionId: string, code: string, reason: string, by = 'p01') =>
	resolveObjection(h.app, h.actor(by), { questionId, seatId: h.seat(code), reason });
const view = (questionId: string, code?: string) =>
	questionView(
		h.app,
		{ partnershipId: h.partnershipId, actor: code === undefined ? null : h.actor(code) },
		questionId,
	);
async function shown(questionId: string) {
	await closeQuestion(h.app, chair(), { questionId });
	await showQuestion(h.app, chair(), { questionId });
	return view(questionId);
}
async function minutes(questionId: string): Promise<string> {
	const blocks = await reading(h.app, (tx) =>
		questionBlocks(
			tx,
			{
				type: 'decisions.question_changed',
				partnershipId: h.partnershipId,
				meetingId: h.meetingId,
				questionId,
				itemId: h.item(8),
				kind: 'question',
				became: 'shown',
			},
			'event',
			'en',
		),
	);
	return JSON.stringify(blocks);
}

test('objections stand until the chair records how they were resolved; who answers anew objects anew', async () => {
	Object.assign(h.app.config, { urnDir: 'none' });
	await expect(prepare(true)).rejects.toThrow(refused('decisions.consent_named', 'secret'));
	Object.assign(h.app.config, { urnDir: undefined });
	const questionId = await round();
	await say(questionId, 'p02', 'agree');
	await say(questionId, 'p04', 'reservation', 'It is far.');
	await expect(say(questionId, 'p06', 'block')).rejects.toThrow(
		refused('decisions.reason_missing', 'reason'),
	);
	await say(questionId, 'p06', 'block', 'There is no step-free way in.');
	await recordAnswer(h.app, h.actor('p21'), {
		questionId,
		seatId: h.seat('p07'),
		fields: [['option', 'stand_aside']],
		channel: 'hand',
	});
	// What is said is for those who run the round, until it is shown.
	expect((await view(questionId, 'p02'))?.desk).toBeNull();
	expect((await view(questionId, 'p01'))?.desk?.objections).toMatchObject([
		{ seatId: h.seat('p06'), reason: 'There is no step-free way in.', resolved: null },
	]);
	await expect(resolve(questionId, 'p06', ' ')).rejects.toThrow(
		refused('decisions.reason_missing', 'resolution'),
	);
	await expect(resolve(questionId, 'p06', 'A ramp.', 'p21')).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await expect(resolve(questionId, 'p02', 'A ramp.')).rejects.toThrow(
		refused('decisions.no_objection'),
	);
	await resolve(questionId, 'p06', 'A ramp.');
	await say(questionId, 'p06', 'block', 'The ramp is too steep.');
	expect((await view(questionId, 'p01'))?.desk?.objections[0]?.resolved).toBeNull();
	await resolve(questionId, 'p06', 'A lift.');
	const found = await shown(questionId);
	expect(found?.result).toMatchObject({
		chosen: ['agree'],
		tie: null,
		consent: { reached: true, block: 1, agree: 1, reservation: 1, standAside: 1 },
	});
	expect(found?.votes.find(({ seatId }) => seatId === h.seat('p04'))?.answer).toEqual({
		marks: { reservation: 1 },
		reason: 'It is far.',
	});
	const told = await minutes(questionId);
	for (const words of ['Consent was reached', 'It is far.', 'too steep', 'A lift.'])
		expect(told).toContain(words);
	await expect(resolve(questionId, 'p06', 'Late.')).rejects.toThrow(
		refused('decisions.question_not_open'),
	);
});

test('an objection that stands is no consent, and silence is none either', async () => {
	const objected = await round();
	await say(objected, 'p02', 'agree');
	await say(objected, 'p04', 'block', 'No.');
	expect((await shown(objected))?.result).toMatchObject({
		chosen: [],
		consent: { reached: false, block: 1 },
	});
	expect(await minutes(objected)).toContain('objections that stand: 1');
	expect((await shown(await round()))?.result).toMatchObject({
		chosen: [],
		consent: { reached: false, silent: 15 },
	});
});
