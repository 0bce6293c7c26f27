import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	castBallot,
	closePoll,
	openPoll,
	recordBallot,
	recordHands,
	showResult,
} from '#server/decisions/commands.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { rollView } from '#server/decisions/views.ts';
import { openItem } from '#server/meetings/commands.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
const showing = (ballot: string) =>
	sql`update constitution set rules = jsonb_set(rules, '{ballot}', to_jsonb(${ballot}::text))`.execute(
		h.app.db,
	);
beforeAll(async () => {
	h = await hall();
	// The demo's rules want a roll call; hands as totals are for boards that vote by show of hands.
	await showing('show');
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as unknown;
const chair = () => h.actor('p01');
const opened = async (motionId?: string) =>
	(
		await openPoll(h.app, chair(), {
			meetingId: h.meetingId,
			motionId: motionId ?? (await h.fresh()),
		})
	).pollId;
const cast = (pollId: string, code: string, choice = 'for') =>
	castBallot(h.app, h.actor(code), { pollId, seatId: h.seat(code), choice });
const hands = (pollId: string, yes: unknown, no: unknown = '', none: unknown = '', code = 'p21') =>
	recordHands(h.app, h.actor(code), {
		pollId,
		hands: { for: yes, against: no, abstained: none },
	});
const settle = async (pollId: string) => {
	await closePoll(h.app, chair(), { pollId });
	await showResult(h.app, chair(), { pollId });
	return resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
};

describe('a show of hands as totals', () => {
	test('is of those in the room who have not voted, is changed, and counts with the ballots', async () => {
		const pollId = await opened();
		await cast(pollId, 'p02');
		await cast(pollId, 'p01', 'against');
		// Eleven of fifteen are in the room, and one of them has voted.
		const { hands: before } = await rollView(h.app, h.actor('p21'), pollId);
		expect(before).toEqual({ counted: null, most: 10 });
		await expect(hands(pollId, '9', '2')).rejects.toThrow(refused('decisions.hands_many'));
		await hands(pollId, '8', '1', '1');
		await hands(pollId, '7', '2', '1');
		const view = await rollView(h.app, h.actor('p21'), pollId);
		expect(view.hands?.counted).toEqual({ for: 7, against: 2, abstained: 1 });
		expect(view.poll.turnout).toMatchObject({ voted: 12, room: { voted: 11, of: 11 } });
		const shown = await settle(pollId);
		expect(shown?.result).toMatchObject({
			hands: { for: 7, against: 2, abstained: 1 },
			counts: { for: 8, against: 3, abstained: 1, presentNotVoting: 3, absent: 2 },
			outcome: 'carried',
		});
		expect(shown?.result.steps).toContainEqual({ step: 'hands', for: 7, against: 2, abstained: 1 });
		const kept = await h.app.db
			.selectFrom('poll_hands')
			.select('for_votes')
			.where('poll_id', '=', pollId)
			.orderBy('revision')
			.execute();
		expect(kept.map((row) => row.for_votes)).toEqual([8, 7]);
	});

	test('while it stands nobody in the room counts twice; taken out, they vote again', async () => {
		const pollId = await opened();
		await cast(pollId, 'p04');
		await hands(pollId, '5');
		await expect(cast(pollId, 'p06')).rejects.toThrow(refused('decisions.hands_counted'));
		const entered = { pollId, seatId: h.seat('p06'), choice: 'for', channel: 'hand' };
		await expect(recordBallot(h.app, h.actor('p21'), entered)).rejects.toThrow(
			refused('decisions.hands_counted'),
		);
		// Whoever has a ballot may change it, and who is elsewhere votes.
		await cast(pollId, 'p04', 'against');
		await cast(pollId, 'p09');
		await hands(pollId, '0');
		await cast(pollId, 'p06');
		expect((await settle(pollId))?.result).toMatchObject({ counts: { for: 2, against: 1 } });
	});

	test('is refused from anybody but the clerk, of what is no number, and once it is closed', async () => {
		const pollId = await opened();
		await showing('roll_call');
		await expect(hands(pollId, '1')).rejects.toThrow(refused('decisions.hands_by_name'));
		await showing('show');
		await expect(hands(pollId, '1', '', '', 'p02')).rejects.toThrow(refused('kernel.not_allowed'));
		for (const wrong of ['-1', '1.5', 'two'])
			await expect(hands(pollId, wrong)).rejects.toThrow(refused('decisions.score_whole'));
		await closePoll(h.app, chair(), { pollId });
		await expect(hands(pollId, '1')).rejects.toThrow(refused('decisions.poll_closed'));
		await showResult(h.app, chair(), { pollId });
	});

	test('is refused where the rule looks at sectors: m3 is counted by name', async () => {
		await openItem(h.app, chair(), { meetingId: h.meetingId, itemId: h.item(8) });
		const pollId = await opened(h.motion('m3'));
		expect((await rollView(h.app, h.actor('p21'), pollId)).hands).toBeNull();
		await expect(hands(pollId, '1')).rejects.toThrow(refused('decisions.hands_by_name'));
		for (const code of voters) await cast(pollId, code);
		await settle(pollId);
	});
});
