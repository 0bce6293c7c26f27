import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askForTimeOnQuestion, giveTimeOnQuestion } from '#server/decisions/commands.ts';
import {
	castAnswer,
	closeQuestion,
	openQuestion,
	pauseQuestion,
	prepareQuestion,
	recordQuestionHands,
	resumeQuestion,
	showQuestion,
} from '#server/decisions/question-commands.ts';
import {
	questionPapers,
	questionRollView,
	questionView,
} from '#server/decisions/question-views.ts';
import { followed } from '#server/live/views.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
const ballot = (rule: string) =>
	sql`update constitution set rules = jsonb_set(rules, '{ballot}', to_jsonb(${rule}::text))`.execute(
		h.app.db,
	);
beforeAll(async () => {
	h = await hall();
	await ballot('show');
});
afterAll(() => h.close());

const refused = (code: string, field?: string) =>
	expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }) as Error;
const chair = () => h.actor('p01');
async function asked(method: string): Promise<string> {
	await h.fresh();
	const { questionId } = await prepareQuestion(h.app, chair(), {
		meetingId: h.meetingId,
		itemId: h.item(8),
		typed: {
			title: { en: 'Which?' },
			text: {},
			options: { en: 'This\nThat\nOther' },
			method,
			seats: '',
			min: '',
			max: '',
			highest: '',
			dots: '',
		},
	});
	await openQuestion(h.app, chair(), { questionId });
	return questionId;
}
const hands = (questionId: string, typed: Record<string, string>, by = 'p21') =>
	recordQuestionHands(h.app, h.actor(by), { questionId, typed: (field) => typed[field] ?? null });
const answer = (questionId: string, code: string, option: string) =>
	castAnswer(h.app, h.actor(code), {
		questionId,
		seatId: h.seat(code),
		fields: [['option', option]],
	});
const roll = (questionId: string) => questionRollView(h.app, h.actor('p21'), questionId);
const shown = async (questionId: string) => {
	await closeQuestion(h.app, chair(), { questionId });
	await showQuestion(h.app, chair(), { questionId });
	return questionView(h.app, { partnershipId: h.partnershipId, actor: null }, questionId);
};

test('hands are of those in the room who have not answered, count with the answers, and nobody twice', async () => {
	const questionId = await asked('one');
	await answer(questionId, 'p02', 'o2');
	await answer(questionId, 'p01', 'o2');
	expect((await roll(questionId)).hands).toEqual({ counted: null, most: 10 });
	await expect(hands(questionId, { 'hands-o1': '11' })).rejects.toThrow(
		refused('decisions.hands_many', 'hands-o1'),
	);
	await expect(hands(questionId, { 'hands-o1': '1' }, 'p02')).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await pauseQuestion(h.app, chair(), { questionId });
	await expect(hands(questionId, { 'hands-o1': '1' })).rejects.toThrow(
		refused('decisions.question_paused'),
	);
	await resumeQuestion(h.app, chair(), { questionId });
	await hands(questionId, { 'hands-o1': '9' });
	await hands(questionId, { 'hands-o1': '6', 'hands-o3': '2', 'hands-abstained': '1' });
	expect(await roll(questionId)).toMatchObject({
		hands: { counted: { voters: 8, abstained: 1 } },
		question: { turnout: { voted: 11, room: { voted: 10, of: 11 } } },
	});
	await expect(answer(questionId, 'p04', 'o2')).rejects.toThrow(refused('decisions.hands_counted'));
	// Whoever answered before may change, and those who are elsewhere have no hand in the room.
	await answer(questionId, 'p01', 'o3');
	await answer(questionId, 'p09', 'o2');
	const view = await shown(questionId);
	expect(view?.result).toMatchObject({
		ballots: 12,
		abstained: 1,
		hands: { options: { o1: 6, o2: 0, o3: 2 } },
		chosen: ['o1'],
	});
	const papers = await questionPapers(
		h.app,
		{ partnershipId: h.partnershipId, actor: null },
		questionId,
	);
	expect(papers?.answers).toHaveLength(12);
	await expect(hands(questionId, { 'hands-o1': '1' })).rejects.toThrow(
		refused('decisions.poll_closed'),
	);
});

test('approval asks how many raised a hand; other methods and a roll call take none', async () => {
	const approval = await asked('approval');
	await expect(hands(approval, { 'hands-o1': '3', 'hands-voters': '2' })).rejects.toThrow(
		refused('decisions.hands_option', 'hands-o1'),
	);
	await hands(approval, { 'hands-o1': '3', 'hands-o2': '2', 'hands-voters': '4' });
	await hands(approval, {});
	await castAnswer(h.app, h.actor('p04'), {
		questionId: approval,
		seatId: h.seat('p04'),
		fields: [['option-o2', 'on']],
	});
	expect((await shown(approval))?.result).toMatchObject({ ballots: 1, chosen: ['o2'] });
	const ranked = await asked('irv');
	expect((await roll(ranked)).hands).toBeNull();
	await expect(hands(ranked, { 'hands-o1': '1' })).rejects.toThrow(
		refused('decisions.hands_by_name'),
	);
	await shown(ranked);
	await ballot('roll_call');
	const called = await asked('one');
	await expect(hands(called, { 'hands-o1': '1' })).rejects.toThrow(
		refused('decisions.hands_by_name'),
	);
	await shown(called);
});

test('somebody needs more time for a question: the chair learns that, not who', async () => {
	const questionId = await asked('one');
	const slug = (await h.app.db.selectFrom('meeting').select('slug').executeTakeFirstOrThrow()).slug;
	const topic = async () =>
		(
			await followed(h.app, {
				partnershipId: h.partnershipId,
				slug,
				actor: chair(),
				asPublic: false,
			})
		).told.topics.questions.current;
	await askForTimeOnQuestion(h.app, h.actor('p02'), { questionId });
	await askForTimeOnQuestion(h.app, h.actor('p04'), { questionId });
	expect(await topic()).toMatchObject({ timeAsked: true, timeGivenUntil: null });
	await expect(giveTimeOnQuestion(h.app, h.actor('p02'), { questionId })).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await giveTimeOnQuestion(h.app, chair(), { questionId });
	const given = await topic();
	expect(given?.timeAsked).toBe(false);
	expect(given?.timeGivenUntil).toBeGreaterThan(Date.now());
	await closeQuestion(h.app, chair(), { questionId });
	await expect(askForTimeOnQuestion(h.app, h.actor('p02'), { questionId })).rejects.toThrow(
		refused('decisions.no_time_left'),
	);
});
