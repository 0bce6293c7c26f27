import { expect, test } from 'vitest';
import { Connection } from '#server/relay/connection.ts';
import { awarenessFrame, readAwareness, readFrame } from '#server/relay/frames.ts';
import type { Meter } from '#server/relay/metrics.ts';
import { Out } from '#server/relay/out.ts';
import type { Line, Packet, Ports } from '#server/relay/ports.ts';
import { Presence } from '#server/relay/presence.ts';
import { Chance } from './sim/chance.ts';
import { Timeline } from './sim/timeline.ts';

/** The core of a room's way out, on virtual time; each line keeps what it was handed, piece by piece. */
function table(people: number) {
	const timeline = new Timeline(new Chance(1));
	const meter = { sent() {}, closed() {} } as unknown as Meter;
	const ports = {
		now: () => timeline.now,
		next: (run: () => void) => void timeline.after(0, run),
		soon: (run: () => void) => void timeline.after(0, run),
		after: (ms: number, run: () => void) => timeline.after(ms, run),
		load: () => 0,
		meter,
	} as unknown as Ports;
	const connections = new Set<Connection>();
	const presence = new Presence(
		connections,
		ports,
		() => false,
		(_client, _connection, then) => then(),
	);
	const out = new Out(connections, ports, () => presence.due());
	const seats = Array.from({ length: people }, (_, i) => {
		const pieces: Packet[] = [];
		const line: Line = {
			open: true,
			buffered: 0,
			received: 0,
			put: (packet) => void pieces.push(packet),
			ping() {},
			pause() {},
			resume() {},
			dismiss() {},
			cut() {},
		};
		const entry = {
			access: 'write',
			name: `P${i}`,
			role: '',
			colour: 1,
			personId: null,
		} as const;
		const visitor = { accountId: `a${i}`, sessionRef: `s${i}` };
		const guest = { kind: 'section', id: 'r', cookie: '', visitor, entry, generation: 0 };
		const connection = new Connection(line, guest, meter);
		connections.add(connection);
		connection.given = true;
		out.joined(connection);
		let clock = 0;
		const client = 100 + i;
		return {
			connection,
			pieces,
			client,
			says(place: number) {
				const frame = readFrame(awarenessFrame([{ client, clock: ++clock, state: { place } }]));
				if (frame.is === 'awareness') presence.receive(connection, frame.update);
			},
			writes: () => out.push(new Uint8Array([0, 0]), connection),
			/** What it has heard since it was asked, piece by piece: of whom, and how many edits. */
			heard: () =>
				pieces.splice(0).map(({ payloads }) =>
					payloads.map((payload) => {
						const frame = readFrame(payload);
						if (frame.is !== 'awareness') return frame.is;
						return readAwareness(frame.update, 99, () => true).map((each) => each.client);
					}),
				),
		};
	});
	const pass = async (ms: number) => {
		let over = false;
		timeline.after(ms, () => (over = true));
		while (!over) await timeline.step();
	};
	return { seats, pass };
}

test('where a cursor went goes out in one piece with the letter; its author is told of the others only', async () => {
	const { seats, pass } = table(3);
	const [ann, ben, cat] = seats as [(typeof seats)[0], (typeof seats)[0], (typeof seats)[0]];
	for (const seat of seats) seat.says(0);
	await pass(1_000);
	for (const seat of seats) seat.heard();

	ann.says(1);
	ann.writes();
	await pass(1);
	expect(ben.heard()).toEqual([['content', [ann.client]]]);
	expect(cat.heard()).toEqual([['content', [ann.client]]]);
	expect(ann.heard()).toEqual([]);

	// Not with every letter, and by itself when no letter comes.
	ben.says(2);
	ben.writes();
	await pass(1);
	expect(cat.heard()).toEqual([['content']]);
	await pass(100);
	expect(cat.heard()).toEqual([[[ben.client]]]);

	ann.says(3);
	ben.says(4);
	ann.writes();
	await pass(1);
	expect(cat.heard()).toEqual([['content', [ann.client, ben.client]]]);
	expect(ann.heard()).toContainEqual([[ben.client]]);
});

test('that somebody is still where they were waits for something to go with, and not for long', async () => {
	const { seats, pass } = table(2);
	const [ann, ben] = seats as [(typeof seats)[0], (typeof seats)[0]];
	for (const seat of seats) seat.says(0);
	await pass(1_000);
	for (const seat of seats) seat.heard();

	ann.says(0);
	await pass(4_900);
	expect(ben.heard()).toEqual([]);
	await pass(200);
	expect(ben.heard()).toEqual([[[ann.client]]]);

	ann.says(0);
	ann.writes();
	await pass(1);
	expect(ben.heard()).toEqual([['content', [ann.client]]]);
	ann.says(0);
	ann.writes();
	await pass(1);
	expect(ben.heard()).toEqual([['content']]);
	await pass(6_000);
	expect(ben.heard()).toEqual([[[ann.client]]]);
});
