import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Refusal } from '#domain/kernel/refusal.ts';
import {
	actOnMotion,
	castBallot,
	closePoll,
	openConsensus,
	openPoll,
	recordBallot,
	showResult,
} from '#server/decisions/commands.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { pollForVoter } from '#server/decisions/views.ts';
import { mayEnter } from '#server/compartments/views.ts';
import { recordOf } from '#server/live/store.ts';
import { project } from '#domain/live/project.ts';
import { declareInterest } from '#server/meetings/declarations.ts';
import { meetingById } from '#server/meetings/meeting-store.ts';
import { openItem } from '#server/meetings/commands.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
	await openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(10) });
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const of = (motionId: string) => ({ meetingId: h.meetingId, motionId });
const declare = (code: string, effect: string, more: object = {}) =>
	declareInterest(h.app, h.actor(code), {
		meetingId: h.meetingId,
		itemId: h.item(10),
		kind: 'organisational',
		effect,
		...more,
	});
async function decided(motionId: string, codes: readonly string[]) {
	const { pollId } = await openPoll(h.app, h.actor('p01'), of(motionId));
	for (const code of codes)
		await castBallot(h.app, h.actor(code), { pollId, seatId: h.seat(code), choice: 'for' });
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p01'), { pollId });
	return resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
}

test('the whole fund: nine take no part, the count is exactly six, and no voluntary member is left', async () => {
	const m2 = h.motion('m2');
	const why = await openPoll(h.app, h.actor('p01'), of(m2)).catch((error: unknown) => error);
	expect((why as Refusal).code).toBe('decisions.inquorate_recused');
	expect((why as Refusal).values).toMatchObject({ recused: 9, present: 6, needed: 6, seats: 17 });
	await expect(openConsensus(h.app, h.actor('p01'), of(m2))).rejects.toThrow(
		refused('decisions.inquorate'),
	);
	await actOnMotion(h.app, h.actor('p01'), {
		...of(m2),
		act: 'refer',
		reason: 'Inquorate after recusals: no eligible voluntary-sector member.',
	});
});

const bidders: Record<string, string[]> = {
	b1: ['p14'],
	b2: ['p09'],
	b3: ['p06'],
	b4: ['p08'],
	b5: ['p19', 'p07'],
	b6: ['p13'],
	b7: ['p15'],
	b8: ['p10'],
};
test.each(Object.entries(bidders))('bid %s is decided without %j alone', async (bid, away) => {
	const rest = voters.filter((code) => !away.includes(code));
	const shown = await decided(h.motion(`m2-${bid}`), rest);
	expect(shown?.result).toMatchObject({
		outcome: 'carried',
		seats: 17 - away.length,
		counts: { for: 15 - away.length, against: 0 },
	});
	expect(shown?.manifest.recused?.map(({ person }) => person)).toEqual(
		expect.arrayContaining(away),
	);
	expect(shown?.manifest.recused).toHaveLength(away.length);
});

test('who takes no part is told why, and nobody votes for them', async () => {
	const motionId = await h.fresh(10);
	await declare('p16', 'leave', { kind: 'financial', nature: 'Owns land beside it.' });
	await declare('p04', 'remain_and_speak', { motionId });
	await declare('p02', 'remain_and_vote', { motionId });
	const { pollId } = await openPoll(h.app, h.actor('p01'), of(motionId));
	const own = { pollId, seatId: h.seat('p16'), choice: 'for' };
	await expect(castBallot(h.app, h.actor('p16'), own)).rejects.toThrow(
		refused('decisions.recused'),
	);
	await expect(recordBallot(h.app, h.actor('p21'), { ...own, channel: 'hand' })).rejects.toThrow(
		refused('decisions.recused'),
	);
	expect(await pollForVoter(h.app, h.actor('p16'), pollId)).toMatchObject({
		seat: null,
		why: { code: 'decisions.recused' },
	});
	expect((await pollForVoter(h.app, h.actor('p02'), pollId)).seat).not.toBeNull();
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p01'), { pollId });
	const shown = await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
	expect(shown?.manifest.recused).toEqual([
		expect.objectContaining({ person: 'p04', effect: 'remain_and_speak', why: 'organisational' }),
		expect.objectContaining({ person: 'p16', effect: 'leave', why: 'financial' }),
	]);
});

test('the live room counts the open item’s quorum without who left for it', async () => {
	const told = async () => {
		const meeting = await reading(h.app, (tx) => meetingById(tx, h.partnershipId, h.meetingId));
		if (!meeting) throw new Error('no meeting');
		return project(await reading(h.app, (tx) => recordOf(tx, meeting)), 'gallery').attendance;
	};
	expect((await told()).quorum).toMatchObject({ present: 14, quorate: true });
	for (const code of ['p07', 'p08', 'p09', 'p10']) await declare(code, 'leave');
	const { quorum } = await told();
	expect(quorum).toMatchObject({ present: 10, quorate: false });
	expect(quorum.missing.map(({ kind }) => kind)).toEqual(['sector']);
	await declare('p10', 'remain_and_vote');
	expect((await told()).quorum.quorate).toBe(true);
	await openItem(h.app, h.actor('p01'), {
		meetingId: h.meetingId,
		itemId: h.item(11),
		seenItemId: h.item(10),
	});
	expect((await told()).quorum).toMatchObject({ present: 15, quorate: true });
});

test('who leaves for an exempt item cannot enter it, until they declare otherwise', async () => {
	const item = await h.app.db
		.selectFrom('agenda_item')
		.select('compartment_id')
		.where('id', '=', h.item(12))
		.executeTakeFirstOrThrow();
	const enters = () =>
		reading(h.app, (tx) => mayEnter(tx, h.actor('p16'), item.compartment_id ?? ''));
	expect(await enters()).toBe(true);
	await declare('p16', 'leave', { itemId: h.item(12), kind: 'financial' });
	expect(await enters()).toBe(false);
	await declare('p16', 'remain_and_speak', { itemId: h.item(12), kind: 'financial' });
	expect(await enters()).toBe(true);
});

test('one declares for oneself; the clerk for others', async () => {
	const other = { personId: h.actor('p02').personId };
	await expect(declare('p04', 'leave', other)).rejects.toThrow(refused('kernel.not_allowed'));
	await declare('p21', 'remain_and_vote', other);
	await expect(declare('p02', 'vanish')).rejects.toThrow(refused('meetings.choose_effect'));
	await expect(declare('p02', 'leave', { kind: 'greed' })).rejects.toThrow(
		refused('meetings.choose_kind'),
	);
	await expect(declare('p02', 'leave', { nature: 'x'.repeat(501) })).rejects.toThrow(
		refused('meetings.nature_long'),
	);
	await expect(declare('p02', 'leave', { itemId: h.meetingId })).rejects.toThrow(
		refused('kernel.not_found'),
	);
});
