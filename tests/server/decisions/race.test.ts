import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { choices } from '#domain/decisions/ballot.ts';
import { castBallot, closePoll, openPoll, showResult } from '#server/decisions/commands.ts';
import { resultView } from '#server/decisions/result-view.ts';
import type { Receipt } from '#server/decisions/cast-ballot.ts';
import { hall, voters, type Hall } from './hall.ts';

const polls = 20;
const real = process.env['TEST_DATABASE_URL'] !== undefined;
if (!real)
	console.log('skipped: PGlite has one connection, so that closing never races with voting there');

let h: Hall;
beforeAll(async () => {
	if (real) h = await hall();
});
afterAll(async () => {
	if (real) await h.close();
});

test.skipIf(!real)(
	'closing races with voting, a third sent twice: what was acknowledged is what is counted',
	{ timeout: 120_000 },
	async () => {
		let late = 0;
		let counted = 0;
		for (let round = 0; round < polls; round++) {
			const { pollId } = await openPoll(h.app, h.actor('p01'), {
				meetingId: h.meetingId,
				motionId: await h.fresh(),
			});
			const acknowledged = new Map<string, Receipt>();
			const send = async (code: string, place: number, key: string) => {
				try {
					const receipt = await castBallot(
						h.app,
						h.actor(code),
						{ pollId, seatId: h.seat(code), choice: choices[(place + round) % 3] },
						key,
					);
					const before = acknowledged.get(receipt.seatId);
					if (before) expect(receipt).toEqual(before);
					acknowledged.set(receipt.seatId, receipt);
				} catch (error) {
					if (!isRefusal(error)) throw error;
					expect(error.code).toBe('decisions.poll_closed');
					expect(error.values['time']).toMatch(/^\d\d:\d\d:\d\d$/);
					late++;
				}
			};
			const sends = voters.flatMap((code, place) => {
				const key = randomUUID();
				const once = () => send(code, place, key);
				return place % 3 === 0 ? [once, once] : [once];
			});
			// In the midst of the burst, at another place each round.
			const place = 1 + (round % (sends.length - 1));
			await Promise.all([
				...sends.slice(0, place).map((once) => once()),
				closePoll(h.app, h.actor('p11'), { pollId }),
				...sends.slice(place).map((once) => once()),
			]);
			await showResult(h.app, h.actor('p01'), { pollId, castingVote: 'against' });
			const view = await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
			const votes = (view?.votes ?? []).filter(({ choice }) => choice !== null);
			expect(votes.map(({ seatId, choice }) => [seatId, choice]).sort()).toEqual(
				[...acknowledged.values()].map(({ seatId, choice }) => [seatId, choice]).sort(),
			);
			const counts = view?.result.counts;
			expect((counts?.for ?? 0) + (counts?.against ?? 0) + (counts?.abstained ?? 0)).toBe(
				acknowledged.size,
			);
			counted += acknowledged.size;
		}
		console.log(`${polls} polls: ${counted} acknowledged and counted, ${late} came too late`);
		// Else nothing raced.
		expect(late).toBeGreaterThan(0);
		expect(counted).toBeGreaterThan(0);
	},
);
