// Over 400 lines: one table of who may vote and what is refused, read against one board and one motion.
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { countMotion } from '#domain/decisions/majority.ts';
import {
	castBallot,
	closePoll,
	openPoll,
	recordBallot,
	showResult,
} from '#server/decisions/commands.ts';
import { motionsOf } from '#server/decisions/motion-views.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { chairView, openPollOf, pollForVoter, rollView } from '#server/decisions/views.ts';
import { closeItem, endMeeting, openItem } from '#server/meetings/commands.ts';
import { recordArrival, recordDeparture } from '#server/meetings/attendance-commands.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

/** The poll that a test left open, so that the next begins with none. */
let open: string | undefined;
beforeEach(async () => {
	if (open) await closePoll(h.app, h.actor('p01'), { pollId: open });
	open = undefined;
});

async function opened(motionId?: string): Promise<string> {
	const { pollId } = await openPoll(h.app, h.actor('p01'), {
		meetingId: h.meetingId,
		motionId: motionId ?? (await h.fresh()),
	});
	return (open = pollId);
}
const cast = (pollId: string, code: string, choice: string, key?: string) =>
	castBallot(h.app, h.actor(code), { pollId, seatId: h.seat(code), choice }, key);
const refused = (code: string) => expect.objectContaining({ code }) as unknown;
const viewer = (code?: string) => ({
	partnershipId: h.partnershipId,
	actor: code ? h.actor(code) : null,
});

test("the demo's third seat: shown to all, two thirds reached, not agreed for want of one sector", async () => {
	await openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(8) });
	const pollId = await opened(h.motion('m3'));
	const against = ['p15', 'p16'];
	const abstain = ['p01', 'p04'];
	for (const code of voters)
		await cast(
			pollId,
			code,
			against.includes(code) ? 'against' : abstain.includes(code) ? 'abstain' : 'for',
		);
	await closePoll(h.app, h.actor('p01'), { pollId });
	expect(await resultView(h.app, viewer('p01'), pollId)).toBeUndefined();
	expect(await resultView(h.app, viewer(), 'no-id')).toBeUndefined();
	expect(await motionsOf(h.app, viewer(), { meetingId: h.meetingId, itemId: h.item(8) })).toEqual(
		expect.arrayContaining([expect.objectContaining({ code: 'm3', state: 'closed' })]),
	);
	await showResult(h.app, h.actor('p01'), { pollId });
	const view = await resultView(h.app, viewer(), pollId);
	expect(view?.result).toMatchObject({
		outcome: 'not_carried',
		counts: { for: 11, against: 2, abstained: 2, presentNotVoting: 0, absent: 2 },
		threshold: { base: 13, needed: 9, met: true },
		sectors: { reached: 3, needed: 4, met: false },
	});
	expect(view?.votes.find(({ forName }) => forName)).toMatchObject({
		name: 'Supt Layla Hughes-Grant',
		forName: 'Ch Supt Gareth Lomas',
		choice: 'for',
	});
	expect(await motionsOf(h.app, viewer(), { meetingId: h.meetingId })).toEqual(
		expect.arrayContaining([expect.objectContaining({ code: 'm3', state: 'not_carried', pollId })]),
	);
	// Anyone can do both again from what is published.
	expect(
		createHash('sha256')
			.update(canonical(view?.manifest as unknown as Json))
			.digest('hex'),
	).toBe(view?.manifestHash);
	const manifest = view?.manifest;
	expect(
		manifest &&
			countMotion({
				roll: manifest.roll,
				ballots: (view?.votes ?? []).flatMap(({ seatId, choice }) =>
					choice ? [{ seatId, choice }] : [],
				),
				threshold: manifest.rule.threshold,
				tie: manifest.rule.tie,
				sectors: manifest.sectors.map(({ id }) => id),
			}),
	).toEqual(view?.result);
});

test('nobody sees how a vote is going, the chair and the clerk neither', async () => {
	const pollId = await opened();
	await cast(pollId, 'p02', 'against');
	await recordBallot(h.app, h.actor('p21'), {
		pollId,
		seatId: h.seat('p13'),
		choice: 'for',
		channel: 'hand',
	});
	const check = async () => {
		for (const seen of [
			await openPollOf(h.app, viewer(), h.meetingId),
			await pollForVoter(h.app, h.actor('p04'), pollId),
			await chairView(h.app, h.actor('p01'), pollId),
			await motionsOf(h.app, viewer('p01'), { meetingId: h.meetingId }),
		])
			expect(JSON.stringify(seen)).not.toMatch(/"choice"|"result"|"counts"|"outcome"/);
		expect(await resultView(h.app, viewer('p21'), pollId)).toBeUndefined();
		const { lines } = await rollView(h.app, h.actor('p21'), pollId);
		const line = (code: string) => lines.find(({ seatId }) => seatId === h.seat(code));
		expect(line('p02')).toMatchObject({ voted: true, choice: null, channel: 'own_device' });
		expect(line('p13')).toMatchObject({ voted: true, choice: 'for', channel: 'hand' });
		expect(line('p04')).toMatchObject({ voted: false, choice: null });
	};
	await check();
	expect((await chairView(h.app, h.actor('p01'), pollId)).poll.turnout).toEqual({
		voted: 2,
		of: 15,
		room: { voted: 1, of: 11 },
		remote: { voted: 1, of: 4 },
	});
	await closePoll(h.app, h.actor('p01'), { pollId });
	await check();
});

test('a ballot can be changed until the close; each change is kept, the reference stays', async () => {
	const pollId = await opened();
	const first = await cast(pollId, 'p02', 'for');
	expect(first).toMatchObject({ choice: 'for', revision: 1 });
	expect(first.reference).toMatch(/^\w{3}-\w$/);
	const second = await cast(pollId, 'p02', 'against');
	expect(second).toMatchObject({ choice: 'against', revision: 2, reference: first.reference });
	const byPhone = await recordBallot(h.app, h.actor('p22'), {
		pollId,
		seatId: h.seat('p02'),
		choice: 'abstain',
		channel: 'telephone',
	});
	expect(byPhone).toMatchObject({ choice: 'abstain', revision: 3 });
	expect(
		await h.app.db
			.selectFrom('ballot_revision')
			.select(['revision', 'choice', 'channel'])
			.where('poll_id', '=', pollId)
			.orderBy('revision')
			.execute(),
	).toEqual([
		{ revision: 1, choice: 'for', channel: 'own_device' },
		{ revision: 2, choice: 'against', channel: 'own_device' },
		{ revision: 3, choice: 'abstain', channel: 'telephone' },
	]);
	expect((await pollForVoter(h.app, h.actor('p02'), pollId)).ballot).toMatchObject({
		choice: 'abstain',
	});
});

test('sent twice is recorded once, with the key and without, at once and after the close', async () => {
	const pollId = await opened();
	const key = randomUUID();
	const both = await Promise.all([
		cast(pollId, 'p06', 'for', key),
		cast(pollId, 'p06', 'for', key),
		cast(pollId, 'p06', 'for'),
	]);
	for (const receipt of both) expect(receipt).toEqual({ ...both[0], revision: 1 });
	await closePoll(h.app, h.actor('p01'), { pollId });
	expect(await cast(pollId, 'p06', 'for', key)).toEqual(both[0]);
	await expect(cast(pollId, 'p06', 'for', randomUUID())).rejects.toEqual(
		refused('decisions.poll_closed'),
	);
});

test("one page's key sent with another choice is another ballot, and its old page says what counts", async () => {
	const pollId = await opened();
	const key = randomUUID();
	await cast(pollId, 'p06', 'for', key);
	expect(await cast(pollId, 'p06', 'against', key)).toMatchObject({
		choice: 'against',
		revision: 2,
	});
	await expect(cast(pollId, 'p06', 'for', key)).rejects.toMatchObject({
		code: 'decisions.changed_since',
		values: { choice: 'against' },
	});
	expect((await pollForVoter(h.app, h.actor('p06'), pollId)).ballot?.choice).toBe('against');
});

test('what is not admitted is refused plainly and records nothing', async () => {
	const pollId = await opened();
	const { actor, seat } = h;
	const by = (code: string, seatId: string, choice = 'for') =>
		castBallot(h.app, actor(code), { pollId, seatId, choice });
	await expect(by('p02', seat('p04'))).rejects.toEqual(refused('decisions.not_your_seat'));
	await expect(by('p18', seat('p01'))).rejects.toEqual(
		refused('decisions.deputy_beside_principal'),
	);
	await expect(by('p20', seat('p11'))).rejects.toEqual(
		refused('decisions.deputy_beside_principal'),
	);
	await expect(by('p03', seat('p03'))).rejects.toEqual(
		refused('decisions.principal_beside_deputy'),
	);
	await expect(by('p05', seat('p05'))).rejects.toEqual(refused('decisions.not_on_roll'));
	await expect(by('p21', seat('p02'))).rejects.toEqual(refused('kernel.not_allowed'));
	await expect(by('p24', seat('p02'))).rejects.toEqual(refused('kernel.not_allowed'));
	await expect(by('p02', randomUUID())).rejects.toEqual(refused('kernel.not_found'));
	await expect(by('p02', seat('p02'), 'perhaps')).rejects.toEqual(
		refused('decisions.unknown_choice'),
	);
	await expect(by('p02', seat('p02'), '')).rejects.toEqual(refused('decisions.choose'));
	const clerkFor = (code: string, seatId: string, channel = 'hand') =>
		recordBallot(h.app, actor(code), { pollId, seatId, choice: 'for', channel });
	await expect(clerkFor('p21', seat('p05'))).rejects.toEqual(refused('decisions.seat_not_present'));
	await expect(clerkFor('p01', seat('p02'))).rejects.toEqual(refused('kernel.not_allowed'));
	await expect(clerkFor('p21', seat('p02'), 'own_device')).rejects.toEqual(
		refused('decisions.unknown_channel'),
	);
	await expect(closePoll(h.app, actor('p02'), { pollId })).rejects.toEqual(
		refused('kernel.not_allowed'),
	);
	await expect(showResult(h.app, actor('p01'), { pollId })).rejects.toEqual(
		refused('decisions.poll_open'),
	);
	await expect(rollView(h.app, actor('p02'), pollId)).rejects.toEqual(
		refused('kernel.not_allowed'),
	);
	expect(
		await h.app.db.selectFrom('ballot').selectAll().where('poll_id', '=', pollId).execute(),
	).toEqual([]);
});

test('a deputy votes for the principal who is away, and says so', async () => {
	const pollId = await opened();
	expect(await cast(pollId, 'p19', 'for')).toMatchObject({ seatId: h.seat('p03') });
	expect((await pollForVoter(h.app, h.actor('p19'), pollId)).seat?.forName).toBe(
		'Ch Supt Gareth Lomas',
	);
	expect(await pollForVoter(h.app, h.actor('p18'), pollId)).toMatchObject({
		seat: null,
		why: { code: 'decisions.deputy_beside_principal' },
	});
	expect(await pollForVoter(h.app, h.actor('p24'), pollId)).toMatchObject({
		seat: null,
		why: null,
	});
});

test('who comes after the opening waits for the next vote; who leaves keeps their ballot', async () => {
	const pollId = await opened();
	await cast(pollId, 'p16', 'for');
	const clerk = h.actor('p21');
	const late = { meetingId: h.meetingId, personId: h.actor('p17').personId };
	await recordArrival(h.app, clerk, { ...late, mode: 'in_person' });
	await recordDeparture(h.app, clerk, {
		meetingId: h.meetingId,
		personId: h.actor('p16').personId,
	});
	await expect(cast(pollId, 'p17', 'for')).rejects.toEqual(refused('decisions.not_on_roll'));
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p11'), { pollId });
	expect((await resultView(h.app, viewer(), pollId))?.result).toMatchObject({
		counts: { for: 1, presentNotVoting: 14, absent: 2 },
		outcome: 'carried',
	});
	await recordDeparture(h.app, clerk, late);
	await recordArrival(h.app, clerk, {
		meetingId: h.meetingId,
		personId: h.actor('p16').personId,
		mode: 'remote',
	});
});

test('one vote a meeting, on an open item, in session; its item and meeting wait for its close', async () => {
	const motionId = await h.fresh();
	const chair = h.actor('p01');
	const ask = (motion: string, code = 'p01') =>
		openPoll(h.app, h.actor(code), { meetingId: h.meetingId, motionId: motion });
	await expect(ask(motionId, 'p02')).rejects.toEqual(refused('kernel.not_allowed'));
	await expect(ask(h.motion('m2'))).rejects.toEqual(refused('decisions.item_not_open'));
	await expect(ask(randomUUID())).rejects.toEqual(refused('kernel.not_found'));
	const both = await Promise.allSettled([ask(motionId), ask(motionId, 'p11')]);
	expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
		reason: { code: 'decisions.poll_already_open' },
	});
	open = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value.pollId] : []))[0];
	const leaving = { meetingId: h.meetingId, itemId: h.item(8) };
	await expect(closeItem(h.app, chair, leaving)).rejects.toEqual(refused('decisions.poll_open'));
	await expect(
		openItem(h.app, chair, { meetingId: h.meetingId, itemId: h.item(9) }),
	).rejects.toEqual(refused('decisions.poll_open'));
	await expect(endMeeting(h.app, chair, { meetingId: h.meetingId })).rejects.toEqual(
		refused('decisions.poll_open'),
	);
	const pollId = open ?? '';
	const closings = await Promise.all([
		closePoll(h.app, chair, { pollId }),
		closePoll(h.app, h.actor('p11'), { pollId }),
	]);
	expect(closings[0]).toEqual(closings[1]);
	await expect(ask(motionId)).rejects.toEqual(refused('decisions.motion_settled'));
	const shown = await showResult(h.app, chair, { pollId });
	expect(await showResult(h.app, h.actor('p11'), { pollId })).toEqual(shown);
	const events = await h.app.db
		.selectFrom('outbox')
		.select('event')
		.where('event', 'like', 'decisions.%')
		.execute();
	const times = (event: string) => events.filter((each) => each.event === event).length;
	expect(times('decisions.poll_opened')).toBe(
		(await h.app.db.selectFrom('poll').select('id').execute()).length,
	);
	expect(times('decisions.poll_closed')).toBe(times('decisions.poll_opened'));
});

test('equal votes wait for the chair, who alone gives the casting vote', async () => {
	const pollId = await opened();
	await cast(pollId, 'p02', 'for');
	await cast(pollId, 'p04', 'against');
	expect(await closePoll(h.app, h.actor('p01'), { pollId })).toMatchObject({
		castingVoteNeeded: true,
	});
	expect(await chairView(h.app, h.actor('p01'), pollId)).toMatchObject({ castingVoteNeeded: true });
	const show = (code: string, castingVote?: string) =>
		showResult(h.app, h.actor(code), { pollId, castingVote });
	await expect(show('p01')).rejects.toEqual(refused('decisions.casting_vote_needed'));
	await expect(show('p01', 'abstain')).rejects.toEqual(refused('decisions.casting_vote_needed'));
	await expect(show('p21', 'for')).rejects.toEqual(refused('kernel.not_allowed'));
	await show('p01', 'for');
	expect((await resultView(h.app, viewer(), pollId))?.result).toMatchObject({
		outcome: 'carried',
		counts: { for: 1, against: 1 },
		tie: { rule: 'casting_vote_of_chair', goes: 'for' },
	});
});

test('without a quorum no vote opens', async () => {
	const motionId = await h.fresh();
	const clerk = h.actor('p21');
	const privates = ['p15', 'p16'];
	for (const code of privates)
		await recordDeparture(h.app, clerk, {
			meetingId: h.meetingId,
			personId: h.actor(code).personId,
		});
	await expect(
		openPoll(h.app, h.actor('p01'), { meetingId: h.meetingId, motionId }),
	).rejects.toMatchObject({ code: 'decisions.inquorate', values: { present: 13, needed: 6 } });
	for (const code of privates)
		await recordArrival(h.app, clerk, {
			meetingId: h.meetingId,
			personId: h.actor(code).personId,
			mode: 'in_person',
		});
});

test('an exempt vote is there for those who may enter, and for nobody else', async () => {
	const motionId = await h.fresh(12);
	const compartment = await h.app.db
		.selectFrom('agenda_item')
		.select('compartment_id')
		.where('number', '=', 12)
		.executeTakeFirstOrThrow();
	await h.app.db
		.updateTable('motion')
		.set({ compartment_id: compartment.compartment_id })
		.where('id', '=', motionId)
		.execute();
	const pollId = await opened(motionId);
	expect(await openPollOf(h.app, viewer(), h.meetingId)).toBeNull();
	expect(await openPollOf(h.app, viewer('p24'), h.meetingId)).toBeNull();
	expect(await openPollOf(h.app, viewer('p02'), h.meetingId)).toMatchObject({ pollId });
	await expect(pollForVoter(h.app, h.actor('p24'), pollId)).rejects.toEqual(
		refused('kernel.not_found'),
	);
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p01'), { pollId });
	expect(await resultView(h.app, viewer(), pollId)).toBeUndefined();
	expect(await resultView(h.app, viewer('p23'), pollId)).toBeDefined();
});

test('a poll of another partnership is not there', async () => {
	const pollId = await opened();
	const stranger = { ...h.actor('p02'), partnershipId: randomUUID() };
	const seatId = h.seat('p02');
	await expect(castBallot(h.app, stranger, { pollId, seatId, choice: 'for' })).rejects.toEqual(
		refused('kernel.not_found'),
	);
	await expect(closePoll(h.app, stranger, { pollId })).rejects.toEqual(refused('kernel.not_found'));
	await expect(pollForVoter(h.app, stranger, pollId)).rejects.toEqual(refused('kernel.not_found'));
	expect(
		await resultView(h.app, { partnershipId: stranger.partnershipId, actor: stranger }, pollId),
	).toBeUndefined();
});

test("a page's key sent for another motion opens that motion's vote", async () => {
	const key = randomUUID();
	const first = await h.fresh();
	const second = await h.fresh();
	const open = (motionId: string) =>
		openPoll(h.app, h.actor('p01'), { meetingId: h.meetingId, motionId }, key);
	const one = await open(first);
	expect(await open(first)).toEqual(one);
	await closePoll(h.app, h.actor('p01'), one);
	const two = await open(second);
	expect(two).not.toEqual(one);
	await closePoll(h.app, h.actor('p01'), two);
});
