import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { backUp, restore } from '#server/admin/backup.ts';
import { testApp } from '../support/store.ts';
import { backUpUnderLoad, compare, isWhole } from './support/restored.ts';

test('a restored store is the one that was backed up, and what differs is found', async () => {
	const dir = mkdtempSync(path.join(tmpdir(), 'moothall-restored-'));
	onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
	const file = path.join(dir, 'backup.gz');
	const secrets = {
		ORIGIN: 'http://localhost',
		SECRET: 'for fault tests only, never elsewhere',
		DEMO: '1',
	};
	const from = await testApp(secrets);
	const backed = await backUpUnderLoad(from.app, () => backUp(from.app, file), {
		typists: 4,
		warmUpMs: 0,
	});
	await from.close();
	const to = await testApp(secrets);
	onTestFinished(() => to.close());
	await restore(to.app, file, { dryRun: false });
	const honest = await compare(to.app, file, backed);
	expect(honest).toMatchObject({ rowsDiffer: [], hashesDiffer: [], editsLost: 0, hashesWrong: 0 });
	expect(honest.rows).toBeGreaterThan(300);
	expect(backed.commands).toBeGreaterThan(5);
	expect(isWhole(honest, backed)).toBe(true);

	// Planted: a name, a row, an edit and a word of a frozen agenda that are not what was backed up.
	const { db } = to.app;
	await db.updateTable('sector').set({ name: '{"en":"Other"}' }).execute();
	await db.deleteFrom('interest').execute();
	await sql`update agenda_version set content = jsonb_set(content, '{planted}', '1')`.execute(db);
	await sql`delete from room_update where room_id = ${backed.writers[0]?.room.split(':')[1]}`.execute(
		db,
	);
	const faulty = await compare(to.app, file, backed);
	expect(faulty.rowsDiffer).toContain('interest');
	expect(faulty.hashesDiffer).toEqual(expect.arrayContaining(['sector', 'agenda_version']));
	expect(faulty.hashesWrong).toBeGreaterThan(0);
	expect(faulty.editsLost).toBeGreaterThan(0);
	expect(isWhole(faulty, backed)).toBe(false);
}, 120_000);
