import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp, restore, summaryOf } from '#server/admin/backup.ts';
import { loadDemo } from '#server/demo/load.ts';
import { demoView } from '#server/demo/views.ts';
import { verifyAudit } from '#server/platform/audit.ts';
import { audit, reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let from: TestApp;
let dir: string;
let file: string;
beforeAll(async () => {
	dir = mkdtempSync(path.join(tmpdir(), 'moothall-backup-'));
	file = path.join(dir, 'backup.gz');
	from = await testApp();
	await loadDemo(from.app);
	await from.app.outbox.idle();
	await from.app.jobs.idle();
	await backUp(from.app, file);
});
afterAll(async () => {
	await from.close();
	rmSync(dir, { recursive: true, force: true });
});

const rewrite = (name: string, change: (text: string) => string) => {
	const changed = path.join(dir, name);
	writeFileSync(changed, gzipSync(change(gunzipSync(readFileSync(file)).toString())));
	return changed;
};

test('restored into an empty store everything is as it was: rows, hashes, audit chain, drafts', async () => {
	const to = await testApp();
	await restore(to.app, file, { dryRun: false });
	const [before, after] = [await summaryOf(from.app), await summaryOf(to.app)];
	expect(Object.values(before).filter(({ rows }) => rows > 0).length).toBeGreaterThan(20);
	expect(after).toEqual(before);
	const chains = [];
	for (const { app } of [from, to]) chains.push(await reading(app, (tx) => verifyAudit(tx)));
	expect(chains[1]).toEqual(chains[0]);
	expect(chains[1]).toMatchObject({ whole: true });
	const view = await reading(to.app, demoView);
	const room = view?.sectionRooms[0] ?? '';
	const words = async ({ app }: TestApp) =>
		(await reading(app, (tx) => app.relay.read(tx, room))).getXmlFragment('body').toJSON();
	expect(await words(to)).toBe(await words(from));
	expect((await words(to)).length).toBeGreaterThan(50);
	// Counters and the chain go on.
	await transact(to.app, (tx) => audit(tx, { act: 'tests.after', subject: 'restore' }));
	expect(await reading(to.app, (tx) => verifyAudit(tx))).toMatchObject({ whole: true });
	await expect(restore(to.app, file, { dryRun: false })).rejects.toThrow('not empty');
	await to.close();
});

test('a dry run reads everything and writes nothing', async () => {
	const to = await testApp();
	const empty = await summaryOf(to.app);
	await restore(to.app, file, { dryRun: true });
	expect(await summaryOf(to.app)).toEqual(empty);
	await to.close();
});

test('a backup holds nothing that signs anybody in', () => {
	const text = gunzipSync(readFileSync(file)).toString();
	for (const table of ['session', 'sign_in_link', 'half_sign_in'])
		expect(text).not.toContain(`{"table":"${table}"}`);
});

test.each<[string, () => string]>([
	['cut short', () => rewrite('short.gz', (text) => text.slice(0, text.length - 2000))],
	['was changed', () => rewrite('changed.gz', (text) => text.replace('Larkhaven', 'Mallory'))],
	['another version', () => rewrite('old.gz', (text) => text.replace('13_partnerships', '99_x'))],
	['no backup', () => rewrite('other.gz', () => 'hello\n')],
	[
		'read as a backup',
		() => {
			writeFileSync(path.join(dir, 'plain'), 'no gzip');
			return path.join(dir, 'plain');
		},
	],
])('what is %s leaves the store empty', async (said, make) => {
	const to = await testApp();
	const empty = await summaryOf(to.app);
	const why = said === 'cut short' || said === 'was changed' ? 'cut short or was changed' : said;
	await expect(restore(to.app, make(), { dryRun: false })).rejects.toThrow(why);
	expect(await summaryOf(to.app)).toEqual(empty);
	await to.close();
});
