import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Field } from '#domain/decisions/answer.ts';
import { totalsSeen, type PaperRecord } from '#domain/decisions/paper-totals.ts';
import { countMethod } from '#domain/decisions/question-file.ts';
import {
	isRanked,
	nameOf,
	questionMethods,
	type QuestionMethod,
} from '#domain/decisions/question.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import {
	attestPapers,
	castForDevice,
	closePoll,
	countPapers,
	enterPapers,
	givePaper,
	openPoll,
	returnPaper,
	showResult,
} from '#server/decisions/commands.ts';
import { papersPage } from '#server/decisions/papers-page.ts';
import {
	castAnswerForDevice,
	closeQuestion,
	openQuestion,
	prepareQuestion,
	showQuestion,
} from '#server/decisions/question-commands.ts';
import { questionForVoter, questionPapers } from '#server/decisions/question-views.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { openItem } from '#server/meetings/commands.ts';
import { questionBlocks } from '#server/meetings/minutes-questions.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
let keys = '';
beforeAll(async () => {
	h = await hall();
	keys = await mkdtemp(path.join(tmpdir(), 'urn-'));
	Object.assign(h.app.config, { urnDir: keys });
});
afterAll(async () => {
	await h.close();
	await rm(keys, { recursive: true, force: true });
});
beforeEach(() => openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(8) }));

const refused = (code: string, field?: string) =>
	expect.objectContaining({ code, ...(field ? { field } : {}) }) as Error;
const chair = () => h.actor('p01');
async function rule(change: object): Promise<void> {
	const row = await h.app.db.selectFrom('constitution').select('rules').executeTakeFirstOrThrow();
	await h.app.db
		.updateTable('constitution')
		.set({ rules: JSON.stringify({ ...(row.rules as object), ...change }) })
		.execute();
}
const prepare = (method: QuestionMethod, more: object = {}) =>
	prepareQuestion(h.app, chair(), {
		meetingId: h.meetingId,
		itemId: h.item(8),
		typed: {
			title: { en: 'Where shall the hub be?' },
			text: {},
			options: { en: 'Library\nChurch "hall"\nCollege' },
			method,
			seats: '',
			min: '',
			max: '',
			highest: '5',
			dots: '4',
		},
		secret: true,
		paper: true,
		...more,
	});
async function opened(method: QuestionMethod): Promise<string> {
	const { questionId } = await prepare(method);
	await openQuestion(h.app, chair(), { questionId });
	return questionId;
}
const give = (pollId: string, code: string) =>
	givePaper(h.app, h.actor('p21'), { pollId, seatId: h.seat(code) });
const device = (questionId: string, code: string, fields: readonly Field[]) =>
	castAnswerForDevice(h.app, h.actor(code), { questionId, seatId: h.seat(code), fields });
const count = (pollId: string, by: string, typed: Record<string, string>) =>
	countPapers(h.app, h.actor(by), { pollId, typed: (field) => typed[field] });
async function run(script: string, content: object | string, ...args: string[]) {
	const file = path.join(keys, 'file');
	await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
	const done = spawnSync(process.execPath, [script, ...args, file], { encoding: 'utf8' });
	await rm(file);
	return done;
}
const verify = async (bundle: object) => (await run('static/verify-poll.js', bundle)).status;
/** Papers that are stated otherwise, under a hash of their own. */
function restated(paper: PaperRecord, change: Partial<PaperRecord>): object {
	const stated = { ...paper, ...change, hash: undefined };
	const hash = createHash('sha256')
		.update(canonical(stated as unknown as Json))
		.digest('hex');
	return { ...stated, hash };
}

const said: Record<Exclude<QuestionMethod, 'consent'>, (at: number) => Field[]> = {
	one: (at) => [['option', `o${at < 4 ? 1 : 2}`]],
	several: (at) => [
		['option-o1', 'on'],
		[at < 4 ? 'option-o2' : 'option-o3', 'on'],
	],
	approval: (at) => [[at < 4 ? 'option-o2' : 'option-o3', 'on']],
	score: (at) => [
		['mark-o1', String(at % 6)],
		['mark-o3', '3'],
	],
	dots: () => [['mark-o1', '3']],
	irv: (at) => ranks(at),
	'scottish-stv': (at) => ranks(at),
	meek: (at) => ranks(at),
	schulze: (at) => ranks(at),
};
function ranks(at: number): Field[] {
	const order = at < 3 ? ['o1', 'o2'] : at < 5 ? ['o2', 'o3', 'o1'] : ['o3'];
	return order.map((id, place): Field => [`rank-${id}`, String(place + 1)]);
}
const piles = { 'paper-piles': '2 × 2 > 3\n1 3 1 0', 'paper-abstained': '1', 'paper-spoiled': '1' };
const sums = { 'paper-option-o1': '1', 'paper-option-o2': '2', 'paper-abstained': '1' };
const counted: Record<Exclude<QuestionMethod, 'consent'>, Record<string, string>> = {
	one: { ...sums, 'paper-spoiled': '1' },
	several: { ...sums, 'paper-option-o3': '1', 'paper-spoiled': '1' },
	approval: { ...sums, 'paper-option-o3': '3', 'paper-spoiled': '1' },
	score: { 'paper-option-o1': '15', 'paper-option-o2': '4', 'paper-abstained': '2' },
	dots: { 'paper-option-o1': '5', 'paper-option-o2': '7', 'paper-spoiled': '2' },
	irv: piles,
	'scottish-stv': piles,
	meek: piles,
	schulze: piles,
};
/** One paper changed: another one for the second option in place of the first, or another second preference. */
const otherwise = (
	method: QuestionMethod,
	votes: Readonly<Record<string, number>>,
): Record<string, number> =>
	isRanked(method)
		? { '2>3': 1, '1>2': 1, '3>1': 1 }
		: { ...votes, o1: (votes['o1'] ?? 0) - 1, o2: (votes['o2'] ?? 0) + 1 };

test.each(questionMethods.filter((method) => method !== 'consent'))(
	'%s with papers: counted with the urn, published, checked without us, and no paper can be changed',
	async (method) => {
		const questionId = await opened(method);
		for (const [at, code] of voters.slice(0, 6).entries())
			await device(questionId, code, said[method](at));
		const papers = voters.slice(6, 11);
		for (const code of papers) await give(questionId, code);
		await expect(device(questionId, papers[0] ?? '', said[method](0))).rejects.toThrow(
			refused('decisions.paper_out'),
		);
		await expect(give(questionId, voters[0] ?? '')).rejects.toThrow(
			refused('decisions.paper_voted'),
		);
		const { question } = await questionForVoter(h.app, chair(), questionId);
		expect(question).toMatchObject({ paper: true, turnout: { voted: 11, of: 15 } });
		await closeQuestion(h.app, chair(), { questionId });
		const show = () => showQuestion(h.app, chair(), { questionId });
		await expect(show()).rejects.toThrow(refused('decisions.paper_waits'));
		await expect(count(questionId, 'p21', { 'paper-option-o1': '99' })).rejects.toThrow(
			expect.objectContaining({
				code: expect.stringMatching(/^decisions\.paper_(sum|option|uneven)$/) as string,
			}) as Error,
		);
		expect(await count(questionId, 'p21', counted[method])).toEqual({ agreed: false });
		const other = { ...counted[method], 'paper-abstained': '0', 'paper-spoiled': '2' };
		if (method !== 'dots' && method !== 'score')
			await expect(count(questionId, 'p01', other)).rejects.toThrow(
				refused('decisions.paper_differ'),
			);
		expect(await count(questionId, 'p01', counted[method])).toEqual({ agreed: true });
		await show();
		const viewer = { partnershipId: h.partnershipId, actor: null };
		const shown = await questionPapers(h.app, viewer, questionId);
		if (!shown?.urn?.paper?.totals) throw new Error('nothing was published');
		const { manifest, manifestHash, urn, result, seed } = shown;
		const bundle = { form: 'moothall-urn/1', manifest, manifestHash, ...urn, result };
		const spoiled = Number(counted[method]['paper-spoiled'] ?? 0);
		expect(result).toMatchObject({ ballots: 11 - spoiled, paper: { papers: 5, spoiled } });
		expect(urn.paper).toMatchObject({ tellers: ['p21', 'p01'], seats: { length: 5 } });
		const checked = await run('static/verify-poll.js', bundle);
		expect([checked.status, checked.stdout]).toEqual([
			0,
			'All holds: 6 ballots and 5 papers (p21, p01).\n',
		]);

		// One paper changed, one more, one fewer, one of somebody whose ballot is in the urn, none at all.
		const [all] = shown.urn.paper.totals;
		if (!all) throw new Error('no class');
		const votes = otherwise(method, all.votes);
		const paper = shown.urn.paper;
		const seats = paper.seats.with(0, urn.tookPart[0] ?? '');
		for (const wrong of [
			{ ...paper, totals: [{ ...all, votes }] },
			restated(paper, { totals: [{ ...all, votes }] }),
			restated(paper, { totals: [{ ...all, spoiled: all.spoiled + 1 }] }),
			restated(paper, { totals: [{ ...all, abstained: all.abstained - 1 }] }),
			restated(paper, { totals: [all, all] }),
			restated(paper, { seats }),
			restated(paper, { seats: paper.seats.slice(1) }),
			undefined,
		])
			expect(await verify({ ...bundle, paper: wrong }), JSON.stringify(wrong)).toBe(1);

		// What anybody counts who takes the bundle, or the BLT file that the verifier writes of it.
		const args = ['--method', countMethod(manifest.asked)];
		if (seed !== null) args.push('--seed', seed);
		const names = new Map(manifest.asked.options.map((option) => [option.id, nameOf(option)]));
		const chosen = result.chosen.map((id) => names.get(id));
		const cli = await run('server/decisions/count-cli.ts', bundle, ...args);
		expect(cli.stderr).toBe('');
		const printed = JSON.parse(cli.stdout) as { elected: string[] };
		if (!result.tie) expect(printed.elected).toEqual(chosen);
		if (isRanked(method)) {
			const blt = await run('static/verify-poll.js', bundle, '--blt');
			expect(blt.stdout.split('\n')[0]).toBe('3 1');
			const again = await run('server/decisions/count-cli.ts', blt.stdout, ...args);
			expect(JSON.parse(again.stdout)).toEqual(printed);
		}
	},
);

test('entered for two who are here: the result, the minutes and the bundle say how they stood for them', async () => {
	const questionId = await opened('score');
	for (const [at, code] of voters.slice(0, 6).entries())
		await device(questionId, code, said.score(at));
	for (const code of voters.slice(6, 11)) await give(questionId, code);
	await closeQuestion(h.app, chair(), { questionId });
	const [one, two] = voters;
	const id = (code = '') => h.actor(code).personId;
	await enterPapers(h.app, h.actor('p21'), {
		pollId: questionId,
		typed: (field) => counted.score[field],
		tellerId: id(one),
		secondTellerId: id(two),
	});
	const { entered } = (await papersPage(h.app, h.actor(one ?? ''), questionId)) ?? {};
	const seen = totalsSeen(entered?.totals ?? []);
	const attest = (code = '') =>
		attestPapers(h.app, h.actor(code), {
			pollId: questionId,
			tellerId: id(code),
			how: 'account',
			seen,
		});
	expect(await attest(one)).toEqual({ counted: false });
	await expect(count(questionId, 'p01', { 'paper-abstained': '5' })).rejects.toThrow(
		refused('decisions.paper_differ', 'paper-option-o1'),
	);
	expect(await attest(two)).toEqual({ counted: true });
	await showQuestion(h.app, chair(), { questionId });
	const viewer = { partnershipId: h.partnershipId, actor: null };
	const shown = await questionPapers(h.app, viewer, questionId);
	if (!shown?.urn?.paper) throw new Error('nothing was published');
	const { manifest, manifestHash, urn, result } = shown;
	const { paper } = shown.urn;
	expect(result.paper).toEqual({ papers: 5, spoiled: 0, attested: 'account_account' });
	const bundle = { form: 'moothall-urn/1', manifest, manifestHash, ...urn, result };
	const checked = await run('static/verify-poll.js', bundle);
	expect(checked.stdout).toBe(
		`All holds: 6 ballots and 5 papers (${one}, ${two}, account_account, entered by p21).\n`,
	);
	for (const change of [{ attested: 'pin_pin' as const }, { enteredBy: 'p01' }, { tellers: [] }])
		expect(await verify({ ...bundle, paper: { ...paper, ...change } })).toBe(1);
	expect(await verify({ ...bundle, paper: restated(paper, { attested: 'pin_pin' }) })).toBe(1);
	const event = {
		type: 'decisions.question_changed' as const,
		partnershipId: h.partnershipId,
		meetingId: h.meetingId,
		questionId,
		itemId: null,
		kind: 'question',
		became: 'shown',
	};
	const minuted = await reading(h.app, (tx) => questionBlocks(tx, event, 'e', 'en'));
	expect(JSON.stringify(minuted)).toContain(
		'5 papers, of which 0 spoiled and not counted. The tellers stood for them, each signed in',
	);
});

test('papers stand beside an urn only, and one or two of them are not counted', async () => {
	await expect(prepare('one', { secret: false })).rejects.toThrow(
		refused('decisions.paper_secret', 'paper'),
	);
	await expect(prepare('consent', { secret: false })).rejects.toThrow(
		expect.objectContaining({ code: expect.stringContaining('consent') as string }) as Error,
	);
	const questionId = await opened('approval');
	await give(questionId, 'p04');
	await give(questionId, 'p06');
	await expect(closeQuestion(h.app, chair(), { questionId })).rejects.toThrow(
		refused('decisions.paper_few'),
	);
	for (const code of ['p04', 'p06'])
		await returnPaper(h.app, h.actor('p21'), { pollId: questionId, seatId: h.seat(code) });
	await device(questionId, 'p04', [['option-o1', 'on']]);
	await closeQuestion(h.app, chair(), { questionId });
	await expect(count(questionId, 'p21', {})).rejects.toThrow(refused('decisions.paper_none'));
	await showQuestion(h.app, chair(), { questionId });
});

test('where the rule counts sectors the papers are counted sector by sector, and three of each are needed', async () => {
	const row = await h.app.db.selectFrom('constitution').select('rules').executeTakeFirstOrThrow();
	const { thresholds } = row.rules as { thresholds: { ordinary: object } };
	const ordinary = { ...thresholds.ordinary, sectorMajority: 'all' };
	await rule({ ballot: 'secret', thresholds: { ...thresholds, ordinary } });
	// Sectors as two, so that three of each are there.
	const sectors = await h.app.db.selectFrom('sector').select(['id', 'code']).execute();
	const [a, b] = sectors;
	if (!a || !b) throw new Error('two sectors');
	const organisationOf = new Map<string, string>();
	for (const code of voters) {
		const found = h.app.db
			.selectFrom('seat')
			.select('organisation_id')
			.where('id', '=', h.seat(code));
		organisationOf.set(code, (await found.executeTakeFirstOrThrow()).organisation_id ?? '');
	}
	const ofFirst = new Set(voters.slice(0, 7).map((code) => organisationOf.get(code) ?? ''));
	await h.app.db.updateTable('organisation').set({ sector_id: b.id }).execute();
	await h.app.db
		.updateTable('organisation')
		.set({ sector_id: a.id })
		.where('id', 'in', [...ofFirst])
		.execute();
	const first = voters.filter((code) => ofFirst.has(organisationOf.get(code) ?? ''));
	const second = voters.filter((code) => !first.includes(code));
	expect([first.length >= 7, second.length >= 6]).toEqual([true, true]);
	const { pollId } = await openPoll(h.app, chair(), {
		meetingId: h.meetingId,
		motionId: await h.fresh(),
		paper: true,
	});
	const cast = (code: string, choice: string) =>
		castForDevice(h.app, h.actor(code), { pollId, seatId: h.seat(code), choice });
	for (const code of first.slice(3, 7)) await cast(code, 'for');
	for (const code of second.slice(3, 6)) await cast(code, 'against');
	for (const code of [...first.slice(0, 3), ...second.slice(0, 2)]) await give(pollId, code);
	await expect(closePoll(h.app, chair(), { pollId })).rejects.toThrow(
		refused('decisions.paper_few_class'),
	);
	await give(pollId, second[2] ?? '');
	const page = await papersPage(h.app, h.actor('p21'), pollId);
	expect(page?.given.map(({ papers }) => papers)).toEqual([3, 3]);
	const at = page?.given.findIndex(({ of }) => of === a.code) === 0 ? ['', '-2'] : ['-2', ''];
	await closePoll(h.app, chair(), { pollId });
	const typed = {
		[`paper-against${at[0]}`]: '2',
		[`paper-spoiled${at[0]}`]: '1',
		[`paper-for${at[1]}`]: '3',
	};
	await expect(count(pollId, 'p21', { 'paper-for': '3' })).rejects.toThrow(
		refused('decisions.paper_sum', 'paper-for-2'),
	);
	await count(pollId, 'p21', typed);
	await count(pollId, 'p01', typed);
	await showResult(h.app, chair(), { pollId });
	const view = await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
	if (!view?.urn?.paper?.totals) throw new Error('nothing was published');
	expect(view.result.counts).toMatchObject({ for: 7, against: 5 });
	const lines = view.result.sectors?.lines ?? [];
	expect(lines.find(({ sectorId }) => sectorId === a.id)).toMatchObject({ for: 4, against: 2 });
	expect(lines.find(({ sectorId }) => sectorId === b.id)).toMatchObject({ for: 3, against: 3 });
	// More for it than against, and not in each sector.
	expect(view.result.outcome).toBe('not_carried');
	const { manifest, manifestHash, urn, result } = view;
	const bundle = { form: 'moothall-urn/1', manifest, manifestHash, ...urn, result };
	expect(await verify(bundle)).toBe(0);
	const [one, two] = view.urn.paper.totals;
	// The same in all, and another sector won: a paper of one for a paper of the other.
	const swapped = [
		{ ...one, votes: { for: 1, against: 1 } },
		{ ...two, votes: { for: 2, against: 1 } },
	] as PaperRecord['totals'];
	expect(await verify({ ...bundle, result: { ...result, outcome: 'carried' } })).toBe(1);
	expect(await verify({ ...bundle, paper: { ...view.urn.paper, totals: swapped } })).toBe(1);
	await rule({ ballot: 'roll_call', thresholds });
});
