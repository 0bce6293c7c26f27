// Over 400 lines: one secret question by each method from opening to bundle, count and verifier, on one board.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Field } from '#domain/decisions/answer.ts';
import { isRanked, questionMethods, type QuestionMethod } from '#domain/decisions/question.ts';
import { answerPaper, answerWords } from '#domain/decisions/sealed-answer.ts';
import { answerFrom } from '#domain/decisions/answer.ts';
import { countMethod } from '#domain/decisions/question-file.ts';
import { codeFrom, plaintext } from '#domain/decisions/sealed.ts';
import { backUp, restore } from '#server/admin/backup.ts';
import { createApp } from '#server/app.ts';
import { myVotes } from '#server/decisions/my-votes.ts';
import { openWhenDue } from '#server/decisions/open-question.ts';
import { questionKeyLost } from '#server/decisions/prepare-urn.ts';
import {
	castAnswer,
	castAnswerForDevice,
	castSecretAnswer,
	closeQuestion,
	openPractice,
	openQuestion,
	pauseQuestion,
	prepareQuestion,
	recordAnswer,
	resumeQuestion,
	scheduleQuestion,
	showQuestion,
	voidQuestion,
} from '#server/decisions/question-commands.ts';
import {
	questionById,
	questionsOfMeeting,
	type Question,
} from '#server/decisions/question-store.ts';
import {
	questionForVoter,
	questionPapers,
	questionRollView,
	questionView,
} from '#server/decisions/question-views.ts';
import { seal } from '#server/decisions/urn-keys.ts';
import { declareInterest } from '#server/meetings/declarations.ts';
import { openItem } from '#server/meetings/commands.ts';
import { reading } from '#server/platform/tx.ts';
import { testApp } from '../../support/store.ts';
import { hall, voters } from './hall.ts';

let h: Awaited<ReturnType<typeof hall>>;
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
afterEach(async () => {
	const rows = await h.app.db
		.selectFrom('question')
		.select('id')
		.where('state', 'in', ['open', 'paused', 'closed'])
		.execute();
	for (const { id } of rows)
		await voidQuestion(h.app, chair(), { questionId: id, reason: 'Over.' });
	await rule({ ballot: 'roll_call', voteBasis: 'seat', weights: {} });
});

async function rule(change: object): Promise<void> {
	const row = await h.app.db.selectFrom('constitution').select('rules').executeTakeFirstOrThrow();
	await h.app.db
		.updateTable('constitution')
		.set({ rules: JSON.stringify({ ...(row.rules as object), ...change }) })
		.execute();
}
const organisationOf = async (code: string) =>
	(
		await h.app.db
			.selectFrom('organisation')
			.innerJoin('seat', 'seat.organisation_id', 'organisation.id')
			.select('organisation.code')
			.where('seat.id', '=', h.seat(code))
			.executeTakeFirstOrThrow()
	).code;
const refused = (code: string) => expect.objectContaining({ code }) as Error;
const chair = () => h.actor('p01');
const prepare = async (method: QuestionMethod, secret = true, seats = '') =>
	(
		await prepareQuestion(h.app, chair(), {
			meetingId: h.meetingId,
			itemId: h.item(8),
			typed: {
				title: { en: 'Where shall the hub be?' },
				text: {},
				options: { en: 'Library\nChurch hall\nCollege' },
				method,
				seats,
				min: '',
				max: '',
				highest: '5',
				dots: '4',
			},
			secret,
		})
	).questionId;
const opened = async (method: QuestionMethod, seats = '') => {
	const questionId = await prepare(method, true, seats);
	await openQuestion(h.app, chair(), { questionId });
	return questionId;
};
const found = async (questionId: string): Promise<Question> => {
	const question = await reading(h.app, (tx) => questionById(tx, h.partnershipId, questionId));
	if (!question) throw new Error('no question');
	return question;
};
/** A ballot as a device seals it, of the words it says. */
async function sealed(questionId: string, said: string) {
	const { manifest } = await found(questionId);
	if (!manifest?.urn) throw new Error('not open in secret');
	const code = codeFrom(crypto.getRandomValues(new Uint8Array(24)));
	// What no device of ours would seal is sealed all the same.
	const paper = answerPaper(manifest.asked);
	const bytes = plaintext(questionId, { code, choice: said }, paper);
	return { code, sealed: Buffer.from(seal(manifest.urn.publicKey, bytes)).toString('base64') };
}
const put = (questionId: string, code: string, ballot: unknown) =>
	castSecretAnswer(h.app, h.actor(code), { questionId, seatId: h.seat(code), sealed: ballot });
const device = (questionId: string, code: string, fields: readonly Field[], app = h.app) =>
	castAnswerForDevice(app, h.actor(code), { questionId, seatId: h.seat(code), fields });
const publicly = () => ({ partnershipId: h.partnershipId, actor: null });
async function shown(questionId: string) {
	await closeQuestion(h.app, chair(), { questionId });
	const { result } = await found(questionId);
	const casting = result?.tie?.among.slice(0, result.tie.places) ?? [];
	await showQuestion(h.app, chair(), { questionId, casting });
	const papers = await questionPapers(h.app, publicly(), questionId);
	if (!papers?.urn) throw new Error('nothing was published');
	const { manifest, manifestHash, urn, result: counted, seed } = papers;
	const bundle = { form: 'moothall-urn/1', manifest, manifestHash, ...urn, result: counted };
	return { bundle, urn, counted, seed, answers: papers.answers };
}
async function run(script: string, bundle: object, ...args: string[]) {
	const file = path.join(keys, 'bundle.json');
	await writeFile(file, JSON.stringify(bundle));
	const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args, file], {
		encoding: 'utf8',
	});
	await rm(file);
	return { status, stdout, stderr };
}
const verify = async (bundle: object) => (await run('static/verify-poll.js', bundle)).status;
const held = () => readdir(keys);

const answers: Record<Exclude<QuestionMethod, 'consent'>, (at: number) => Field[]> = {
	one: (at) => [['option', at === 14 ? 'abstain' : `o${at < 8 ? 1 : 2}`]],
	several: (at) => [
		['option-o1', 'on'],
		[at < 4 ? 'option-o2' : 'option-o3', 'on'],
	],
	approval: (at) => (at === 3 ? [['abstain', 'on']] : [[at < 9 ? 'option-o2' : 'option-o3', 'on']]),
	score: (at) => [
		['mark-o1', String(at % 6)],
		['mark-o3', '5'],
	],
	dots: (at) => [
		['mark-o1', '3'],
		['mark-o2', at < 10 ? '1' : '0'],
	],
	irv: (at) => ranks(at),
	'scottish-stv': (at) => ranks(at),
	meek: (at) => ranks(at),
	schulze: (at) => ranks(at),
};
function ranks(at: number): Field[] {
	if (at === 7) return [['abstain', 'on']];
	const order = at < 6 ? ['o1', 'o2'] : at < 11 ? ['o2', 'o3', 'o1'] : ['o3'];
	return order.map((id, place): Field => [`rank-${id}`, String(place + 1)]);
}

// Of a consent round nothing is secret.
test.each(questionMethods.filter((method) => method !== 'consent'))(
	'%s in secret: sealed, counted as anybody counts the bundle, and checked without us',
	async (method) => {
		const questionId = await opened(method);
		const { manifest } = await found(questionId);
		const audits = await h.app.db.selectFrom('audit').select('act').execute();
		const events = await h.app.db.selectFrom('outbox').select('id').execute();
		const codes: string[] = [];
		for (const [at, code] of voters.entries()) {
			const fields = answers[method](at);
			if (at % 2 === 0 && manifest) {
				const said = answerWords(manifest.asked, answerFrom(manifest.asked, fields));
				const ballot = await sealed(questionId, said);
				await put(questionId, code, ballot.sealed);
				await put(questionId, code, ballot.sealed);
				codes.push(ballot.code);
			} else codes.push((await device(questionId, code, fields)).code);
		}
		// Neither audit row nor event nor stored answer says that anybody voted.
		expect(await h.app.db.selectFrom('audit').select('act').execute()).toHaveLength(audits.length);
		expect(await h.app.db.selectFrom('outbox').select('id').execute()).toHaveLength(events.length);
		const { bundle, urn, counted, seed } = await shown(questionId);
		expect(urn.leaves.map((leaf) => leaf.split(' ')[0])).toEqual([...codes].sort());
		expect(urn.spoiled).toBe(0);
		expect(counted).toMatchObject({ ballots: 15, electors: expect.any(Number) as number });
		expect(await held()).toEqual([]);
		expect(await h.app.db.selectFrom('urn').selectAll().execute()).toEqual([]);
		expect(await h.app.db.selectFrom('roll_tick').selectAll().execute()).toEqual([]);
		expect(
			await h.app.db
				.selectFrom('question_ballot')
				.select('seat_id')
				.where('question_id', '=', questionId)
				.execute(),
		).toEqual([]);

		expect(await verify(bundle)).toBe(0);
		const leaves = [...urn.leaves];
		const first = leaves[0] ?? '';
		const other = first.endsWith(' abstain')
			? first.replace(/abstain$/, isRanked(method) ? '2>1' : '2=1')
			: first.replace(/\S+$/, 'abstain');
		// The verifier is one for all methods: one that adds up marks and one that ranks are tried to deceive it.
		for (const wrong of method !== 'score' && method !== 'irv'
			? []
			: [
					{ leaves: leaves.with(0, other) },
					{ leaves: leaves.with(0, first.replace(/\S+$/, '9=9')) },
					{ leaves: leaves.slice(1) },
					{ leaves: [first, ...leaves] },
					{ spoiled: 1 },
					{ tookPart: urn.tookPart.slice(1) },
					{ result: { ...counted, ballots: 14 } },
					{ result: { ...counted, abstained: counted.abstained + 1 } },
				])
			expect(await verify({ ...bundle, ...wrong }), JSON.stringify(wrong).slice(0, 90)).toBe(1);
		// Whoever changes list and root together is found by the count.
		if (!isRanked(method) && !counted.tie)
			expect(await verify({ ...bundle, result: { ...counted, chosen: ['o9'] } })).toBe(1);

		const args = ['--method', countMethod(bundle.manifest.asked)];
		if (seed !== null) args.push('--seed', seed);
		const { status, stdout, stderr } = await run('server/decisions/count-cli.ts', bundle, ...args);
		expect(stderr).toBe('');
		expect(status).toBe(0);
		const printed = JSON.parse(stdout) as { elected: string[]; stages?: { votes: object }[] };
		const nameOf = new Map(bundle.manifest.asked.options.map(({ id, title }) => [id, title.en]));
		if (!counted.tie) expect(printed.elected).toEqual(counted.chosen.map((id) => nameOf.get(id)));
		const [stage] = 'stages' in counted.count ? counted.count.stages : [];
		if (stage)
			expect(Object.values(printed.stages?.[0]?.votes ?? {})).toEqual(Object.values(stage.votes));
	},
);

test('what is no answer of the question is spoiled, said in public, and not counted', async () => {
	const questionId = await opened('irv');
	for (const [at, said] of ['1>1', '4', '1=1', '2>1', 'abstain '].entries())
		await put(questionId, voters[at] ?? '', (await sealed(questionId, said)).sealed);
	await put(questionId, voters[5] ?? '', 'A'.repeat(512));
	// Sealed for another question, it is none of this one.
	const before = await found(questionId);
	const stray = plaintext(
		'11111111-1111-4111-8111-111111111111',
		{ code: codeFrom(new Uint8Array(24)), choice: '1' },
		answerPaper(before.asked),
	);
	const bytes = seal(before.manifest?.urn?.publicKey ?? '', stray);
	await put(questionId, voters[6] ?? '', Buffer.from(bytes).toString('base64'));
	const { bundle, urn, counted } = await shown(questionId);
	expect(urn).toMatchObject({ spoiled: 6, tookPart: { length: 7 }, leaves: { length: 1 } });
	expect(counted).toMatchObject({ ballots: 1, abstained: 0, chosen: ['o2'] });
	expect(await verify(bundle)).toBe(0);
});

test('bad ballots change nothing; one a seat; nobody votes or enters for another; no list of who voted', async () => {
	const questionId = await opened('approval');
	const ballot = await sealed(questionId, '1=1');
	await put(questionId, 'p01', ballot.sealed);
	await expect(put(questionId, 'p01', (await sealed(questionId, '2=1')).sealed)).rejects.toThrow(
		refused('decisions.secret_already'),
	);
	await expect(put(questionId, 'p02', 'AAAA')).rejects.toThrow(refused('decisions.not_sealed'));
	const foreign = { questionId, seatId: h.seat('p02'), sealed: ballot.sealed };
	await expect(castSecretAnswer(h.app, h.actor('p04'), foreign)).rejects.toThrow(
		refused('decisions.not_your_seat'),
	);
	await expect(
		castSecretAnswer(h.app, h.actor('p02'), { ...foreign, seatId: 'x' }),
	).rejects.toThrow(refused('kernel.not_found'));
	for (const [fields, code] of [
		[[], 'decisions.choose_option'],
		[[['option-o9', 'on']], 'decisions.unknown_option'],
		[
			[
				['option-o1', 'on'],
				['abstain', 'on'],
			],
			'decisions.abstain_and_more',
		],
	] as const)
		await expect(device(questionId, 'p02', fields)).rejects.toThrow(refused(code));
	const openly = { questionId, seatId: h.seat('p02'), fields: [['option-o1', 'on']] as Field[] };
	await expect(castAnswer(h.app, h.actor('p02'), openly)).rejects.toThrow(
		refused('decisions.secret_only'),
	);
	await expect(recordAnswer(h.app, h.actor('p21'), { ...openly, channel: 'hand' })).rejects.toThrow(
		refused('decisions.secret_only'),
	);
	expect((await questionRollView(h.app, h.actor('p21'), questionId)).lines).toEqual([]);
	expect(await questionForVoter(h.app, h.actor('p01'), questionId)).toMatchObject({
		ballot: null,
		secret: { voted: true },
		question: { ballot: 'secret', turnout: { voted: 1, of: 15 } },
	});
	const mine = async (code: string) =>
		(await myVotes(h.app, h.actor(code))).find(({ id }) => id === questionId);
	expect(await mine('p01')).toMatchObject({ state: { is: 'recorded', reference: null } });
	const path = expect.stringContaining(`/secret/${questionId}`) as string;
	expect(await mine('p02')).toMatchObject({ path, state: { is: 'not_sent' } });
	await pauseQuestion(h.app, chair(), { questionId });
	await expect(device(questionId, 'p02', [['option-o1', 'on']])).rejects.toThrow(
		refused('decisions.question_paused'),
	);
	await resumeQuestion(h.app, chair(), { questionId });
	await device(questionId, 'p02', [['option-o1', 'on']]);
	await closeQuestion(h.app, chair(), { questionId });
	await expect(device(questionId, 'p04', [['option-o1', 'on']])).rejects.toThrow(
		refused('decisions.poll_closed'),
	);
	expect(
		(await questionView(h.app, { ...publicly(), actor: chair() }, questionId))?.urn,
	).toBeNull();
	expect(await questionPapers(h.app, publicly(), questionId)).toBeUndefined();
	await showQuestion(h.app, chair(), { questionId });
	expect(await mine('p04')).toBeUndefined();
	// A recorded question takes no sealed ballot.
	const recorded = await prepare('one', false);
	await openQuestion(h.app, chair(), { questionId: recorded });
	await expect(put(recorded, 'p01', ballot.sealed)).rejects.toThrow(refused('kernel.not_found'));
	await expect(device(recorded, 'p01', [['option', 'o1']])).rejects.toThrow(
		refused('kernel.not_found'),
	);
});

test('the rules make every question secret but the practice vote; small groups and no URN_DIR refuse it', async () => {
	await rule({ ballot: 'secret' });
	const questionId = await prepare('one', false);
	await openQuestion(h.app, chair(), { questionId });
	expect(await found(questionId)).toMatchObject({ secret: true, manifest: { ballot: 'secret' } });
	await voidQuestion(h.app, chair(), { questionId, reason: 'Tried.' });
	const practice = await openPractice(h.app, chair(), { meetingId: h.meetingId });
	expect(await found(practice.questionId)).toMatchObject({ secret: false, urnKey: null });
	await closeQuestion(h.app, chair(), practice);
	const due = await prepare('one');
	await scheduleQuestion(h.app, chair(), {
		questionId: due,
		opensAt: new Date(h.app.clock.now().getTime() + 1000),
	});
	await h.app.db
		.updateTable('question')
		.set({ opens_at: new Date(0) })
		.where('id', '=', due)
		.execute();
	await openWhenDue(h.app, due);
	expect((await found(due)).state).toBe('open');
	expect(await held()).toEqual([`${(await found(due)).urnKey ?? ''}.pem`]);
	await openQuestion(h.app, chair(), { questionId: due });
	expect(await held()).toHaveLength(1);
	await voidQuestion(h.app, chair(), { questionId: due, reason: 'Tried.' });

	await rule({ weights: { [await organisationOf('p04')]: '2' } });
	const small = await prepare('one');
	await expect(openQuestion(h.app, chair(), { questionId: small })).rejects.toThrow(
		refused('decisions.secret_small'),
	);
	expect(await found(small)).toMatchObject({ state: 'draft', urnKey: null });
	expect(await held()).toEqual([]);
	Object.assign(h.app.config, { urnDir: undefined });
	await expect(openQuestion(h.app, chair(), { questionId: small })).rejects.toThrow(
		refused('decisions.urn_missing'),
	);
	await expect(prepare('one')).rejects.toThrow(refused('decisions.urn_missing'));
	Object.assign(h.app.config, { urnDir: keys });
});

test('two who open it at once open it once, with one key', async () => {
	const questionId = await prepare('one');
	await Promise.all([
		openQuestion(h.app, chair(), { questionId }),
		openQuestion(h.app, h.actor('p21'), { questionId }),
	]);
	expect(await held()).toEqual([`${(await found(questionId)).urnKey ?? ''}.pem`]);
	await device(questionId, 'p01', [['option', 'o1']]);
	expect((await shown(questionId)).urn.spoiled).toBe(0);
});

test('a restart in the middle goes on; a backup takes the urn along; a lost key is void and asked again', async () => {
	const questionId = await opened('one');
	await device(questionId, 'p01', [['option', 'o1']]);
	const second = createApp({
		connection: h.store.connection,
		config: h.app.config,
		clock: h.app.clock,
		ids: h.app.ids,
		log: h.app.log,
	});
	await device(questionId, 'p02', [['option', 'o2']], second);
	await second.close();

	const file = path.join(keys, 'backup.gz');
	await backUp(h.app, file);
	const to = await testApp();
	Object.assign(to.app.config, { urnDir: keys });
	await restore(to.app, file, { dryRun: false });
	await expect(device(questionId, 'p01', [['option', 'o1']], to.app)).rejects.toThrow(
		refused('decisions.secret_already'),
	);
	await device(questionId, 'p04', [['option', 'o1']], to.app);
	await to.close();
	await rm(file);

	expect(await questionKeyLost(h.app, questionId)).toBe(false);
	await rm(path.join(keys, `${(await found(questionId)).urnKey ?? ''}.pem`));
	expect(await questionKeyLost(h.app, questionId)).toBe(true);
	await expect(closeQuestion(h.app, chair(), { questionId })).rejects.toThrow(
		refused('decisions.urn_key_lost'),
	);
	expect((await found(questionId)).state).toBe('open');
	await voidQuestion(h.app, chair(), { questionId, reason: 'The key was lost.' });
	const kept = await h.app.db
		.selectFrom('urn_void')
		.select('sealed')
		.where('poll_id', '=', questionId)
		.executeTakeFirstOrThrow();
	expect(kept.sealed).toHaveLength(2);
});

test('an interest declared after casting makes it void, keeps it sealed, and asks it again without that seat', async () => {
	const account = await h.app.db
		.selectFrom('person')
		.select('account_id')
		.where('code', '=', 'p01')
		.executeTakeFirstOrThrow();
	const questionId = await prepare('approval');
	await openQuestion(h.app, { ...chair(), accountId: account.account_id ?? '' }, { questionId });
	await device(questionId, 'p02', [['option-o1', 'on']]);
	await declareInterest(h.app, h.actor('p02'), {
		meetingId: h.meetingId,
		itemId: h.item(8),
		kind: 'financial',
		effect: 'leave',
	});
	expect(await found(questionId)).toMatchObject({ state: 'void' });
	await h.app.outbox.idle();
	const all = await reading(h.app, (tx) => questionsOfMeeting(tx, h.partnershipId, h.meetingId));
	const again = all.find(({ state }) => state === 'open');
	expect(again).toMatchObject({ secret: true, asked: { method: 'approval' } });
	expect(again?.manifest?.recused?.map(({ seatId }) => seatId)).toEqual([h.seat('p02')]);
	await expect(device(again?.id ?? '', 'p02', [['option-o1', 'on']])).rejects.toThrow(
		refused('decisions.recused'),
	);

	// Once more, where it may not be opened again: the draft that is left says why.
	await device(again?.id ?? '', 'p01', [['option-o1', 'on']]);
	await rule({ weights: { [await organisationOf('p04')]: '2' } });
	await declareInterest(h.app, h.actor('p06'), {
		meetingId: h.meetingId,
		itemId: h.item(8),
		kind: 'financial',
		effect: 'leave',
	});
	await h.app.outbox.idle();
	const left = await reading(h.app, (tx) => questionsOfMeeting(tx, h.partnershipId, h.meetingId));
	expect(left.findLast(({ notOpened }) => notOpened !== null)).toMatchObject({
		state: 'draft',
		secret: true,
		notOpened: 'decisions.secret_small',
	});
});
