import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { emptyStore } from '#server/demo/store.ts';
import { verifyAudit } from '#server/platform/audit.ts';
import { audit, reading, transact } from '#server/platform/tx.ts';
import { asOwner } from '../../support/audit.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
beforeAll(async () => {
	t = await testApp();
});
afterAll(() => t.close());
beforeEach(async () => {
	await transact(t.app, emptyStore);
	for (let n = 1; n <= 5; n++) await write(`thing-${n}`);
});

const write = (subject: string) =>
	transact(t.app, (tx) =>
		audit(tx, { act: 'tests.did', subject, detail: { b: 1, a: 'ŵ', n: null } }),
	);
const verify = (noted?: string) => reading(t.app, (tx) => verifyAudit(tx, noted));
const seqs = async () =>
	(await t.app.db.selectFrom('audit').select('seq').orderBy('seq').execute()).map(({ seq }) => seq);

test('an untouched log is whole, and passes through every seal it had', async () => {
	const first = await verify();
	expect(first).toMatchObject({ whole: true, rows: 5 });
	await write('later');
	const head = first.whole ? (first.head ?? '') : '';
	expect(await verify(head)).toMatchObject({ whole: true, rows: 6 });
	expect(await verify('0'.repeat(64))).toMatchObject({ whole: false, fault: 'cut' });
});

test.each([
	['changed', (seq: number) => `update audit set subject = 'else' where seq = ${seq}`],
	[
		'changed',
		(seq: number) => `update audit set at = at + interval '1 microsecond' where seq = ${seq}`,
	],
	['missing', (seq: number) => `delete from audit where seq = ${seq}`],
	['missing', (seq: number) => `delete from audit_seal where seq = ${seq}`],
	['changed', (seq: number) => `update audit_seal set hash = repeat('0', 64) where seq = ${seq}`],
	[
		'unsealed',
		() => `insert into audit (act, subject) values ('tests.planted', 'by hand without a trigger')`,
	],
] as const)('an owner of the database who tampers is found out: %s', async (fault, statement) => {
	const third = (await seqs())[2] ?? 0;
	await asOwner(t.app.db, statement(third));
	const found = await verify();
	expect(found).toMatchObject({ whole: false, fault });
	if (fault === 'changed') expect(found).toMatchObject({ seq: third });
});

test('a row and its seal taken off the end are missed by who noted the seal', async () => {
	const before = await verify();
	const last = (await seqs()).at(-1) ?? 0;
	await asOwner(
		t.app.db,
		`with gone as (delete from audit where seq = ${last}) delete from audit_seal where seq = ${last}`,
	);
	expect(await verify()).toMatchObject({ whole: true, rows: 4 });
	expect(await verify(before.whole ? (before.head ?? '') : '')).toMatchObject({ fault: 'cut' });
});

test.each([
	`update audit set subject = 'else'`,
	`delete from audit`,
	`truncate audit`,
	`update audit_seal set hash = 'x'`,
	`delete from audit_seal`,
	`truncate audit_seal`,
])('the database refuses: %s', async (statement) => {
	await expect(sql.raw(statement).execute(t.app.db)).rejects.toThrow(/only ever added to|denied/);
	expect(await verify()).toMatchObject({ whole: true, rows: 5 });
});

test('many at once make one chain, and what rolls back leaves no gap', async () => {
	const refused = () =>
		transact(t.app, async (tx) => {
			await audit(tx, { act: 'tests.did', subject: 'never' });
			throw new Error('back');
		});
	await Promise.allSettled(
		Array.from({ length: 40 }, (_, n) => (n % 4 === 0 ? refused() : write(`at-once-${n}`))),
	);
	expect(await verify()).toMatchObject({ whole: true, rows: 35 });
});
