import type { App } from '../app.ts';
import { transact } from '../platform/tx.ts';
import type { DemoWorld } from './world.ts';

/** The demo's meeting with its agenda. */
export async function loadMeetings(app: App, demo: DemoWorld): Promise<void> {
	const { meeting } = demo.yaml;
	await transact(app, async (tx) => {
		const id = tx.uuid();
		const rooms = { agenda: tx.uuid(), minutes: tx.uuid() };
		for (const kind of ['agenda', 'minutes'] as const)
			await tx.db
				.insertInto('room')
				.values({ id: rooms[kind], kind, partnership_id: demo.partnershipId, subject_id: id })
				.execute();
		await tx.db
			.insertInto('meeting')
			.values({
				partnership_id: demo.partnershipId,
				id,
				body_id: demo.bodies.get(meeting.body) ?? '',
				slug: `${demo.date(meeting.starts.slice(0, 10))}-${meeting.body}`,
				title: JSON.stringify({ en: demo.words(meeting.title) }),
				starts_at: demo.moment(meeting.starts),
				ends_at: demo.moment(meeting.ends),
				mode: meeting.mode,
				venue: JSON.stringify({ en: meeting.venue }),
				access: JSON.stringify(meeting.access),
				status: 'draft',
				agenda_room_id: rooms.agenda,
				minutes_room_id: rooms.minutes,
			})
			.execute();
	});
}
