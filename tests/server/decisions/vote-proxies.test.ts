import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Choice } from '#domain/decisions/ballot.ts';
import {
	answerInWriting,
	leaveForInterest,
	objectInWriting,
} from '#server/decisions/answer-in-writing.ts';
import { callElection, nominate } from '#server/decisions/call-election.ts';
import { castInWritingForDevice } from '#server/decisions/cast-secret-writing.ts';
import { electionPage } from '#server/decisions/election-views.ts';
import { myVotes } from '#server/decisions/my-votes.ts';
import { putInWriting } from '#server/decisions/put-in-writing.ts';
import {
	castInElection,
	castSecretInElection,
	electionRunner,
} from '#server/decisions/run-election.ts';
import { writtenCloser } from '#server/decisions/settle-written.ts';
import { acceptVoteProxy, endVoteProxy, lodgeVoteProxy } from '#server/decisions/vote-proxies.ts';
import { writtenPage, type WrittenPage } from '#server/decisions/written-views.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
let bodyId: string;
let keys = '';
const link = 'https://moothall.example';
const id = (code: string) => h.actor(code).personId;
const refused = (code: string, field?: string) =>
	expect.objectContaining({ code, ...(field ? { field } : {}) }) as Error;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const rules = (change: object) =>
	sql`update constitution set rules = rules || ${JSON.stringify(change)}::jsonb`.execute(h.app.db);
const lodge = (voteId: string, by: string, principal: string, holder: string) =>
	lodgeVoteProxy(h.app, h.actor(by), {
		voteId,
		principalId: id(principal),
		holderId: id(holder),
	});
const viewer = (code?: string) => ({
	partnershipId: h.partnershipId,
	actor: code ? h.actor(code) : null,
});

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
	const row = await h.app.db.selectFrom('constitution').select('rules').executeTakeFirstOrThrow();
	const { writtenProcedure } = row.rules as { writtenProcedure: object };
	await rules({
		writtenProcedure: { ...writtenProcedure, silence: 'abstain', objectors: 3 },
		quorum: {
			share: null,
			rounding: 'up',
			minPresent: 3,
			minPerSector: null,
			minOrganisations: null,
			sectorMinimums: {},
			allOfSectors: [],
			requiredOrganisations: [],
			recheckAfterRecusal: true,
		},
	});
});
afterAll(async () => {
	await h.close();
	await rm(keys, { recursive: true, force: true });
});

async function written(more: object = {}): Promise<WrittenPage> {
	const { number } = await putInWriting(h.app, h.actor('p01'), {
		bodyId,
		title: { en: 'Lease of the hall' },
		text: { en: 'That the lease be renewed.' },
		decisionClass: 'ordinary',
		effect: 'partnership_decision',
		beneficiaries: [],
		deadline: inDays(8),
		linkTo: null,
		...more,
	});
	return page(number);
}
async function page(number: string, code?: string): Promise<WrittenPage> {
	const found = await writtenPage(h.app, viewer(code), number);
	if (!found) throw new Error(`no ${number}`);
	return found;
}
const answer = (procedureId: string, by: string, of: string, choice: Choice) =>
	answerInWriting(h.app, h.actor(by), { procedureId, seatId: h.seat(of), choice });
async function settled({ id: procedureId, number }: WrittenPage): Promise<WrittenPage> {
	await sql`update written_procedure set deadline = clock_timestamp() - interval '1 second' where id = ${procedureId}`.execute(
		h.app.db,
	);
	await writtenCloser(h.app)({ partnershipId: h.partnershipId, procedureId, link });
	return page(number);
}

test('a vote in writing is given, accepted, cast by its holder once, named in the result, and makes no quorum', async () => {
	const view = await written();
	const vote = view.id;
	await rules({ proxies: { allowed: false, most: 1, noticeBefore: null } });
	await expect(lodge(vote, 'p05', 'p05', 'p06')).rejects.toThrow(
		refused('decisions.proxy_not_allowed'),
	);
	await rules({ proxies: { allowed: true, most: 1, noticeBefore: null } });
	await expect(lodge(vote, 'p06', 'p05', 'p06')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(lodge(vote, 'p05', 'p05', 'p24')).rejects.toThrow(
		refused('decisions.proxy_holder_without_seat', 'holderId'),
	);
	await expect(lodge(vote, 'p05', 'p05', 'p05')).rejects.toThrow(
		refused('decisions.proxy_to_oneself'),
	);
	await lodge(vote, 'p05', 'p05', 'p06');
	await expect(lodge(vote, 'p05', 'p05', 'p07')).rejects.toThrow(refused('decisions.proxy_given'));
	await expect(lodge(vote, 'p06', 'p06', 'p07')).rejects.toThrow(
		refused('decisions.proxy_chain_own'),
	);
	await expect(lodge(vote, 'p21', 'p07', 'p05')).rejects.toThrow(
		refused('decisions.proxy_chain_holder'),
	);
	await expect(lodge(vote, 'p21', 'p07', 'p06')).rejects.toThrow(refused('decisions.proxy_most'));
	// Until the clerk has accepted it whose vote it is casts it.
	await expect(answer(vote, 'p06', 'p05', 'for')).rejects.toThrow(
		refused('decisions.not_your_seat'),
	);
	const [proxy] = (await page(view.number, 'p21')).proxies?.proxies ?? [];
	const of = { voteId: vote, proxyId: proxy?.id ?? '' };
	await expect(acceptVoteProxy(h.app, h.actor('p06'), of)).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await acceptVoteProxy(h.app, h.actor('p21'), of);
	expect((await page(view.number, 'p06')).mine).toMatchObject([
		{ seatId: h.seat('p06'), principal: null },
		{ seatId: h.seat('p05'), principal: proxy?.principalName },
	]);
	expect((await page(view.number, 'p05')).mine).toEqual([]);
	expect((await page(view.number)).proxies).toBeNull();
	await expect(answer(vote, 'p05', 'p05', 'for')).rejects.toThrow(
		refused('decisions.not_your_seat'),
	);
	const mine = async () =>
		(await myVotes(h.app, h.actor('p06'))).find((each) => each.id === vote)?.state.is;
	await answer(vote, 'p06', 'p06', 'for');
	expect(await mine()).toBe('not_sent');
	const beside = { procedureId: vote, seatId: h.seat('p05') };
	await expect(
		leaveForInterest(h.app, h.actor('p06'), { ...beside, interest: 'financial' }),
	).rejects.toThrow(refused('decisions.proxy_votes_only'));
	await expect(
		objectInWriting(h.app, h.actor('p06'), { ...beside, reason: 'Meet.' }),
	).rejects.toThrow(refused('decisions.proxy_votes_only'));
	await answer(vote, 'p06', 'p05', 'against');
	await answer(vote, 'p06', 'p05', 'against');
	expect(await mine()).toBe('recorded');
	for (const code of ['p05', 'p06', 'p21'])
		await expect(endVoteProxy(h.app, h.actor(code), of)).rejects.toThrow(
			refused('decisions.proxy_cast'),
		);
	await expect(lodge(vote, 'p21', 'p06', 'p07')).rejects.toThrow(
		refused('decisions.proxy_chain_own'),
	);
	// Two who answered themselves and one by proxy are no three.
	await answer(vote, 'p07', 'p07', 'for');
	const few = await settled(view);
	expect(few).toMatchObject({
		outcome: 'too_few',
		result: { answered: 3, quorum: { present: 2, quorate: false } },
	});
	expect(few.votes.find(({ seatId }) => seatId === h.seat('p05'))).toMatchObject({
		name: proxy?.principalName,
		byProxy: proxy?.holderName,
		choice: 'against',
	});
	await expect(lodge(vote, 'p08', 'p08', 'p07')).rejects.toThrow(refused('decisions.proxy_late'));
});

test('withdrawn it is the member’s own again; one who has voted gives nothing, and who takes no part carries nothing', async () => {
	const view = await written();
	const vote = view.id;
	await answer(vote, 'p08', 'p08', 'for');
	await expect(lodge(vote, 'p08', 'p08', 'p07')).rejects.toThrow(
		refused('decisions.proxy_voted', 'principalId'),
	);
	await lodge(vote, 'p21', 'p05', 'p11');
	const [proxy] = (await page(view.number, 'p05')).proxies?.proxies ?? [];
	await endVoteProxy(h.app, h.actor('p05'), { voteId: vote, proxyId: proxy?.id ?? '' });
	await leave(vote, 'p06', 'p06');
	await expect(lodge(vote, 'p21', 'p07', 'p06')).rejects.toThrow(
		refused('decisions.recused', 'holderId'),
	);
	await answer(vote, 'p05', 'p05', 'against');
	await lodge(vote, 'p07', 'p07', 'p11');
	await answer(vote, 'p07', 'p07', 'for');
	const [late] = (await page(view.number, 'p21')).proxies?.proxies ?? [];
	await expect(
		acceptVoteProxy(h.app, h.actor('p21'), { voteId: vote, proxyId: late?.id ?? '' }),
	).rejects.toThrow(refused('decisions.proxy_voted'));
	const end = await settled(view);
	expect(end).toMatchObject({ outcome: 'carried', result: { answered: 3 } });
	expect(end.votes.every(({ byProxy }) => byProxy === null)).toBe(true);
});

test('in secret it is a ballot of its own in the same urn, and never a second one', async () => {
	const view = await written({ secret: true });
	const vote = view.id;
	await lodge(vote, 'p21', 'p05', 'p06');
	const [proxy] = (await page(view.number, 'p05')).proxies?.proxies ?? [];
	const put = (by: string, of: string) =>
		castInWritingForDevice(h.app, h.actor(by), {
			procedureId: vote,
			seatId: h.seat(of),
			choice: 'for',
		});
	await put('p06', 'p06');
	await put('p06', 'p05');
	await expect(put('p06', 'p05')).rejects.toThrow(refused('decisions.secret_already'));
	await expect(put('p05', 'p05')).rejects.toThrow(refused('decisions.not_your_seat'));
	await expect(
		endVoteProxy(h.app, h.actor('p05'), { voteId: vote, proxyId: proxy?.id ?? '' }),
	).rejects.toThrow(refused('decisions.proxy_cast'));
	for (const code of ['p07', 'p08']) await put(code, code);
	expect((await settled(view)).result).toMatchObject({
		answered: 4,
		quorum: { present: 3, quorate: true },
	});
});

const leave = (procedureId: string, by: string, of: string) =>
	leaveForInterest(h.app, h.actor(by), {
		procedureId,
		seatId: h.seat(of),
		interest: 'financial',
		linkTo: (number) => `${link}/${number}`,
	});

test('a holder who takes no part gives back what they carry, cast or not, and whose vote it is is told and answers', async () => {
	const view = await written();
	const vote = view.id;
	await rules({ proxies: { allowed: true, most: 2, noticeBefore: null } });
	await lodge(vote, 'p21', 'p05', 'p06');
	await lodge(vote, 'p21', 'p07', 'p06');
	await lodge(vote, 'p08', 'p08', 'p11');
	await answer(vote, 'p06', 'p05', 'against');
	expect((await page(view.number, 'p06')).carries).toBe('open');
	await leave(vote, 'p06', 'p06');
	expect(await page(view.number, 'p06')).toMatchObject({ carries: null, answered: 0 });
	for (const of of ['p05', 'p07']) {
		await expect(answer(vote, 'p06', of, 'for')).rejects.toThrow(
			refused('decisions.not_your_seat'),
		);
		expect((await page(view.number, of)).mine).toMatchObject([{ principal: null, answer: null }]);
	}
	const told = await h.app.db
		.selectFrom('mail')
		.select(['recipient', 'body'])
		.where('subject', 'like', 'Your vote is yours again: %')
		.execute();
	expect(told).toHaveLength(2);
	expect(told[0]?.body).toContain(`${link}/${view.number}`);
	await answer(vote, 'p05', 'p05', 'against');
	expect((await page(view.number, 'p05')).mine).toMatchObject([
		{ answer: { choice: 'against', revision: 2, castByPersonId: id('p05') } },
	]);

	// Whoever gave theirs can still say the same of themselves, and nobody for them; a proxy that waits ends with it.
	await leave(vote, 'p08', 'p08');
	await expect(
		acceptVoteProxy(h.app, h.actor('p21'), {
			voteId: vote,
			proxyId: (await page(view.number, 'p21')).proxies?.proxies[0]?.id ?? crypto.randomUUID(),
		}),
	).rejects.toThrow(refused('kernel.not_found'));
	await lodge(vote, 'p21', 'p07', 'p11');
	await answer(vote, 'p11', 'p07', 'for');
	await expect(leave(vote, 'p11', 'p07')).rejects.toThrow(refused('decisions.proxy_votes_only'));
	await objectInWriting(h.app, h.actor('p07'), {
		procedureId: vote,
		seatId: h.seat('p07'),
		reason: 'Let us talk.',
	});
	expect((await page(view.number, 'p07')).given).toMatchObject([{ objected: true, voted: false }]);
	await leave(vote, 'p07', 'p07');
	expect((await page(view.number, 'p07')).given).toEqual([]);
	await answer(vote, 'p11', 'p11', 'against');
	const end = await settled(view);
	expect(end.result).toMatchObject({ answered: 2 });
	expect(end.votes.find(({ seatId }) => seatId === h.seat('p07'))).toMatchObject({
		tookNoPart: true,
		byProxy: null,
		choice: null,
	});
	await rules({ proxies: { allowed: true, most: 1, noticeBefore: null } });
});

test('a sealed vote that they carried makes it void, and put again with the member voting themselves', async () => {
	const view = await written({ secret: true });
	await lodge(view.id, 'p21', 'p05', 'p06');
	const seal = (procedureId: string, by: string, of: string) =>
		castInWritingForDevice(h.app, h.actor(by), {
			procedureId,
			seatId: h.seat(of),
			choice: 'for',
		});
	await seal(view.id, 'p06', 'p05');
	expect((await page(view.number, 'p06')).carries).toBe('sealed');
	await leave(view.id, 'p06', 'p06');
	expect(await page(view.number)).toMatchObject({
		state: 'settled',
		outcome: 'void',
		result: { voided: 'interest' },
	});
	const [year, last] = view.number.split('/').map(Number);
	const again = await page(`${year}/${Number(last) + 1}`, 'p05');
	expect(again.mine).toMatchObject([{ principal: null, voted: false }]);
	expect((await page(again.number, 'p06')).mine).toEqual([]);
	await seal(again.id, 'p05', 'p05');
});

/** Terms of one office follow each other. */
let termsAfter = 0;

/** An election in its vote; `nominated` is done while people are nominated still. */
async function voting(
	secret: boolean,
	nominated: (electionId: string) => Promise<unknown> = () => Promise.resolve(),
) {
	const { number } = await callElection(h.app, h.actor('p21'), {
		bodyId,
		office: 'chair',
		method: 'irv',
		seatIds: [],
		secret,
		nominationsClose: inDays(5),
		votingCloses: inDays(12),
		termStartsOn: inDays((termsAfter += 900))
			.toISOString()
			.slice(0, 10),
		linkTo: () => link,
	});
	const view = async (code?: string) => {
		const found = await electionPage(h.app, viewer(code), number);
		if (!found) throw new Error(`no ${number}`);
		return found;
	};
	const { id: electionId } = await view();
	for (const code of ['p01', 'p02'])
		await nominate(h.app, h.actor(code), { electionId, personId: id(code), link });
	const on = async (set: object) => {
		await h.app.db.updateTable('election').set(set).where('id', '=', electionId).execute();
		await electionRunner(h.app)({ partnershipId: h.partnershipId, electionId, link });
	};
	await nominated(electionId);
	await on({ nominations_close_at: new Date() });
	return { electionId, view, close: () => on({ voting_closes_at: new Date() }) };
}

test.each([false, true])('an election counts it alike, secret: %s', async (secret) => {
	const { electionId, view, close } = await voting(secret);
	const voteId = (await view('p05')).proxies?.voteId ?? '';
	await lodge(voteId, 'p21', 'p05', 'p06');
	const fields = [['rank-p02', '1']] as const;
	const cast = (by: string, of: string) => {
		const ballot = { electionId, seatId: h.seat(of), fields, link };
		return secret
			? castSecretInElection(h.app, h.actor(by), { ...ballot, sealed: '' })
			: castInElection(h.app, h.actor(by), ballot);
	};
	await expect(cast('p05', 'p05')).rejects.toThrow(refused('decisions.principal_beside_proxy'));
	await expect(cast('p07', 'p05')).rejects.toThrow(refused('decisions.not_your_seat'));
	await cast('p06', 'p05');
	await cast('p06', 'p06');
	if (secret) await expect(cast('p06', 'p05')).rejects.toThrow(refused('decisions.secret_already'));
	expect((await view('p06')).seats).toMatchObject([
		{ seatId: h.seat('p06'), principal: null },
		{ seatId: h.seat('p05'), principal: expect.any(String) as string },
	]);
	for (const code of ['p07', 'p08']) await cast(code, code);
	await close();
	const end = await view('p21');
	expect(end).toMatchObject({ phase: 'settled', result: { ballots: 4, chosen: ['p02'] } });
	const given = end.votes.find(({ seatId }) => seatId === h.seat('p05'));
	if (!secret)
		expect(given?.byProxy).toBe(end.votes.find((each) => each.seatId === h.seat('p06'))?.name);
	const row = await h.app.db
		.selectFrom('question')
		.select('quorum_closed')
		.where('id', '=', voteId)
		.executeTakeFirstOrThrow();
	expect(row.quorum_closed).toMatchObject({ present: 3 });
});

test('one who will be away gives their vote while people are nominated; in another vote in place of a void one it stands', async () => {
	await rules({ proxies: { allowed: true, most: 2, noticeBefore: null } });
	const { electionId, view } = await voting(true, async (nominated) => {
		await lodge(nominated, 'p21', 'p05', 'p06');
		await lodge(nominated, 'p07', 'p07', 'p06');
		await lodge(nominated, 'p21', 'p08', 'p11');
		await sql`update seat_term set ends_on = starts_on where seat_id = ${h.seat('p11')}`.execute(
			h.app.db,
		);
	});
	const inVote = async () => (await view('p21')).proxies;
	const names = async () =>
		(await inVote())?.proxies.map(({ principalId, acceptedAt }) => [
			principalId,
			acceptedAt !== null,
		]);
	// Whoever was to carry the third has no seat any more: it has ended, and its member votes.
	expect(await names()).toEqual([
		[id('p05'), true],
		[id('p07'), false],
	]);
	const cast = (by: string, of: string) =>
		castSecretInElection(h.app, h.actor(by), {
			electionId,
			seatId: h.seat(of),
			fields: [['rank-p02', '1']],
			sealed: '',
			link,
		});
	await cast('p06', 'p05');
	await cast('p08', 'p08');
	await expect(cast('p06', 'p07')).rejects.toThrow(refused('decisions.not_your_seat'));

	const first = await inVote();
	await rm(keys, { recursive: true, force: true });
	await mkdir(keys);
	await h.app.db
		.updateTable('election')
		.set({ voting_closes_at: new Date() })
		.where('id', '=', electionId)
		.execute();
	await electionRunner(h.app)({ partnershipId: h.partnershipId, electionId, link });
	expect((await inVote())?.voteId).not.toBe(first?.voteId);
	expect(await names()).toEqual([
		[id('p05'), true],
		[id('p07'), false],
	]);
	await cast('p06', 'p05');
	await expect(cast('p05', 'p05')).rejects.toThrow(refused('decisions.principal_beside_proxy'));
});
