import { afterEach, expect, test } from 'vitest';
import type { DomainEvent } from '#domain/kernel/event.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { queueJob, startJobs } from '#server/platform/jobs.ts';
import { startOutbox } from '#server/platform/outbox.ts';
import { transact, type Handler, type Services } from '#server/platform/tx.ts';
import { testStore, type TestStore } from '../../support/store.ts';
import { createLog } from '#server/platform/log.ts';
import { readConfig } from '#server/platform/config.ts';
import { systemClock } from '#server/platform/clock.ts';
import { systemIds } from '#server/platform/ids.ts';

const partnershipId = '00000000-0000-4000-8000-000000000002';
const event = (n: number): DomainEvent & { n: number } => ({
	type: 'platform.tested',
	partnershipId,
	n,
});

let store: TestStore | undefined;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
	await store?.destroy();
	store = undefined;
});

async function services(handlers = new Map<string, Handler[]>()): Promise<Services> {
	store = await testStore();
	return {
		db: store.connection.db,
		clock: systemClock,
		ids: systemIds,
		log: createLog('silent'),
		config: readConfig({}),
		handlers,
		reacts: () => true,
		wakeOutbox: () => {},
	};
}

test('events reach their reactions in order, after commit, and once', async () => {
	const s = await services();
	const seen: number[] = [];
	const outbox = startOutbox(
		s,
		new Map([
			[
				'platform.tested',
				[
					(e: DomainEvent) => {
						seen.push((e as DomainEvent & { n: number }).n);
						return Promise.resolve();
					},
				],
			],
		]),
	);
	closing.push(() => outbox.stop());
	await transact(s, async (tx) => {
		for (const n of [1, 2, 3]) await tx.emit(event(n));
	});
	await expect(
		transact(s, async (tx) => {
			await tx.emit(event(4));
			throw new Refusal('kernel.not_found');
		}),
	).rejects.toMatchObject({ code: 'kernel.not_found' });
	await outbox.idle();
	await outbox.idle();
	expect(seen).toEqual([1, 2, 3]);
});

test('a reaction that fails is tried again, and later events wait for it', async () => {
	const s = await services();
	const seen: number[] = [];
	let failures = 1;
	const outbox = startOutbox(
		s,
		new Map([
			[
				'platform.tested',
				[
					(e: DomainEvent) => {
						if (failures-- > 0) return Promise.reject(new Error('not now'));
						seen.push((e as DomainEvent & { n: number }).n);
						return Promise.resolve();
					},
				],
			],
		]),
	);
	closing.push(() => outbox.stop());
	await transact(s, async (tx) => {
		await tx.emit(event(1));
		await tx.emit(event(2));
	});
	await outbox.idle();
	expect(seen).toEqual([]);
	await s.db
		.updateTable('outbox')
		.set({ due_at: new Date(0) })
		.execute();
	await outbox.idle();
	expect(seen).toEqual([1, 2]);
});

test('a handler in the transaction may refuse, and everything is undone', async () => {
	const s = await services(
		new Map([['platform.tested', [() => Promise.reject(new Refusal('kernel.not_allowed'))]]]),
	);
	await expect(
		transact(s, async (tx) => {
			await tx.db.insertInto('account').values({ id: tx.uuid(), email: 'a@b.example' }).execute();
			await tx.emit(event(1));
		}),
	).rejects.toMatchObject({ code: 'kernel.not_allowed' });
	expect(await s.db.selectFrom('account').selectAll().execute()).toEqual([]);
	expect(await s.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
});

test('a due job runs once, whatever the number of workers and of requests for it', async () => {
	const s = await services();
	const ran: unknown[] = [];
	const runners = new Map([
		[
			'test',
			(payload: unknown) => {
				ran.push(payload);
				return Promise.resolve();
			},
		],
	]);
	const workers = [startJobs(s, runners), startJobs(s, runners)];
	for (const worker of workers) closing.push(() => worker.stop());
	for (let n = 0; n < 2; n++)
		await transact(s, (tx) =>
			queueJob(tx, { kind: 'test', payload: { n }, dueAt: tx.now, uniqueKey: 'one' }),
		);
	await Promise.all(workers.map((worker) => worker.idle()));
	expect(ran).toEqual([{ n: 0 }]);
});

test('a job without a runner stays and says why', async () => {
	const s = await services();
	const jobs = startJobs(s, new Map());
	closing.push(() => jobs.stop());
	await transact(s, (tx) => queueJob(tx, { kind: 'unknown', payload: {}, dueAt: tx.now }));
	await jobs.idle();
	const row = await s.db.selectFrom('job').selectAll().executeTakeFirstOrThrow();
	expect(row.done_at).toBeNull();
	expect(row.attempts).toBe(1);
	expect(row.last_error).toBe('Error');
});
