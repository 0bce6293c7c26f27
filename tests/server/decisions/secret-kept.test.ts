import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backUp, restore } from '#server/admin/backup.ts';
import { createApp, type App } from '#server/app.ts';
import {
	castForDevice,
	closePoll,
	openPoll,
	showResult,
	voidPoll,
} from '#server/decisions/commands.ts';
import { urnKeyLost } from '#server/decisions/prepare-urn.ts';
import { openPollOfMeeting } from '#server/decisions/poll-store.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { declareInterest } from '#server/meetings/declarations.ts';
import { reading } from '#server/platform/tx.ts';
import { testApp } from '../../support/store.ts';
import { hall } from './hall.ts';

let h: Awaited<ReturnType<typeof hall>>;
let keys = '';
beforeEach(async () => {
	h = await hall();
	keys = await mkdtemp(path.join(tmpdir(), 'urn-'));
	Object.assign(h.app.config, { urnDir: keys });
	const row = await h.app.db.selectFrom('constitution').select('rules').executeTakeFirstOrThrow();
	await h.app.db
		.updateTable('constitution')
		.set({ rules: JSON.stringify({ ...(row.rules as object), ballot: 'secret' }) })
		.execute();
});
afterEach(async () => {
	await h.close();
	await rm(keys, { recursive: true, force: true });
});

const refused = (code: string) => expect.objectContaining({ code }) as Error;
async function opened(): Promise<{ pollId: string; motionId: string }> {
	const motionId = await h.fresh();
	const { pollId } = await openPoll(h.app, h.actor('p01'), { meetingId: h.meetingId, motionId });
	return { pollId, motionId };
}
const cast = (pollId: string, code: string, app: App = h.app) =>
	castForDevice(app, h.actor(code), { pollId, seatId: h.seat(code), choice: 'for' });
const openNow = () => reading(h.app, (tx) => openPollOfMeeting(tx, h.partnershipId, h.meetingId));
const partitions = async (app: App = h.app) => {
	const rows = await app.db
		.selectFrom('pg_class' as never)
		.select('relname' as never)
		.where('relispartition' as never, '=', true as never)
		.where('relkind' as never, '=', 'r' as never)
		.execute();
	return rows.length;
};

test('an interest declared after casting makes the vote void, keeps its ballots sealed, and opens it again', async () => {
	const account = await h.app.db
		.selectFrom('person')
		.select('account_id')
		.where('code', '=', 'p01')
		.executeTakeFirstOrThrow();
	const chair = { ...h.actor('p01'), accountId: account.account_id ?? '' };
	const motionId = await h.fresh();
	const { pollId } = await openPoll(h.app, chair, { meetingId: h.meetingId, motionId });
	for (const code of ['p01', 'p02', 'p04']) await cast(pollId, code);
	const declare = (code: string, effect: string, more: object = {}) =>
		declareInterest(h.app, h.actor(code), {
			meetingId: h.meetingId,
			itemId: h.item(8),
			kind: 'financial',
			effect,
			...more,
		});
	// What keeps nobody from voting, and what is about something else, changes nothing.
	await declare('p05', 'remain_and_vote');
	await declare('p04', 'leave', { itemId: h.item(12) });
	expect((await openNow())?.id).toBe(pollId);

	await declare('p02', 'leave');
	const sealed = await h.app.db.selectFrom('urn_void').selectAll().executeTakeFirstOrThrow();
	expect(sealed.poll_id).toBe(pollId);
	expect(sealed.sealed).toHaveLength(3);
	expect(sealed.took_part).toEqual(expect.arrayContaining([h.seat('p02')]));
	await h.app.outbox.idle();
	const again = await openNow();
	expect(again?.id).not.toBe(pollId);
	expect(again?.motionId).toBe(motionId);
	expect(again?.manifest.recused?.map(({ seatId }) => seatId)).toContain(h.seat('p02'));
	expect(await readdir(keys)).toEqual([`${again?.id ?? ''}.pem`]);
	await expect(cast(again?.id ?? '', 'p02')).rejects.toThrow(refused('decisions.recused'));
	await cast(again?.id ?? '', 'p01');
	// Only the urn that is open has its partitions.
	expect(await partitions()).toBe(2);
});

test('a restart in the middle of a secret vote goes on; a lost key is told, and means void and again', async () => {
	const { pollId, motionId } = await opened();
	await cast(pollId, 'p01');
	await h.app.close();
	const second = createApp({
		connection: h.store.connection,
		config: h.app.config,
		clock: h.app.clock,
		ids: h.app.ids,
		log: h.app.log,
	});
	await cast(pollId, 'p02', second);
	expect(await urnKeyLost(second, pollId)).toBe(false);
	await closePoll(second, h.actor('p01'), { pollId });
	await showResult(second, h.actor('p01'), { pollId });
	const result = await resultView(second, { partnershipId: h.partnershipId, actor: null }, pollId);
	expect(result?.result.counts.for).toBe(2);

	const another = await h.fresh();
	const next = await openPoll(second, h.actor('p01'), {
		meetingId: h.meetingId,
		motionId: another,
	});
	expect(another).not.toBe(motionId);
	await cast(next.pollId, 'p01', second);
	await rm(path.join(keys, `${next.pollId}.pem`));
	expect(await urnKeyLost(second, next.pollId)).toBe(true);
	await expect(closePoll(second, h.actor('p01'), next)).rejects.toThrow(
		refused('decisions.urn_key_lost'),
	);
	await voidPoll(second, h.actor('p01'), { ...next, reason: 'The key was lost.' });
	const kept = await second.db.selectFrom('urn_void').select('sealed').executeTakeFirstOrThrow();
	expect(kept.sealed).toHaveLength(1);
	const third = await openPoll(second, h.actor('p01'), {
		meetingId: h.meetingId,
		motionId: another,
	});
	expect(third.pollId).not.toBe(next.pollId);
	await second.close();
});

test('a backup taken while an urn is open is restored with it: the vote goes on where its key is', async () => {
	const { pollId } = await opened();
	for (const code of ['p01', 'p02']) await cast(pollId, code);
	const file = path.join(keys, 'backup.gz');
	const before = await backUp(h.app, file);
	expect(before['urn']?.rows).toBe(2);
	expect(Object.keys(before).filter((name) => /^(urn|roll_tick)_[0-9a-f]{32}$/.test(name))).toEqual(
		[],
	);
	const to = await testApp();
	Object.assign(to.app.config, { urnDir: keys });
	expect(await restore(to.app, file, { dryRun: false })).toEqual(before);
	expect(await partitions(to.app)).toBe(2);
	await expect(cast(pollId, 'p01', to.app)).rejects.toThrow(refused('decisions.secret_already'));
	await cast(pollId, 'p04', to.app);
	await closePoll(to.app, h.actor('p01'), { pollId });
	await showResult(to.app, h.actor('p01'), { pollId });
	const view = await resultView(to.app, { partnershipId: h.partnershipId, actor: null }, pollId);
	expect(view?.result.counts.for).toBe(3);
	await to.close();
});
