import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { project, type Audience } from '#domain/live/project.ts';
import { recordOf } from '#server/live/store.ts';
import { meetingAnywhere } from '#server/meetings/meeting-store.ts';
import { castBallot, closePoll, openPoll, showResult } from '#server/decisions/commands.ts';
import { checkIn, recordArrivals, recordDeparture } from '#server/meetings/attendance-commands.ts';
import { closeItem, openItem, startMeeting } from '#server/meetings/commands.ts';
import {
	callSpeaker,
	finishSpeaker,
	lowerHand,
	raiseHand,
} from '#server/meetings/queue-commands.ts';
import { reading } from '#server/platform/tx.ts';
import { liveHall, until, type LiveHall, type Screen } from './hall.ts';

let h: LiveHall;
beforeAll(async () => {
	h = await liveHall();
});
afterAll(() => h.close());

/** A small generator with a seed, so that a failure can be run again. */
function chance(seed: number) {
	let state = seed >>> 0;
	const next = () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
	return <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
}

const voters = ['p01', 'p02', 'p04', 'p06', 'p07', 'p08', 'p11', 'p12', 'p13', 'p14', 'p15', 'p16'];

/** One random act of somebody at the meeting; answers whether it changed something. */
async function act(pick: <T>(list: readonly T[]) => T): Promise<boolean> {
	const { app } = h;
	const chair = h.actor('p01');
	const anyone = h.actor(pick(voters));
	const meetingId = h.meeting.id;
	const db = app.db;
	const poll = await db
		.selectFrom('poll')
		.select(['id', 'state', 'shown_at'])
		.where('shown_at', 'is', null)
		.executeTakeFirst();
	const one = await db.selectFrom('motion').select('id').execute();
	const acts: (() => Promise<unknown>)[] = [
		() => openItem(app, chair, { meetingId, itemId: h.items.get(pick([1, 6, 8, 10, 12])) ?? '' }),
		() => openItem(app, chair, { meetingId, itemId: h.items.get(pick([6, 8, 10])) ?? '' }),
		() => closeItem(app, chair, { meetingId, itemId: h.items.get(pick([1, 6, 12])) ?? '' }),
		() => checkIn(app, anyone, { meetingId, mode: pick(['in_person', 'remote'] as const) }),
		() => recordDeparture(app, anyone, { meetingId, personId: anyone.personId }),
		() => raiseHand(app, anyone, { meetingId }),
		() => raiseHand(app, h.actor(pick(voters)), { meetingId }),
		() => lowerHand(app, anyone, { meetingId }),
		async () => {
			const hand = await db
				.selectFrom('speaker')
				.select('id')
				.where('finished_at', 'is', null)
				.where('called_at', 'is', null)
				.executeTakeFirst();
			if (hand) await callSpeaker(app, chair, { meetingId, speakerId: hand.id });
		},
		() => finishSpeaker(app, chair, { meetingId }),
		() => openPoll(app, chair, { meetingId, motionId: pick(one).id }),
		async () => {
			if (!poll) return;
			const seat = await db
				.selectFrom('poll_elector')
				.select(['seat_id', 'person_id'])
				.where('poll_id', '=', poll.id)
				.where('person_id', '=', anyone.personId)
				.executeTakeFirst();
			if (seat)
				await castBallot(app, anyone, {
					pollId: poll.id,
					seatId: seat.seat_id,
					choice: pick(['for', 'against', 'abstain']),
				});
		},
		async () => {
			if (poll && pick([true, false, false])) await closePoll(app, chair, { pollId: poll.id });
		},
		async () => {
			if (poll?.state === 'closed')
				await showResult(app, chair, { pollId: poll.id, castingVote: 'for' });
		},
	];
	try {
		await pick(acts)();
		return true;
	} catch (error) {
		if (isRefusal(error)) return false;
		throw error;
	}
}

const told = (audience: Audience): Promise<unknown> =>
	reading(h.app, async (tx) => {
		const ref = await meetingAnywhere(tx, h.meeting.id);
		if (!ref) throw new Error('no meeting');
		return JSON.parse(JSON.stringify(project(await recordOf(tx, ref), audience))) as unknown;
	});

async function allEqual(screens: readonly [Screen, Audience][]): Promise<void> {
	for (const [screen, audience] of screens)
		await until(
			async () => isDeepStrictEqual(screen.topics(), await told(audience)),
			`${screen.room} equals the record`,
		).catch(async (error: unknown) => {
			expect(screen.topics()).toEqual(await told(audience));
			throw error;
		});
}

test.each([7, 2026])(
	'after any commands and a restart every screen equals the record (seed %i)',
	{ timeout: 120_000 },
	async (seed) => {
		const pick = chance(seed);
		const clerk = h.actor('p21');
		const meetingId = h.meeting.id;
		const compartment = await h.app.db
			.selectFrom('agenda_item')
			.select('compartment_id')
			.where('id', '=', h.exemptItemId)
			.executeTakeFirstOrThrow();
		await recordArrivals(h.app, clerk, {
			meetingId,
			mode: 'in_person',
			personIds: voters.slice(0, 9).map((code) => h.actor(code).personId),
		});
		await startMeeting(h.app, h.actor('p01'), { meetingId });
		const screens: [Screen, Audience][] = [
			[await h.screen('live', meetingId, 'p02'), 'members'],
			[await h.screen('gallery', meetingId, null), 'gallery'],
			[
				await h.screen('exempt-live', h.exemptItemId, 'p02'),
				{ compartment: compartment.compartment_id ?? '' },
			],
		];
		let changed = 0;
		for (let round = 0; round < 4; round++) {
			for (let step = 0; step < 30; step++) if (await act(pick)) changed++;
			if (round === 1) await h.restart();
			if (round === 2) screens.push([await h.screen('live', meetingId, 'p12'), 'members']);
			await allEqual(screens);
		}
		expect(changed).toBeGreaterThan(20);
		for (const [screen] of screens) expect(screen.backwards).toEqual([]);
	},
);
