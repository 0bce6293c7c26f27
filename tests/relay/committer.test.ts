import { expect, test } from 'vitest';
import { Committer, type Committing, type Entry } from '#server/relay/committer.ts';
import { createMeter } from '#server/relay/metrics.ts';
import type { Ports } from '#server/relay/ports.ts';
import type { Batch, Closed } from '#server/relay/store.ts';
import { until } from './hall.ts';

/** A committer over a store that answers when it is told to, and what happened in order. */
function committing() {
	const happened: string[] = [];
	const answers: ((closed: ReadonlyMap<string, Closed>) => void)[] = [];
	const ports: Pick<Ports, 'now' | 'next' | 'after' | 'log' | 'meter' | 'store'> = {
		now: () => performance.now(),
		next: queueMicrotask,
		after(ms, run) {
			const timer = setTimeout(run, ms);
			return () => clearTimeout(timer);
		},
		log: { info() {}, warn() {}, error() {} },
		meter: createMeter().meter,
		store: {
			append({ heads, updates }: Batch) {
				const from = [...heads].map(([id, head]) => `${id} after ${head}`).join();
				happened.push(`writes ${updates.length} to ${from}`);
				return new Promise((resolve) => answers.push(resolve));
			},
		} as Ports['store'],
	};
	const committer = new Committer(ports as Ports);
	const room = (id: string): Committing => ({
		id,
		head: 0,
		committed: (entries) => void happened.push(`tells ${id} of ${entries.length}`),
		failed: () => void happened.push(`${id} failed`),
		rejected(why) {
			happened.push(`${id} is ${why}`);
			committer.forget(this);
		},
	});
	const push = (to: Committing, size = 2) => {
		const entry: Entry = {
			room: to,
			bytes: new Uint8Array(size),
			accountId: null,
			claims: [],
			frames: [],
			from: null,
			at: 0,
		};
		committer.push(entry);
	};
	const answer = async (closed: Record<string, Closed> = {}) => {
		await until(() => answers.length > 0);
		answers.shift()?.(new Map(Object.entries(closed)));
	};
	return { happened, committer, room, push, answer };
}

test('the next batch is on its way, after the heads it builds on, before anybody hears of the one before', async () => {
	const { happened, committer, room, push, answer } = committing();
	const board = room('board');
	push(board);
	await until(() => happened.length === 1);
	push(board);
	push(board);
	await answer();
	await answer();
	await committer.idle();
	expect(happened).toEqual([
		'writes 1 to board after 0',
		'writes 2 to board after 1',
		'tells board of 1',
		'tells board of 2',
	]);
	expect(committer.uncommittedBytes).toBe(0);
});

test('a room that is closed drops what it has queued before the next batch is put together', async () => {
	const { happened, committer, room, push, answer } = committing();
	const [board, panel] = [room('board'), room('panel')];
	push(board);
	push(panel);
	await until(() => happened.length === 1);
	push(board);
	push(panel);
	await answer({ board: 'locked' });
	await answer();
	await committer.idle();
	expect(happened).toEqual([
		'writes 2 to board after 0,panel after 0',
		'board is locked',
		'writes 1 to panel after 1',
		'tells panel of 1',
		'tells panel of 1',
	]);
	expect(committer.uncommittedBytes).toBe(0);
});

test('whoever had to wait is told when there is room again, wherever the fullness came from', async () => {
	const { committer, room, push, answer } = committing();
	const board = room('board');
	let told = 0;
	committer.onRoom = () => {
		told++;
	};
	push(board, 5 << 20);
	await new Promise((resolve) => setTimeout(resolve, 5));
	push(board, 4 << 20);
	expect(committer.full).toBe(true);
	await answer();
	await until(() => told === 1);
	expect(committer.full).toBe(false);
	await answer();
	await committer.idle();
	expect(told).toBe(1);
});

test('questions and what changes nothing take their room too while the store is away', async () => {
	const { committer, room, push, answer } = committing();
	const board = room('board');
	push(board, 2);
	for (let n = 0; n < 70_000; n++) push(board, 0);
	expect(committer.full).toBe(true);
	while (committer.uncommittedBytes > 0) {
		await answer();
		await new Promise((resolve) => setImmediate(resolve));
	}
	await committer.idle();
	expect(committer.uncommittedBytes).toBe(0);
});
