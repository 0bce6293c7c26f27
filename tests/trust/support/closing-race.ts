import { randomUUID } from 'node:crypto';
import { choices } from '#domain/decisions/ballot.ts';
import { isRefusal } from '#domain/kernel/refusal.ts';
import type { Receipt } from '#server/decisions/cast-ballot.ts';
import { castBallot, closePoll, openPoll, showResult } from '#server/decisions/commands.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { voters, type Hall } from '../../server/decisions/in-session.ts';

export interface Raced {
	readonly polls: number;
	readonly acknowledged: number;
	readonly counted: number;
	/** Ballots that came after closing and were told so. */
	readonly late: number;
	/** Polls in which what was acknowledged is not what was counted. */
	readonly wrong: number;
	/** Seats that were counted twice, in all polls. */
	readonly twice: number;
}

/**
 * Opens polls one after the other and closes each in the midst of fifteen votes, a third of them sent twice: what was
 * acknowledged must be what is counted, seat by seat. `chance` picks the moment of closing.
 */
export async function raceClosing(
	h: Hall,
	polls: number,
	chance: () => number,
	after: (poll: number, wrong: number) => void = () => undefined,
): Promise<Raced> {
	const raced = { polls, acknowledged: 0, counted: 0, late: 0, wrong: 0, twice: 0 };
	for (let round = 0; round < polls; round++) {
		const { pollId } = await openPoll(h.app, h.actor('p01'), {
			meetingId: h.meetingId,
			motionId: await h.fresh(),
		});
		const acknowledged = new Map<string, Receipt>();
		let late = 0;
		const send = async (code: string, place: number, key: string) => {
			try {
				const receipt = await castBallot(
					h.app,
					h.actor(code),
					{ pollId, seatId: h.seat(code), choice: choices[(place + round) % 3] },
					key,
				);
				acknowledged.set(receipt.seatId, receipt);
			} catch (error) {
				if (!isRefusal(error) || error.code !== 'decisions.poll_closed') throw error;
				late++;
			}
		};
		const sends = voters.flatMap((code, place) => {
			const key = randomUUID();
			const once = () => send(code, place, key);
			return place % 3 === 0 ? [once, once] : [once];
		});
		const place = 1 + Math.floor(chance() * (sends.length - 1));
		await Promise.all([
			...sends.slice(0, place).map((once) => once()),
			closePoll(h.app, h.actor('p11'), { pollId }),
			...sends.slice(place).map((once) => once()),
		]);
		await showResult(h.app, h.actor('p01'), { pollId, castingVote: 'against' });
		const view = await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
		// What was counted at closing, and the ballots by name, must both be what was acknowledged.
		const { counts } = view?.result ?? {};
		const counted = (counts?.for ?? 0) + (counts?.against ?? 0) + (counts?.abstained ?? 0);
		const votes = (view?.votes ?? []).filter(({ choice }) => choice !== null);
		const said = (list: readonly { seatId: string; choice: string | null }[]) =>
			list
				.map(({ seatId, choice }) => `${seatId} ${choice ?? ''}`)
				.sort()
				.join();
		raced.twice += votes.length - new Set(votes.map(({ seatId }) => seatId)).size;
		if (counted !== acknowledged.size || said(votes) !== said([...acknowledged.values()]))
			raced.wrong++;
		raced.acknowledged += acknowledged.size;
		raced.counted += counted;
		raced.late += late;
		after(round, raced.wrong);
	}
	return raced;
}

/**
 * SQL that takes the voters' half of the lock away from a database: votes no longer wait for closing, nor closing for
 * them. A harness that stays green with it proves nothing.
 */
export const withoutLock = (database: string): string => `
create function public.pg_advisory_xact_lock_shared(bigint) returns void language sql as 'select';
alter database ${database} set search_path = public, pg_catalog`;
