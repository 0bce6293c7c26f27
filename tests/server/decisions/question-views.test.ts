import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerFrom, type Field } from '#domain/decisions/answer.ts';
import { countMethod, ballotFile } from '#domain/decisions/question-file.ts';
import { countFile } from '#domain/decisions/methods/registry.ts';
import { report } from '#domain/decisions/methods/report.ts';
import { lotOf } from '#server/decisions/lot.ts';
import {
	castAnswer,
	closeQuestion,
	openPractice,
	openQuestion,
	prepareQuestion,
	recordAnswer,
	showQuestion,
} from '#server/decisions/question-commands.ts';
import {
	preparedFor,
	questionForVoter,
	questionPapers,
	questionRollView,
	questionsPage,
	questionView,
} from '#server/decisions/question-views.ts';
import { openItem } from '#server/meetings/commands.ts';
import { questionBlocks, type QuestionEvent } from '#server/meetings/minutes-questions.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
let slug = '';
beforeAll(async () => {
	h = await hall();
	slug = (await h.app.db.selectFrom('meeting').select('slug').executeTakeFirstOrThrow()).slug;
});
afterAll(() => h.close());
beforeEach(() => openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(8) }));

const viewer = (code?: string) => ({
	partnershipId: h.partnershipId,
	actor: code ? h.actor(code) : null,
});
const prepare = async (method: string, seats = '') =>
	(
		await prepareQuestion(h.app, h.actor('p01'), {
			meetingId: h.meetingId,
			itemId: h.item(8),
			typed: {
				title: { en: 'Where?' },
				text: {},
				options: { en: 'Library\nHall\nCollege' },
				method,
				seats,
				min: '',
				max: '',
				highest: '',
				dots: '',
			},
		})
	).questionId;
const settle = async (questionId: string) => {
	await closeQuestion(h.app, h.actor('p01'), { questionId });
	await showQuestion(h.app, h.actor('p01'), { questionId });
};

describe('who sees what', () => {
	test('a draft is for those who run votes; answers are shown with the result, to everybody', async () => {
		const questionId = await prepare('one');
		expect(await questionView(h.app, viewer('p02'), questionId)).toBeUndefined();
		expect(await questionView(h.app, viewer(), questionId)).toBeUndefined();
		expect(await questionView(h.app, viewer('p21'), 'no-id')).toBeUndefined();
		const listed = async (code?: string) =>
			(await questionsPage(h.app, viewer(code), slug))?.questions.length;
		expect([await listed('p21'), await listed('p02'), await listed()]).toEqual([1, 0, 0]);
		expect(await preparedFor(h.app, h.actor('p01'), h.meetingId, h.item(8))).toHaveLength(1);
		await openQuestion(h.app, h.actor('p01'), { questionId });
		expect(await preparedFor(h.app, h.actor('p01'), h.meetingId, h.item(8))).toEqual([]);
		for (const code of ['p02', 'p04', 'p06'])
			await castAnswer(h.app, h.actor(code), {
				questionId,
				seatId: h.seat(code),
				fields: [['option', 'o1']],
			});
		await recordAnswer(h.app, h.actor('p21'), {
			questionId,
			seatId: h.seat('p11'),
			fields: [['option', 'o2']],
			channel: 'hand',
		});
		const hidden = async () => {
			for (const seen of [
				await questionView(h.app, viewer('p01'), questionId),
				await questionForVoter(h.app, h.actor('p07'), questionId),
				await questionsPage(h.app, viewer('p01'), slug),
			])
				expect(JSON.stringify(seen)).not.toMatch(/"marks"|"chosen"|"stages"/);
			const { lines } = await questionRollView(h.app, h.actor('p21'), questionId);
			const line = (code: string) => lines.find(({ seatId }) => seatId === h.seat(code));
			expect(line('p02')).toMatchObject({ voted: true, answer: null, channel: 'own_device' });
			expect(line('p11')).toMatchObject({ voted: true, answer: { marks: { o2: 1 } } });
		};
		await hidden();
		expect((await questionForVoter(h.app, h.actor('p02'), questionId)).ballot).toMatchObject({
			answer: { marks: { o1: 1 } },
		});
		await closeQuestion(h.app, h.actor('p01'), { questionId });
		await hidden();
		expect(await questionPapers(h.app, viewer(), questionId)).toBeUndefined();
		await showQuestion(h.app, h.actor('p01'), { questionId });
		const view = await questionView(h.app, viewer(), questionId);
		expect(view).toMatchObject({ desk: null, result: { chosen: ['o1'] } });
		expect(view?.votes.find(({ seatId }) => seatId === h.seat('p11'))).toMatchObject({
			channel: 'hand',
			answer: { marks: { o2: 1 } },
		});
	});
	test('the roll is for those who enter answers, and a practice vote is on no list', async () => {
		const { questionId } = await openPractice(h.app, h.actor('p01'), { meetingId: h.meetingId });
		await expect(questionRollView(h.app, h.actor('p02'), questionId)).rejects.toThrow(
			expect.objectContaining({ code: 'kernel.not_allowed' }) as Error,
		);
		expect((await questionRollView(h.app, h.actor('p21'), questionId)).lines).toHaveLength(17);
		await closeQuestion(h.app, h.actor('p01'), { questionId });
		const page = await questionsPage(h.app, viewer('p21'), slug);
		expect(page?.questions.map(({ kind }) => kind)).not.toContain('practice');
	});
});

test.each<[string, string, (at: number) => Field[]]>([
	['one', '', (at) => [['option', at < 9 ? 'o1' : 'abstain']]],
	[
		'several',
		'2',
		(at) => [
			[`option-o${at < 9 ? 2 : 3}`, 'on'],
			['option-o1', 'on'],
		],
	],
	[
		'score',
		'',
		(at) => [
			['mark-o1', String(at % 4)],
			['mark-o3', '5'],
		],
	],
	[
		'dots',
		'',
		(at) => [
			[`mark-o${at < 7 ? 1 : 2}`, '2'],
			['mark-o3', '1'],
		],
	],
	[
		'scottish-stv',
		'2',
		(at) => [
			[`rank-o${1 + (at % 3)}`, '1'],
			[`rank-o${1 + ((at + 1) % 3)}`, '2'],
		],
	],
	[
		'schulze',
		'',
		(at) => [
			[`rank-o${1 + (at % 3)}`, '1'],
			[`rank-o${1 + ((at + 1) % 3)}`, '2'],
		],
	],
])(
	'%s: the published ballots counted again give the published count',
	async (method, seats, said) => {
		const questionId = await prepare(method, seats);
		await openQuestion(h.app, h.actor('p01'), { questionId });
		for (const [at, code] of voters.entries())
			await castAnswer(h.app, h.actor(code), {
				questionId,
				seatId: h.seat(code),
				fields: said(at),
			});
		await settle(questionId);
		const papers = await questionPapers(h.app, viewer(), questionId);
		const result = (await questionView(h.app, viewer(), questionId))?.result;
		if (!papers || !result) throw new Error('nothing was shown');
		const { asked } = papers.manifest;
		const count = countFile(
			ballotFile(asked, papers.answers).text,
			countMethod(asked),
			asked.seats,
			papers.seed === null ? null : lotOf(papers.seed),
		);
		const ids = asked.options.map(({ id }) => id);
		expect(report(asked.method, { ...count, candidates: ids })).toEqual(result.count);
		expect(papers.answers).toContainEqual({ answer: answerFrom(asked, said(0)), count: 1 });
	},
);

test('the minutes say what was asked, every stage, who was chosen, and how each answered', async () => {
	const questionId = await prepare('irv');
	await openQuestion(h.app, h.actor('p01'), { questionId });
	for (const [at, code] of voters.entries())
		await castAnswer(h.app, h.actor(code), {
			questionId,
			seatId: h.seat(code),
			fields:
				at < 6
					? [['rank-o1', '1']]
					: at < 11
						? [['rank-o2', '1']]
						: [
								['rank-o3', '1'],
								['rank-o2', '2'],
							],
		});
	await settle(questionId);
	const blocks = (became: string, locale: 'en' | 'cy' = 'en', kind = 'question') =>
		reading(h.app, (tx) => {
			const event: QuestionEvent = {
				type: 'decisions.question_changed',
				partnershipId: h.partnershipId,
				meetingId: h.meetingId,
				questionId,
				itemId: h.item(8),
				kind,
				became,
			};
			return questionBlocks(tx, event, 'e1', locale);
		});
	const said = JSON.stringify(await blocks('shown'));
	expect(said).toContain('Chosen: Hall.');
	expect(said).toContain('Stage 1: Library 6, Hall 5, College 4.');
	expect(said).toContain('Stage 2: Library 6, Hall 9, College 0. Excluded: College. Chosen: Hall.');
	expect(said).toContain('1 College, 2 Hall');
	expect(JSON.stringify(await blocks('open', 'cy'))).toContain('Cwestiwn');
	expect(await blocks('open', 'en', 'practice')).toBeNull();
	expect(await blocks('paused')).toBeNull();
});
