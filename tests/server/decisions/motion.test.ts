import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	actOnMotion,
	answerConsensus,
	castBallot,
	closePoll,
	openConsensus,
	openPoll,
	proposeAmendment,
	settleAmendment,
	settleConsensus,
	showResult,
	takeEarlier,
} from '#server/decisions/commands.ts';
import { motionPage } from '#server/decisions/motion-page-view.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { openItem } from '#server/meetings/commands.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const of = (motionId: string) => ({ meetingId: h.meetingId, motionId });
const propose = (motionId: string, code: string, text: string, parentId?: string) =>
	proposeAmendment(h.app, h.actor(code), { ...of(motionId), text, locale: 'en', parentId });
const settle = (motionId: string, amendmentId: string, outcome: string, code = 'p01') =>
	settleAmendment(h.app, h.actor(code), { ...of(motionId), amendmentId, outcome });
const answer = (motionId: string, code: string, said: string, reason?: string) =>
	answerConsensus(h.app, h.actor(code), { ...of(motionId), answer: said, reason });
const say = (motionId: string, code: string, act: string, more: object = {}) =>
	actOnMotion(h.app, h.actor(code), { ...of(motionId), act, ...more });

async function page(motionId: string, code?: string) {
	const slug = await reading(h.app, (tx) =>
		tx.db.selectFrom('meeting').select('slug').executeTakeFirstOrThrow(),
	);
	const motion = await reading(h.app, (tx) =>
		tx.db.selectFrom('motion').select('code').where('id', '=', motionId).executeTakeFirstOrThrow(),
	);
	const found = await motionPage(
		h.app,
		{ partnershipId: h.partnershipId, actor: code ? h.actor(code) : null },
		{ meeting: slug.slug, code: motion.code },
	);
	if (!found) throw new Error('no page');
	return found;
}

const added =
	', with an Easy Read version and at least one community conversation in each of Quayside, Saltmarsh and Northgate, run with the CEN';

test("the demo's strategy: an accepted amendment, then consensus with one reservation", async () => {
	await openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(6) });
	const m1 = h.motion('m1');
	const before = (await page(m1)).text.en ?? '';
	const { amendmentId } = await propose(m1, 'p12', before.replace(/\.$/, `${added}.`));
	expect((await page(m1)).amendments).toMatchObject([
		{ proposer: 'Kelly-Ann Moss', state: 'proposed', clash: false },
	]);
	expect(
		(await page(m1)).amendments[0]?.changes
			.filter(({ kind }) => kind === 'inserted')
			.map(({ text }) => text)
			.join(''),
	).toContain('with an Easy Read version');
	await settle(m1, amendmentId, 'accepted');
	const amended = await page(m1);
	expect(amended).toMatchObject({ version: 2, state: 'notice' });
	expect(amended.text.en).toContain(added);
	expect(amended.versions.map(({ text }) => text.en)).toEqual([before, amended.text.en]);

	await openConsensus(h.app, h.actor('p01'), of(m1));
	await expect(propose(m1, 'p12', 'Something else.')).rejects.toThrow(
		refused('decisions.motion_not_now'),
	);
	await expect(
		settleConsensus(h.app, h.actor('p01'), { ...of(m1), outcome: 'agreed' }),
	).rejects.toThrow(refused('decisions.nobody_agrees'));
	const wording = 'Port access road wording is too firm before the transport study.';
	await expect(answer(m1, 'p16', 'reservation')).rejects.toThrow(
		refused('decisions.reason_missing'),
	);
	for (const code of voters) if (code !== 'p16' && code !== 'p09') await answer(m1, code, 'agree');
	await answer(m1, 'p16', 'agree');
	await answer(m1, 'p16', 'reservation', wording);
	expect((await page(m1, 'p02')).checks[0]).toMatchObject({
		version: 2,
		sense: { asked: 15, agree: 13, reservation: 1, block: 0, silent: 1, consensus: true },
		said: [],
	});
	expect((await page(m1, 'p01')).checks[0]?.said).toContainEqual({
		name: 'Lars Henningsen',
		answer: 'reservation',
		reason: wording,
	});
	await settleConsensus(h.app, h.actor('p01'), { ...of(m1), outcome: 'agreed' });
	expect(await page(m1)).toMatchObject({ state: 'carried', settledBy: 'consensus' });
	expect((await page(m1)).checks[0]?.said).toHaveLength(14);
	await expect(answer(m1, 'p09', 'agree')).rejects.toThrow(refused('decisions.check_closed'));
	expect((await page(m1)).events.map(({ act }) => act)).toEqual(['check_consensus', 'agree']);
});

describe('consensus', () => {
	test('a block needs the chair to say why, or a vote; a vote ends the check', async () => {
		const motionId = await h.fresh();
		await expect(openConsensus(h.app, h.actor('p02'), of(motionId))).rejects.toThrow(
			refused('kernel.not_allowed'),
		);
		await openConsensus(h.app, h.actor('p01'), of(motionId));
		await answer(motionId, 'p02', 'agree');
		await answer(motionId, 'p04', 'block', 'It costs too much.');
		await expect(
			settleConsensus(h.app, h.actor('p01'), { ...of(motionId), outcome: 'agreed' }),
		).rejects.toThrow(refused('decisions.blocked'));
		const { pollId } = await openPoll(h.app, h.actor('p01'), of(motionId));
		expect((await page(motionId)).checks).toMatchObject([{ outcome: 'polled' }]);
		await castBallot(h.app, h.actor('p02'), { pollId, seatId: h.seat('p02'), choice: 'for' });
		await closePoll(h.app, h.actor('p01'), { pollId });
		await showResult(h.app, h.actor('p01'), { pollId });
		expect(await page(motionId)).toMatchObject({ state: 'carried', settledBy: 'vote' });
		const shown = await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
		expect(shown?.manifest.motion.version).toBe(1);
	});

	test('only who sits in a seat answers; the clerk for somebody else, nobody else does', async () => {
		const motionId = await h.fresh();
		await openConsensus(h.app, h.actor('p01'), of(motionId));
		const forAnother = { ...of(motionId), seatId: h.seat('p02'), answer: 'agree' };
		await expect(answer(motionId, 'p21', 'agree')).rejects.toThrow(
			refused('decisions.seat_not_present'),
		);
		await expect(answerConsensus(h.app, h.actor('p04'), forAnother)).rejects.toThrow(
			refused('decisions.not_your_seat'),
		);
		await answerConsensus(h.app, h.actor('p21'), forAnother);
		await expect(answer(motionId, 'p03', 'agree')).rejects.toThrow(
			refused('decisions.seat_not_present'),
		);
		await expect(answer(motionId, 'p24', 'agree')).rejects.toThrow(refused('kernel.not_allowed'));
		await expect(answer(motionId, 'p02', 'perhaps')).rejects.toThrow(
			refused('decisions.choose_answer'),
		);
		await expect(answer(motionId, 'p02', 'block', 'x'.repeat(1001))).rejects.toThrow(
			refused('decisions.reason_long'),
		);
		await settleConsensus(h.app, h.actor('p01'), { ...of(motionId), outcome: 'discussed' });
		expect(await page(motionId)).toMatchObject({ state: 'discussed' });
	});
});

describe('amendments', () => {
	test('several at once, of one another, in an order, and in each other’s way', async () => {
		const motionId = await h.fresh();
		const base = (await page(motionId)).text.en ?? '';
		expect(base).toBe('That it be tried.');
		const soon = (await propose(motionId, 'p02', 'That it be tried soon.')).amendmentId;
		const board = (await propose(motionId, 'p04', 'That, the Board willing, it be tried.'))
			.amendmentId;
		const never = (await propose(motionId, 'p06', 'That it be never tried')).amendmentId;
		const later = (await propose(motionId, 'p07', 'That it be tried soon, by June.', soon))
			.amendmentId;
		await takeEarlier(h.app, h.actor('p01'), { ...of(motionId), amendmentId: board });
		expect((await page(motionId)).amendments.map(({ amendmentId }) => amendmentId)).toEqual([
			board,
			soon,
			never,
			later,
		]);
		await settle(motionId, later, 'accepted');
		expect((await page(motionId)).text.en).toBe(base);
		await settle(motionId, board, 'accepted');
		await settle(motionId, soon, 'accepted');
		expect((await page(motionId)).text.en).toBe(
			'That, the Board willing, it be tried soon, by June.',
		);
		expect((await page(motionId)).version).toBe(3);
		expect(
			(await page(motionId)).amendments.find((each) => each.amendmentId === never),
		).toMatchObject({ clash: true });
		await expect(settle(motionId, never, 'accepted')).rejects.toThrow(
			refused('decisions.amendment_clash'),
		);
		await expect(settle(motionId, never, 'withdrawn', 'p02')).rejects.toThrow(
			refused('kernel.not_allowed'),
		);
		await settle(motionId, never, 'withdrawn', 'p06');
		await expect(settle(motionId, never, 'accepted')).rejects.toThrow(
			refused('decisions.amendment_settled'),
		);
	});

	test.each([
		['   ', 'decisions.amendment_empty'],
		['That it be tried.', 'decisions.amendment_same'],
		['x'.repeat(10_001), 'decisions.text_long'],
	])('%.20j is refused', async (text, code) => {
		await expect(propose(await h.fresh(), 'p02', text)).rejects.toThrow(refused(code));
	});

	test('an observer proposes nothing, a member accepts nothing, and a key makes one of two', async () => {
		const motionId = await h.fresh();
		await expect(propose(motionId, 'p24', 'Other.')).rejects.toThrow(refused('kernel.not_allowed'));
		const key = randomUUID();
		const input = { ...of(motionId), text: 'Other.', locale: 'en' as const };
		const one = await proposeAmendment(h.app, h.actor('p02'), input, key);
		expect(await proposeAmendment(h.app, h.actor('p02'), input, key)).toEqual(one);
		await expect(settle(motionId, one.amendmentId, 'accepted', 'p02')).rejects.toThrow(
			refused('kernel.not_allowed'),
		);
		await expect(settle(motionId, randomUUID(), 'accepted')).rejects.toThrow(
			refused('kernel.not_found'),
		);
	});
});

describe('the chair', () => {
	test('may rule otherwise than the count, with a reason, and nobody else', async () => {
		const motionId = await h.fresh();
		const { pollId } = await openPoll(h.app, h.actor('p01'), of(motionId));
		await castBallot(h.app, h.actor('p02'), { pollId, seatId: h.seat('p02'), choice: 'against' });
		await expect(say(motionId, 'p01', 'withdraw')).rejects.toThrow(
			refused('decisions.motion_not_now'),
		);
		await closePoll(h.app, h.actor('p01'), { pollId });
		await showResult(h.app, h.actor('p01'), { pollId });
		const to = { to: 'deferred', reason: 'The report was not complete.' };
		await expect(say(motionId, 'p01', 'override', { to: 'deferred' })).rejects.toThrow(
			refused('decisions.reason_missing'),
		);
		await expect(say(motionId, 'p21', 'override', to)).rejects.toThrow(
			refused('kernel.not_allowed'),
		);
		await expect(say(motionId, 'p01', 'override', { ...to, to: 'notice' })).rejects.toThrow(
			refused('decisions.motion_not_now'),
		);
		await say(motionId, 'p01', 'override', to);
		expect(await page(motionId)).toMatchObject({ state: 'deferred', settledBy: 'override' });
		await say(motionId, 'p01', 'bring_back');
		expect(await page(motionId)).toMatchObject({ state: 'notice' });
	});

	test('sets motions aside; a member only withdraws their own', async () => {
		const motionId = await h.fresh();
		await expect(say(motionId, 'p02', 'withdraw')).rejects.toThrow(refused('kernel.not_allowed'));
		await expect(say(motionId, 'p02', 'defer')).rejects.toThrow(refused('kernel.not_allowed'));
		await expect(say(motionId, 'p01', 'refer')).rejects.toThrow(
			refused('decisions.reason_missing'),
		);
		await expect(say(motionId, 'p01', 'dance')).rejects.toThrow(refused('decisions.choose_act'));
		await say(motionId, 'p01', 'refer', { reason: 'To the Council.' });
		await expect(say(motionId, 'p01', 'discuss')).rejects.toThrow(
			refused('decisions.motion_not_now'),
		);
		await expect(openPoll(h.app, h.actor('p01'), of(motionId))).rejects.toThrow(
			refused('decisions.motion_settled'),
		);
	});
});
