import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ballotsCsv } from '#domain/decisions/ballots-csv.ts';
import {
	castBallot,
	castForDevice,
	closePoll,
	openPoll,
	recordHands,
	showResult,
} from '#server/decisions/commands.ts';
import { acceptProxy, endProxy, lodgeProxy } from '#server/decisions/proxies.ts';
import { proxiesPage } from '#server/decisions/proxy-views.ts';
import {
	castAnswer,
	closeQuestion,
	openQuestion,
	prepareQuestion,
	showQuestion,
} from '#server/decisions/question-commands.ts';
import { questionForVoter, questionView } from '#server/decisions/question-views.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { myVotes } from '#server/decisions/my-votes.ts';
import { pollForVoter, rollView } from '#server/decisions/views.ts';
import {
	checkIn,
	recordApology,
	recordArrival,
	recordDeparture,
	withdrawApology,
} from '#server/meetings/attendance-commands.ts';
import { minutedPoll } from '#server/meetings/minutes-store.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
let keys = '';
const inMeeting = () => ({ meetingId: h.meetingId });
const id = (code: string) => h.actor(code).personId;
const refused = (code: string) => expect.objectContaining({ code }) as Error;

/** As before the chair began the meeting. */
async function before<T>(work: () => Promise<T>): Promise<T> {
	const to = (status: string) => sql`update meeting set status = ${status}`.execute(h.app.db);
	await to('published');
	try {
		return await work();
	} finally {
		await to('in_session');
	}
}
const lodge = (by: string, principal: string, holder: string) =>
	before(() =>
		lodgeProxy(h.app, h.actor(by), {
			...inMeeting(),
			principalId: id(principal),
			holderId: id(holder),
		}),
	);
const end = (by: string, proxyId: string) =>
	endProxy(h.app, h.actor(by), { ...inMeeting(), proxyId });
const rules = (change: object) =>
	sql`update constitution set rules = rules || ${JSON.stringify(change)}::jsonb`.execute(h.app.db);
const opened = async () =>
	(await openPoll(h.app, h.actor('p01'), { ...inMeeting(), motionId: await h.fresh() })).pollId;
const viewer = () => ({ partnershipId: h.partnershipId, actor: null });
const settled = async (pollId: string) => {
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p01'), { pollId });
	const view = await resultView(h.app, viewer(), pollId);
	if (!view) throw new Error('a result that was shown is there');
	return view;
};

beforeAll(async () => {
	h = await hall();
	keys = await mkdtemp(path.join(tmpdir(), 'urn-'));
	Object.assign(h.app.config, { urnDir: keys });
});
afterAll(async () => {
	await h.close();
	await rm(keys, { recursive: true, force: true });
});

test('rules of before take none; lodged by the principal it waits for the clerk, who alone accepts', async () => {
	await sql`update constitution set rules = rules - 'proxies'`.execute(h.app.db);
	await expect(lodge('p05', 'p05', 'p06')).rejects.toThrow(refused('decisions.proxy_not_allowed'));
	await rules({ proxies: { allowed: true, most: 1, noticeBefore: null } });
	await expect(
		lodgeProxy(h.app, h.actor('p05'), {
			...inMeeting(),
			principalId: id('p05'),
			holderId: id('p06'),
		}),
	).rejects.toThrow(refused('decisions.proxy_late'));
	await expect(lodge('p06', 'p05', 'p06')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(lodge('p05', 'p05', 'p24')).rejects.toThrow(
		refused('decisions.proxy_holder_without_seat'),
	);
	const { proxyId } = await lodge('p05', 'p05', 'p06');
	await expect(lodge('p05', 'p05', 'p07')).rejects.toThrow(refused('decisions.proxy_given'));
	await expect(lodge('p06', 'p06', 'p07')).rejects.toThrow(refused('decisions.proxy_chain_own'));
	await expect(lodge('p21', 'p17', 'p06')).rejects.toThrow(refused('decisions.proxy_most'));
	await expect(lodge('p21', 'p07', 'p05')).rejects.toThrow(refused('decisions.proxy_chain_holder'));
	await expect(
		before(() => acceptProxy(h.app, h.actor('p06'), { ...inMeeting(), proxyId })),
	).rejects.toThrow(refused('kernel.not_allowed'));
	// Nobody has accepted it, so nobody carries it.
	const pollId = await opened();
	expect((await pollForVoter(h.app, h.actor('p06'), pollId)).others).toEqual([]);
	await settled(pollId);
	await before(() => acceptProxy(h.app, h.actor('p21'), { ...inMeeting(), proxyId }));
	const page = await proxiesPage(
		h.app,
		{ partnershipId: h.partnershipId, actor: h.actor('p05') },
		(await h.app.db.selectFrom('meeting').select('slug').executeTakeFirstOrThrow()).slug,
	);
	expect(page?.proxies).toMatchObject([{ principalId: id('p05'), holderId: id('p06') }]);
	await end('p05', proxyId);
	await expect(end('p05', proxyId)).rejects.toThrow(refused('kernel.not_found'));
});

test('one ballot for the principal’s seat, cast by the holder and named in roll, result, minutes and export; no quorum by it', async () => {
	const { proxyId } = await lodge('p21', 'p05', 'p06');
	const pollId = await opened();
	const mine = await pollForVoter(h.app, h.actor('p06'), pollId);
	expect(mine.seat).toMatchObject({ seatId: h.seat('p06'), principal: null });
	const [other] = mine.others;
	expect(other).toMatchObject({ seatId: h.seat('p05'), voted: false });
	const name = other?.principal;
	expect(name).toBeTruthy();
	const cast = (by: string, of: string, choice: string) =>
		castBallot(h.app, h.actor(by), { pollId, seatId: h.seat(of), choice });
	await cast('p06', 'p06', 'for');
	// The next card is the principal's.
	const next = await pollForVoter(h.app, h.actor('p06'), pollId);
	expect(next.seat).toMatchObject({ seatId: h.seat('p05'), principal: name });
	expect(
		(await myVotes(h.app, h.actor('p06'))).find((vote) => vote.id === pollId)?.state,
	).toMatchObject({ is: 'not_sent' });
	await expect(cast('p05', 'p05', 'against')).rejects.toThrow(
		refused('decisions.principal_beside_proxy'),
	);
	await expect(cast('p07', 'p05', 'against')).rejects.toThrow(refused('decisions.not_your_seat'));
	await cast('p06', 'p05', 'against');
	await cast('p06', 'p05', 'against');
	// Who comes after the opening has the next vote; the proxy of an open vote stays.
	await checkIn(h.app, h.actor('p05'), { ...inMeeting(), mode: 'in_person' });
	await expect(end('p21', proxyId)).rejects.toThrow(refused('decisions.proxy_carried'));
	await expect(cast('p05', 'p05', 'for')).rejects.toThrow(
		refused('decisions.principal_beside_proxy'),
	);
	const roll = await rollView(h.app, h.actor('p21'), pollId);
	expect(roll.lines.find(({ seatId }) => seatId === h.seat('p05'))).toMatchObject({
		name,
		byProxy: expect.any(String) as string,
		present: true,
		voted: true,
	});
	await cast('p07', 'p07', 'for');
	const view = await settled(pollId);
	expect(view.result.counts).toMatchObject({ for: 2, against: 1, presentNotVoting: 13, absent: 1 });
	expect(view.manifest.roll.find(({ seatId }) => seatId === h.seat('p05'))).toMatchObject({
		byProxy: true,
		person: 'p06',
		asDeputy: false,
	});
	const row = await h.app.db
		.selectFrom('poll')
		.select('quorum_opened')
		.where('id', '=', pollId)
		.executeTakeFirstOrThrow();
	expect(row.quorum_opened).toMatchObject({ present: 15 });
	const vote = view.votes.find(({ seatId }) => seatId === h.seat('p05'));
	expect(vote).toMatchObject({ name, choice: 'against' });
	expect(ballotsCsv(view.manifest, view.votes)).toContain(`against,${vote?.byProxy ?? '-'}`);
	const minuted = await reading(h.app, (tx) => minutedPoll(tx, h.partnershipId, pollId));
	expect(minuted?.votes).toContainEqual({
		name,
		byProxy: vote?.byProxy,
		present: true,
		choice: 'against',
	});
	// They have come: their proxy is suspended in the next vote, and carried again once they have gone.
	const there = await opened();
	expect((await pollForVoter(h.app, h.actor('p06'), there)).others).toEqual([]);
	expect((await pollForVoter(h.app, h.actor('p05'), there)).seat).toMatchObject({
		seatId: h.seat('p05'),
		principal: null,
	});
	await settled(there);
	await recordDeparture(h.app, h.actor('p21'), { ...inMeeting(), personId: id('p05') });
	const gone = await opened();
	expect((await pollForVoter(h.app, h.actor('p06'), gone)).others).toHaveLength(1);
	await settled(gone);
	await end('p06', proxyId);
});

test('a question counts it alike, and hands in the room are none of it', async () => {
	const { proxyId } = await lodge('p21', 'p05', 'p06');
	await h.fresh();
	const { questionId } = await prepareQuestion(h.app, h.actor('p01'), {
		...inMeeting(),
		itemId: h.item(8),
		typed: {
			title: { en: 'Which?' },
			text: {},
			options: { en: 'This\nThat' },
			method: 'one',
			seats: '',
			min: '',
			max: '',
			highest: '',
			dots: '',
		},
	});
	await openQuestion(h.app, h.actor('p01'), { questionId });
	const answer = (of: string, option: string) =>
		castAnswer(h.app, h.actor('p06'), {
			questionId,
			seatId: h.seat(of),
			fields: [['option', option]],
		});
	await answer('p06', 'o1');
	expect((await questionForVoter(h.app, h.actor('p06'), questionId)).seat?.seatId).toBe(
		h.seat('p05'),
	);
	await answer('p05', 'o2');
	await closeQuestion(h.app, h.actor('p01'), { questionId });
	await showQuestion(h.app, h.actor('p01'), { questionId, casting: ['o1'] });
	const shown = await questionView(h.app, viewer(), questionId);
	expect(shown?.votes.find(({ seatId }) => seatId === h.seat('p05'))).toMatchObject({
		byProxy: expect.any(String) as string,
		answer: { marks: { o2: 1 } },
	});
	await rules({ ballot: 'show' });
	const pollId = await opened();
	expect((await rollView(h.app, h.actor('p21'), pollId)).hands?.most).toBe(11);
	await recordHands(h.app, h.actor('p21'), {
		pollId,
		hands: { for: '11', against: '', abstained: '' },
	});
	await castBallot(h.app, h.actor('p06'), { pollId, seatId: h.seat('p05'), choice: 'for' });
	expect((await settled(pollId)).result.counts).toMatchObject({ for: 12, presentNotVoting: 4 });
	await end('p05', proxyId);
});

test('a deputy and a proxy for one seat are refused, whichever comes second', async () => {
	const { proxyId } = await lodge('p21', 'p11', 'p06');
	await recordDeparture(h.app, h.actor('p21'), { ...inMeeting(), personId: id('p11') });
	await expect(
		recordArrival(h.app, h.actor('p21'), {
			...inMeeting(),
			personId: id('p20'),
			mode: 'in_person',
			// Whether anybody named the deputy in time is another matter.
			seat: 'by_leave',
		}),
	).rejects.toThrow(refused('decisions.deputy_beside_proxy'));
	await expect(
		recordApology(h.app, h.actor('p21'), {
			...inMeeting(),
			personId: id('p11'),
			deputyPersonId: id('p20'),
		}),
	).rejects.toThrow(refused('decisions.deputy_beside_proxy'));
	await recordApology(h.app, h.actor('p21'), { ...inMeeting(), personId: id('p11') });
	await end('p21', proxyId);
	await withdrawApology(h.app, h.actor('p21'), { ...inMeeting(), personId: id('p11') });
	await recordApology(h.app, h.actor('p21'), {
		...inMeeting(),
		personId: id('p11'),
		deputyPersonId: id('p20'),
	});
	await expect(lodge('p21', 'p11', 'p06')).rejects.toThrow(
		refused('decisions.proxy_beside_deputy'),
	);
	await withdrawApology(h.app, h.actor('p21'), { ...inMeeting(), personId: id('p11') });
});

test('in a secret vote it is a ballot of its own in the same urn', async () => {
	await rules({ ballot: 'secret' });
	await lodge('p21', 'p05', 'p06');
	const pollId = await opened();
	const put = (of: string) =>
		castForDevice(h.app, h.actor('p06'), { pollId, seatId: h.seat(of), choice: 'for' });
	await put('p06');
	expect((await pollForVoter(h.app, h.actor('p06'), pollId)).seat?.seatId).toBe(h.seat('p05'));
	await put('p05');
	await expect(put('p05')).rejects.toThrow(refused('decisions.secret_already'));
	const view = await settled(pollId);
	expect(view.result.counts.for).toBe(2);
	expect(view.urn?.tookPart).toEqual(expect.arrayContaining([h.seat('p05'), h.seat('p06')]));
});
