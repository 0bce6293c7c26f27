import { afterAll, beforeAll, expect, test } from 'vitest';
import { endMeeting, startMeeting } from '#server/meetings/commands.ts';
import { liveHall, type LiveHall } from './hall.ts';

let h: LiveHall;
beforeAll(async () => {
	h = await liveHall();
});
afterAll(() => h.close());

test('the end of the meeting closes its agenda to writing within a second, the exempt item’s words too', async () => {
	const { agenda_room_id: agenda } = await h.app.db
		.selectFrom('meeting')
		.select('agenda_room_id')
		.where('id', '=', h.meeting.id)
		.executeTakeFirstOrThrow();
	const { room_id: inside } = await h.app.db
		.selectFrom('exempt_item')
		.select('room_id')
		.where('item_id', '=', h.exemptItemId)
		.executeTakeFirstOrThrow();
	const writing = [
		await h.screen('agenda', agenda, 'p02'),
		await h.screen('exempt-agenda', inside, 'p02'),
	];
	const looking = [
		await h.screen('agenda', agenda, 'p24'),
		await h.screen('live', h.meeting.id, 'p02'),
	];
	for (const { provider } of [...writing, ...looking])
		await expect.poll(() => provider.synced).toBe(true);
	const closed = writing.map(
		({ provider }) =>
			new Promise<number>((resolve) => provider.on('closed', ({ code }) => resolve(code))),
	);

	const meeting = { meetingId: h.meeting.id };
	await startMeeting(h.app, h.actor('p01'), meeting);
	expect(writing.map(({ provider }) => provider.wsconnected)).toEqual([true, true]);
	await endMeeting(h.app, h.actor('p01'), meeting);
	const ended = Date.now();
	expect(await Promise.all(closed)).toEqual([4403, 4403]);
	expect(Date.now() - ended).toBeLessThan(1_000);
	expect(looking.map(({ provider }) => provider.wsconnected)).toEqual([true, true]);
});
