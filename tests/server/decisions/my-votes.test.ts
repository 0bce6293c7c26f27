import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerInWriting } from '#server/decisions/answer-in-writing.ts';
import { castBallot, closePoll, openPoll } from '#server/decisions/commands.ts';
import { myVotes, type MyVote } from '#server/decisions/my-votes.ts';
import { home } from '#server/publication/home.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

const states = async (code: string) =>
	(await myVotes(h.app, h.actor(code))).map(({ path, open, state }) => [
		path.split('/')[1],
		open,
		'code' in state ? state.code : state.is,
	]);
const written = async () =>
	(await myVotes(h.app, h.actor('p02'))).find(({ path }) => path.startsWith('/written')) as MyVote;

test('a member sees in one place what still needs their vote, and what is recorded or not counted and why', async () => {
	// The demo's motion in writing: p01 has answered it, p02 not.
	expect(await states('p02')).toEqual([['written', true, 'not_sent']]);
	expect(await states('p01')).toEqual([['written', true, 'recorded']]);
	expect(await states('p21')).toEqual([]);
	expect((await home(h.app, h.partnershipId, h.actor('p02'))).me?.votes).toHaveLength(1);
	expect((await home(h.app, h.partnershipId, h.actor('p01'))).me?.votes).toEqual([]);

	const motionId = await h.fresh();
	const { pollId } = await openPoll(h.app, h.actor('p01'), { meetingId: h.meetingId, motionId });
	expect(await states('p02')).toEqual([
		['meetings', true, 'not_sent'],
		['written', true, 'not_sent'],
	]);
	// The vote of the meeting that is on stands with the meeting on the home page.
	expect((await home(h.app, h.partnershipId, h.actor('p02'))).me?.votes).toHaveLength(1);
	// A deputy sits in p03's seat.
	const away = await states('p03');
	expect(away).toContainEqual(['meetings', true, 'decisions.principal_beside_deputy']);

	await castBallot(h.app, h.actor('p02'), { pollId, seatId: h.seat('p02'), choice: 'for' });
	expect(await states('p02')).toEqual([
		['written', true, 'not_sent'],
		['meetings', true, 'recorded'],
	]);
	const { id } = await written();
	await answerInWriting(h.app, h.actor('p02'), {
		procedureId: id,
		seatId: h.seat('p02'),
		choice: 'against',
	});
	expect((await written()).state).toMatchObject({
		is: 'recorded',
		reference: expect.any(String) as string,
	});

	await closePoll(h.app, h.actor('p01'), { pollId });
	expect(await states('p02')).toEqual([['written', true, 'recorded']]);
	expect(await states('p04')).toContainEqual(['meetings', false, 'decisions.closed_without']);
	await sql`update written_procedure set deadline = clock_timestamp() where id = ${id}`.execute(
		h.app.db,
	);
	expect(await states('p04')).toContainEqual(['written', false, 'decisions.closed_without']);
	expect(await states('p02')).toEqual([]);
});
