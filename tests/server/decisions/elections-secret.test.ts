import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Field } from '#domain/decisions/answer.ts';
import { answerPaper } from '#domain/decisions/sealed-answer.ts';
import { codeFrom, plaintext } from '#domain/decisions/sealed.ts';
import { totalsSeen } from '#domain/decisions/paper-totals.ts';
import { attestPapers, countPapers, enterPapers, givePaper } from '#server/decisions/commands.ts';
import { callElection, nominate } from '#server/decisions/call-election.ts';
import {
	electionBundle,
	electionPage,
	type ElectionPage,
} from '#server/decisions/election-views.ts';
import { myVotes } from '#server/decisions/my-votes.ts';
import { papersPage } from '#server/decisions/papers-page.ts';
import {
	castInElection,
	castSecretInElection,
	decideElection,
	electionReminder,
	electionRunner,
	goOnWithElection,
} from '#server/decisions/run-election.ts';
import { seal } from '#server/decisions/urn-keys.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
let bodyId: string;
let keys = '';
beforeAll(async () => {
	h = await hall();
	keys = await mkdtemp(path.join(tmpdir(), 'urn-'));
	Object.assign(h.app.config, { urnDir: keys });
	const body = await h.app.db
		.selectFrom('body')
		.select('id')
		.where('code', '=', 'board')
		.executeTakeFirstOrThrow();
	bodyId = body.id;
	const few = { share: null, minPresent: 3, minPerSector: null, minOrganisations: null };
	const none = { sectorMinimums: {}, allOfSectors: [], requiredOrganisations: [] };
	await rule({ quorum: { rounding: 'up', recheckAfterRecusal: true, ...few, ...none } });
});
afterAll(async () => {
	await h.close();
	await rm(keys, { recursive: true, force: true });
});

const link = 'https://moothall.example';
const refused = (code: string, field?: string) =>
	expect.objectContaining({ code, ...(field ? { field } : {}) }) as Error;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const iso = (days: number) => inDays(days).toISOString().slice(0, 10);
async function page(number: string, code?: string): Promise<ElectionPage> {
	const viewer = { partnershipId: h.partnershipId, actor: code ? h.actor(code) : null };
	const found = await electionPage(h.app, viewer, number);
	if (!found) throw new Error(`no ${number}`);
	return found;
}
let called = 0;
const call = (more: object = {}) =>
	callElection(h.app, h.actor('p21'), {
		bodyId,
		office: 'chair',
		method: 'irv',
		seatIds: [],
		secret: true,
		nominationsClose: inDays(5),
		votingCloses: inDays(12),
		// Far from each other, so that no term is in the way of another.
		termStartsOn: iso(40 + 800 * called++),
		linkTo: () => link,
		...more,
	});
async function rule(change: object): Promise<void> {
	const row = await h.app.db.selectFrom('constitution').select('rules').executeTakeFirstOrThrow();
	await h.app.db
		.updateTable('constitution')
		.set({ rules: JSON.stringify({ ...(row.rules as object), ...change }) })
		.execute();
}
const name = (electionId: string, code: string) =>
	nominate(h.app, h.actor(code), { electionId, personId: h.actor(code).personId, link });
/** Its next time has come, and the job runs. */
async function on(number: string): Promise<ElectionPage> {
	const { id } = await page(number);
	await sql`update election set nominations_close_at = least(nominations_close_at, clock_timestamp()),
		voting_closes_at = case when state = 'voting' then clock_timestamp() - interval '1 second' else voting_closes_at end
		where id = ${id}`.execute(h.app.db);
	await electionRunner(h.app)({ partnershipId: h.partnershipId, electionId: id, link });
	return page(number, 'p21');
}
async function voting(more: object = {}, standing = ['p06', 'p07']): Promise<ElectionPage> {
	const { number } = await call(more);
	const { id } = await page(number);
	for (const code of standing) await name(id, code);
	return on(number);
}
const fields = (...order: string[]): Field[] =>
	order.map((id, at): Field => [`rank-${id}`, String(at + 1)]);
const put = (view: ElectionPage, code: string, order: string[], sealed = '') =>
	castSecretInElection(h.app, h.actor(code), {
		electionId: view.id,
		seatId: h.seat(code),
		fields: fields(...order),
		sealed,
		link,
	});
const decide = (view: ElectionPage, code: string, act: string, reason = 'Enough of us wrote.') =>
	decideElection(h.app, h.actor(code), { electionId: view.id, act, reason, link });
const held = () => readdir(keys);
async function verify(bundle: object | undefined): Promise<number | null> {
	const file = path.join(keys, 'bundle.json');
	await writeFile(file, JSON.stringify(bundle));
	const { status } = spawnSync(process.execPath, ['static/verify-poll.js', file]);
	await rm(file);
	return status;
}

test('a secret election: sealed or sealed on receipt, nothing by name, counted, published by codes, checked', async () => {
	await expect(call({ secret: true, bodyId })).resolves.toBeDefined();
	const view = await voting();
	expect(view).toMatchObject({ phase: 'voting', secret: true, votes: [] });
	expect(await held()).toHaveLength(1);
	const { asked, sealedTo } = view;
	if (!asked || !sealedTo) throw new Error('not open in secret');
	const audits = await h.app.db.selectFrom('audit').select('act').execute();
	for (const code of voters.filter((each) => each !== 'p19')) {
		const first = code < 'p08' ? 'p06' : 'p07';
		if (code === 'p12') {
			const bytes = plaintext(
				sealedTo.questionId,
				{ code: codeFrom(crypto.getRandomValues(new Uint8Array(24))), choice: '2>1' },
				answerPaper(asked),
			);
			const sealed = Buffer.from(seal(sealedTo.publicKey, bytes)).toString('base64');
			expect(await put(view, code, [], sealed)).toEqual({ code: null });
			await put(view, code, [], sealed);
		} else {
			const { code: found } = await put(view, code, [first]);
			expect(found).toMatch(/^(\w{5}-){4}\w{5}$/);
		}
	}
	await expect(put(view, 'p01', ['p07'])).rejects.toThrow(refused('decisions.secret_already'));
	await expect(put(view, 'p01', ['p99'])).rejects.toThrow(refused('decisions.unknown_option'));
	await expect(put(view, 'p01', [], 'AAAA')).rejects.toThrow(refused('decisions.not_sealed'));
	await expect(
		castInElection(h.app, h.actor('p01'), {
			electionId: view.id,
			seatId: h.seat('p01'),
			fields: fields('p06'),
			link,
		}),
	).rejects.toThrow(refused('decisions.secret_only'));
	expect(await h.app.db.selectFrom('audit').select('act').execute()).toHaveLength(audits.length);
	expect((await page(view.number, 'p01')).seats).toMatchObject([{ voted: true, answer: null }]);
	expect(await myVotes(h.app, h.actor('p01'))).toContainEqual(
		expect.objectContaining({
			id: sealedTo.questionId,
			state: expect.objectContaining({ is: 'recorded' }) as object,
		}),
	);
	// Everybody is reminded: who was not would be known to have voted.
	await electionReminder(h.app)({ partnershipId: h.partnershipId, electionId: view.id, link });
	const mail = await h.app.db
		.selectFrom('mail')
		.select('recipient')
		.where('subject', 'like', 'A secret vote ends soon%')
		.execute();
	expect(mail.length).toBeGreaterThan(10);
	expect(await electionBundle(h.app, h.partnershipId, view.number)).toBeUndefined();
	const settled = await on(view.number);
	expect(settled).toMatchObject({ phase: 'settled', outcome: 'elected', inquorate: null });
	expect(settled.elected).toHaveLength(1);
	expect(settled.votes).toEqual([]);
	expect(settled.urn?.leaves).toHaveLength(14);
	expect(await held()).toEqual([]);
	expect(await verify(await electionBundle(h.app, h.partnershipId, view.number))).toBe(0);
});

test('too few took part: nothing is shown, who presides and does not stand decides with a reason', async () => {
	const view = await voting({ secret: false }, ['p06', 'p01']);
	await castInElection(h.app, h.actor('p02'), {
		electionId: view.id,
		seatId: h.seat('p02'),
		fields: fields('p06'),
		link,
	});
	const waits = await on(view.number);
	expect(waits).toMatchObject({ phase: 'inquorate', result: null, votes: [], elected: [] });
	expect(waits.inquorate).toMatchObject({ quorate: false, present: 1 });
	expect(waits.mayGoOn).toBe(false);
	// The chair stands in it.
	expect((await page(view.number, 'p01')).mayDecide).toBe(false);
	await expect(decide(waits, 'p01', 'stands')).rejects.toThrow(
		refused('decisions.election_decides'),
	);
	await expect(decide(waits, 'p02', 'stands')).rejects.toThrow(refused('kernel.not_allowed'));
	const vice = await h.app.db
		.selectFrom('body_role')
		.innerJoin('person', 'person.id', 'body_role.person_id')
		.select('person.code')
		.where('body_id', '=', bodyId)
		.where('role', '=', 'vice_chair')
		.execute();
	// Where all who preside stand, the secretariat decides.
	const decider = vice[0]?.code ?? 'p21';
	await expect(decide(waits, decider, 'shrug')).rejects.toThrow(refused('decisions.choose_act'));
	await expect(decide(waits, decider, 'stands', ' ')).rejects.toThrow(
		refused('decisions.reason_missing', 'reason'),
	);
	await decide(waits, decider, 'again', 'Everybody was away.');
	const again = await page(view.number, 'p21');
	expect(again).toMatchObject({ phase: 'voting', standsBecause: 'Everybody was away.' });
	expect(again.turnout?.voted).toBe(0);
	expect(again.votingCloses.getTime()).toBeGreaterThan(Date.now() + 19 * 3_600_000);
	const second = await on(view.number);
	expect(second.phase).toBe('inquorate');
	await decide(second, decider, 'stands');
	expect(await page(view.number)).toMatchObject({ phase: 'settled', outcome: 'nobody_elected' });
	await expect(decide(second, decider, 'stands')).rejects.toThrow(
		refused('decisions.election_not_now'),
	);
});

test('a lost key is void and voted on again; the rules make it secret; small groups and no URN_DIR refuse it', async () => {
	const view = await voting();
	await put(view, 'p01', ['p06']);
	for (const file of await held()) await rm(path.join(keys, file));
	const again = await on(view.number);
	expect(again).toMatchObject({ phase: 'voting', turnout: { voted: 0 } });
	expect(again.sealedTo?.questionId).not.toBe(view.sealedTo?.questionId);
	expect(await held()).toHaveLength(1);
	await put(again, 'p01', ['p07']);
	const waits = await on(view.number);
	expect(waits).toMatchObject({ phase: 'inquorate', urn: null });
	await decide(waits, 'p01', 'stands');
	expect((await page(view.number)).urn).toMatchObject({ leaves: { length: 1 } });

	const { ballot } = (
		await h.app.db.selectFrom('constitution').select('rules').executeTakeFirstOrThrow()
	).rules as { ballot: string };
	await rule({ ballot: 'secret' });
	expect((await voting({ secret: false })).secret).toBe(true);
	const open = await voting({ secret: false });
	await rule({ ballot });
	const { organisation } = await h.app.db
		.selectFrom('organisation')
		.innerJoin('seat', 'seat.organisation_id', 'organisation.id')
		.select('organisation.code as organisation')
		.where('seat.id', '=', h.seat('p04'))
		.executeTakeFirstOrThrow();
	const { number } = await call();
	const { id } = await page(number);
	for (const code of ['p06', 'p07']) await name(id, code);
	await rule({ weights: { [organisation]: '2' } });
	await expect(call()).rejects.toThrow(refused('decisions.secret_small', 'secret'));
	// What the rules of today refuse is told to who runs it, and nothing is opened by half.
	expect(await on(number)).toMatchObject({ phase: 'ready', notOpened: 'decisions.secret_small' });
	await expect(goOnWithElection(h.app, h.actor('p21'), { electionId: id, link })).rejects.toThrow(
		refused('decisions.secret_small'),
	);
	await rule({ weights: {} });
	await goOnWithElection(h.app, h.actor('p21'), { electionId: id, link });
	expect(await page(number, 'p21')).toMatchObject({ phase: 'voting', notOpened: null });
	Object.assign(h.app.config, { urnDir: undefined });
	await expect(call()).rejects.toThrow(refused('decisions.urn_missing', 'secret'));
	Object.assign(h.app.config, { urnDir: keys });
	expect(open.phase).toBe('voting');
});

test('papers that are handed in wait for two tellers who do not stand; then it is settled with them', async () => {
	await expect(call({ secret: false, paper: true })).rejects.toThrow(
		refused('decisions.paper_secret', 'paper'),
	);
	const before = await held();
	const view = await voting({ paper: true }, ['p06', 'p11']);
	const pollId = view.papers ?? '';
	const hand = (code: string) => givePaper(h.app, h.actor('p21'), { pollId, seatId: h.seat(code) });
	const count = (by: string, piles: string) =>
		countPapers(h.app, h.actor(by), {
			pollId,
			typed: (field) => (field === 'paper-piles' ? piles : ''),
		});
	for (const code of ['p01', 'p02', 'p04']) await put(view, code, ['p06']);
	await hand('p07');
	const early = await on(view.number);
	expect(early).toMatchObject({ phase: 'counting', notOpened: 'decisions.paper_few' });
	// Those who handed one in still vote by device, or others hand one in too: here the time is set back.
	await sql`update election set voting_closes_at = clock_timestamp() + interval '1 day' where id = ${view.id}`.execute(
		h.app.db,
	);
	for (const code of ['p08', 'p09', 'p10']) await hand(code);
	await expect(put(view, 'p08', ['p06'])).rejects.toThrow(refused('decisions.paper_out'));
	const waits = await on(view.number);
	expect(waits).toMatchObject({
		phase: 'counting',
		papersWait: true,
		mayGoOn: false,
		notOpened: null,
		result: null,
		turnout: { voted: 7 },
	});
	const again = { electionId: view.id, link };
	await expect(goOnWithElection(h.app, h.actor('p21'), again)).rejects.toThrow(
		refused('decisions.paper_waits'),
	);
	// The key is gone, and its loss is no reason to vote again.
	expect(await held()).toEqual(before);
	expect(await on(view.number)).toMatchObject({ phase: 'counting', papersWait: true });
	const piles = '3 × p11 > p06\n1 × 1';
	await expect(count('p11', piles)).rejects.toThrow(refused('decisions.paper_stands'));
	expect(await count('p21', piles)).toEqual({ agreed: false });
	await expect(count('p01', '4 × 2')).rejects.toThrow(refused('decisions.paper_differ'));
	expect(await count('p01', '1 1 0\n2 2 1 0\n1 2 1')).toEqual({ agreed: true });
	const settled = await page(view.number);
	expect(settled).toMatchObject({ phase: 'settled', outcome: 'elected', papersWait: false });
	expect(settled.result).toMatchObject({ ballots: 7, paper: { papers: 4, spoiled: 0 } });
	const bundle = await electionBundle(h.app, h.partnershipId, view.number);
	expect(await verify(bundle)).toBe(0);
	expect(await verify({ ...bundle, paper: undefined })).toBe(1);
});

test('papers of an election can be entered for two of the body who do not stand, and each stands for them', async () => {
	const view = await voting({ paper: true }, ['p06', 'p01']);
	const pollId = view.papers ?? '';
	for (const code of ['p02', 'p04', 'p11']) await put(view, code, ['p06']);
	for (const code of ['p07', 'p08', 'p09'])
		await givePaper(h.app, h.actor('p21'), { pollId, seatId: h.seat(code) });
	await on(view.number);
	const id = (code: string) => h.actor(code).personId;
	const enter = (by: string, first: string, second: string) =>
		enterPapers(h.app, h.actor(by), {
			pollId,
			typed: (field) => (field === 'paper-piles' ? '2 × p01\n1 × p06 > p01' : ''),
			tellerId: id(first),
			secondTellerId: id(second),
		});
	const seen = totalsSeen([{ of: 'all', votes: { '1': 2, '2>1': 1 }, abstained: 0, spoiled: 0 }]);
	const attest = (who: string, how: string, by = who) =>
		attestPapers(h.app, h.actor(by), { pollId, tellerId: id(who), how, pin: '123456', seen });
	await expect(enter('p01', 'p02', 'p04')).rejects.toThrow(refused('decisions.paper_stands'));
	await expect(enter('p21', 'p06', 'p04')).rejects.toThrow(
		refused('decisions.teller_elsewhere', 'tellerId'),
	);
	await enter('p21', 'p02', 'p24');
	expect((await page(view.number, 'p02')).papers).toBe(pollId);
	expect((await page(view.number, 'p04')).papers).toBeNull();
	const waits = async (code: string) =>
		(await myVotes(h.app, h.actor(code))).filter(({ state }) => state.is === 'to_attest');
	expect(await waits('p24')).toMatchObject([
		{ path: expect.stringMatching(/^\/elections\/.*\/papers$/) as string },
	]);
	expect(await papersPage(h.app, h.actor('p02'), pollId)).toMatchObject({
		mayCount: false,
		present: [],
		entered: { tellers: [{ ways: ['account'], card: 'none' }, { ways: [] }] },
	});
	// There are no cards between meetings, and the chair's word is not a candidate's to give.
	await expect(attest('p02', 'pin', 'p21')).rejects.toThrow(refused('kernel.not_found'));
	await expect(attest('p02', 'chair', 'p01')).rejects.toThrow(refused('decisions.paper_stands'));
	expect(await attest('p02', 'account')).toEqual({ counted: false });
	expect(await page(view.number)).toMatchObject({ phase: 'counting', papersWait: true });
	expect(await attest('p24', 'account')).toEqual({ counted: true });
	expect(await waits('p24')).toEqual([]);
	const settled = await page(view.number);
	expect(settled).toMatchObject({ phase: 'settled', outcome: 'elected' });
	expect(settled.result?.paper).toEqual({ papers: 3, spoiled: 0, attested: 'account_account' });
	const bundle = await electionBundle(h.app, h.partnershipId, view.number);
	expect(bundle).toMatchObject({ paper: { tellers: ['p02', 'p24'], enteredBy: 'p21' } });
	expect(await verify(bundle)).toBe(0);
});
