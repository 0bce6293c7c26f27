import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeFrom, plaintext } from '#domain/decisions/sealed.ts';
import {
	castBallot,
	castForDevice,
	castSecretBallot,
	closePoll,
	openPoll,
	recordBallot,
	showResult,
	voidPoll,
} from '#server/decisions/commands.ts';
import { seal } from '#server/decisions/urn-keys.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { pollForVoter } from '#server/decisions/views.ts';
import { minutedPoll } from '#server/meetings/minutes-store.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
let keys = '';
beforeAll(async () => {
	h = await hall();
	keys = await mkdtemp(path.join(tmpdir(), 'urn-'));
	// The hall reads its settings before this directory is there.
	Object.assign(h.app.config, { urnDir: keys });
	await rule({ ballot: 'secret' });
});
afterAll(async () => {
	await h.close();
	await rm(keys, { recursive: true, force: true });
});

async function rule(change: object): Promise<void> {
	const row = await h.app.db.selectFrom('constitution').select('rules').executeTakeFirstOrThrow();
	await h.app.db
		.updateTable('constitution')
		.set({ rules: JSON.stringify({ ...(row.rules as object), ...change }) })
		.execute();
}
const refused = (code: string) => expect.objectContaining({ code }) as Error;
const held = () => readdir(keys);
const opened = async () => {
	const motionId = await h.fresh();
	return openPoll(h.app, h.actor('p01'), { meetingId: h.meetingId, motionId });
};
async function sealedBallot(pollId: string, code: string, choice: 'for' | 'against') {
	const { secret } = await pollForVoter(h.app, h.actor(code), pollId);
	const mine = codeFrom(crypto.getRandomValues(new Uint8Array(24)));
	const bytes = plaintext(pollId, { code: mine, choice });
	return {
		mine,
		sealed: Buffer.from(seal(secret?.publicKey ?? '', bytes)).toString('base64'),
	};
}
const put = (pollId: string, code: string, sealed: unknown) =>
	castSecretBallot(h.app, h.actor(code), { pollId, seatId: h.seat(code), sealed });
const shown = (pollId: string) =>
	resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);

test('a secret vote: sealed, counted, published by code, its key and its partitions gone', async () => {
	const { pollId } = await opened();
	expect(await held()).toEqual([`${pollId}.pem`]);
	const before = await h.app.db.selectFrom('audit').select('act').execute();
	const events = await h.app.db.selectFrom('outbox').select('id').execute();
	const codes: string[] = [];
	for (const code of voters.slice(0, 12)) {
		const choice = code === 'p16' || code === 'p04' ? 'against' : 'for';
		const { mine, sealed } = await sealedBallot(pollId, code, choice);
		codes.push(`${mine} all ${choice}`);
		await put(pollId, code, sealed);
		// The same one again is in the urn once; another one is not taken.
		await put(pollId, code, sealed);
	}
	const late = voters[12] ?? '';
	const { code: made } = await castForDevice(h.app, h.actor(late), {
		pollId,
		seatId: h.seat(late),
		choice: 'abstain',
	});
	const other = await sealedBallot(pollId, 'p01', 'against');
	await expect(put(pollId, 'p01', other.sealed)).rejects.toThrow(
		refused('decisions.secret_already'),
	);
	await expect(put(pollId, 'p01', 'AAAA')).rejects.toThrow(refused('decisions.not_sealed'));
	await expect(
		castSecretBallot(h.app, h.actor('p01'), {
			pollId,
			seatId: h.seat('p02'),
			sealed: other.sealed,
		}),
	).rejects.toThrow(refused('decisions.not_your_seat'));
	const open = { pollId, seatId: h.seat('p01'), choice: 'for' };
	await expect(castBallot(h.app, h.actor('p01'), open)).rejects.toThrow(
		refused('decisions.secret_only'),
	);
	await expect(recordBallot(h.app, h.actor('p21'), { ...open, channel: 'hand' })).rejects.toThrow(
		refused('decisions.secret_only'),
	);
	expect(await pollForVoter(h.app, h.actor('p01'), pollId)).toMatchObject({
		ballot: null,
		secret: { voted: true },
		poll: { turnout: { voted: 13, of: 15 } },
	});
	// Neither audit row nor event says that anybody voted.
	expect(await h.app.db.selectFrom('audit').select('act').execute()).toHaveLength(before.length);
	expect(await h.app.db.selectFrom('outbox').select('id').execute()).toHaveLength(events.length);

	await closePoll(h.app, h.actor('p01'), { pollId });
	expect(await held()).toEqual([]);
	expect(await h.app.db.selectFrom('urn').selectAll().execute()).toEqual([]);
	expect(await h.app.db.selectFrom('roll_tick').selectAll().execute()).toEqual([]);
	await expect(put(pollId, 'p15', other.sealed)).rejects.toThrow(refused('decisions.poll_closed'));
	expect(await shown(pollId)).toBeUndefined();
	await showResult(h.app, h.actor('p01'), { pollId });
	const result = await shown(pollId);
	expect(result?.result).toMatchObject({ counts: { for: 11, against: 1, abstained: 1 } });
	expect(result?.votes.every(({ choice }) => choice === null)).toBe(true);
	expect(result?.urn?.leaves).toEqual([...codes, `${made} all abstain`].sort());
	expect(await reading(h.app, (tx) => minutedPoll(tx, h.partnershipId, pollId))).toMatchObject({
		secret: true,
	});

	// Anyone can check it without us, and any one ballot changed, added or dropped is noticed.
	const { manifest, manifestHash, urn, result: counted } = result ?? {};
	const bundle = { form: 'moothall-urn/1', manifest, manifestHash, ...urn, result: counted };
	expect(await verify(bundle)).toBe(0);
	const leaves = [...(urn?.leaves ?? [])];
	const swapped = [...leaves];
	swapped[0] = (swapped[0] ?? '').replace(/\w+$/, (said) => (said === 'for' ? 'against' : 'for'));
	for (const wrong of [
		{ leaves: swapped },
		{ leaves: leaves.slice(1) },
		{ leaves: [...leaves, 'ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ all for'] },
		{ tookPart: urn?.tookPart.slice(1) },
		{ spoiled: 1 },
		{ result: { ...counted, outcome: 'not_carried' } },
		{ manifest: { ...manifest, openedAt: '2026-01-01T00:00:00.000Z' } },
	])
		expect(await verify({ ...bundle, ...wrong }), JSON.stringify(wrong).slice(0, 80)).toBe(1);
	expect(await verify({})).toBe(2);
});

async function verify(bundle: object): Promise<number | null> {
	const file = path.join(keys, 'bundle.json');
	await writeFile(file, JSON.stringify(bundle));
	const { status } = spawnSync(process.execPath, ['static/verify-poll.js', file]);
	await rm(file);
	return status;
}

test('bytes that are no ballot are in the urn as spoiled, and said so', async () => {
	const { pollId } = await opened();
	await put(pollId, 'p01', 'A'.repeat(512));
	const { sealed } = await sealedBallot(pollId, 'p02', 'for');
	await put(pollId, 'p02', sealed);
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p01'), { pollId });
	expect((await shown(pollId))?.urn).toMatchObject({ spoiled: 1, leaves: { length: 1 } });
});

test('a lost key means void and vote again; without URN_DIR nothing is secret', async () => {
	const { pollId } = await opened();
	await rm(path.join(keys, `${pollId}.pem`));
	await expect(closePoll(h.app, h.actor('p01'), { pollId })).rejects.toThrow(
		refused('decisions.urn_key_lost'),
	);
	await voidPoll(h.app, h.actor('p01'), { pollId, reason: 'The key was lost.' });
	Object.assign(h.app.config, { urnDir: undefined });
	await expect(opened()).rejects.toThrow(refused('decisions.urn_missing'));
	Object.assign(h.app.config, { urnDir: keys });
	expect(await held()).toEqual([]);
});

test('a class of under three would tell on its members', async () => {
	const { rules } = await h.app.db
		.selectFrom('constitution')
		.select('rules')
		.executeTakeFirstOrThrow();
	const { thresholds } = rules as { thresholds: { ordinary: object } };
	await rule({
		thresholds: { ...thresholds, ordinary: { ...thresholds.ordinary, sectorMajority: 'all' } },
	});
	await expect(opened()).rejects.toThrow(refused('decisions.secret_small'));
	expect(await held()).toEqual([]);
	await rule({ thresholds });
});
