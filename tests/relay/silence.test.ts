import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection } from '#server/relay/connection.ts';
import { createMeter } from '#server/relay/metrics.ts';
import type { Line } from '#server/relay/ports.ts';
import { hall, until, type Hall } from './hall.ts';
import { Raw } from './raw.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
});
afterAll(() => h.close());

/** A socket of which so much has been received, tick by tick; how often it was pinged, and whether it was cut. */
function ticked(received: readonly number[]): { pings: number; cut: boolean } {
	const seen = { pings: 0, cut: false };
	let at = 0;
	const line: Line = {
		open: true,
		buffered: 0,
		get received() {
			return received[at] ?? NaN;
		},
		put() {},
		ping() {
			seen.pings++;
		},
		pause() {},
		resume() {},
		dismiss() {},
		cut() {
			seen.cut = true;
		},
	};
	const entry = { access: 'read', name: 'P', role: '', colour: 1, personId: null } as const;
	const guest = { kind: 'agenda', id: 'r', cookie: '', visitor: null, entry, generation: 0 };
	const connection = new Connection(line, guest, createMeter().meter);
	for (; at < received.length; at++) connection.tick(at * 15_000);
	return seen;
}

test('a peer of whom nothing came since the last ping is cut, and none of whom anything did', () => {
	expect(ticked([0, 0])).toEqual({ pings: 1, cut: true });
	expect(ticked([70, 76, 82, 82])).toEqual({ pings: 3, cut: true });
	expect(ticked([70, 76, 1_000, 1_006])).toEqual({ pings: 4, cut: false });
});

test('a ping is answered with what it brought', async () => {
	const room = await h.room();
	const raw = await new Raw(h, `agenda:${room.id}`, h.person('Ann')).join();
	const pongs: string[] = [];
	raw.socket.on('pong', (data) => pongs.push(data.toString()));
	raw.socket.ping('one');
	raw.socket.ping('two');
	await until(() => pongs.length === 2);
	expect(pongs).toEqual(['one', 'two']);
	raw.socket.terminate();
});
