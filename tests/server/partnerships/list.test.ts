import { readFileSync } from 'node:fs';
import { zipSync, strToU8 } from 'fflate';
import readXlsx from 'read-excel-file/node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '#domain/kernel/actor.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import { foundPartnership } from '#server/partnerships/found.ts';
import { exportList } from '#server/partnerships/list-export.ts';
import { readListFiles } from '#server/partnerships/list-file.ts';
import { dropList, mendList, takeListOver, uploadList } from '#server/partnerships/list.ts';
import { shownList } from '#server/partnerships/list-view.ts';
import { newPerson } from '#server/partnerships/manage-people.ts';
import { managedPeople, progressOf } from '#server/partnerships/manage-views.ts';
import { actorOf } from '#server/partnerships/store.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { everythingOf, exportEverything } from '#server/publication/everything.ts';
import { popoloOf } from '#server/publication/popolo.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
let actor: Actor;
let n = 0;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());
beforeEach(async () => {
	const email = 'clerk@example.org';
	const id = await transact(t.app, (tx) => ensureAccount(tx, email));
	const { slug } = await foundPartnership(
		t.app,
		{ id, email },
		{
			name: { en: `Listhaven ${++n}` },
			slug: '',
			preset: 'england_lsp',
			languages: 'en',
			yourName: 'Siân Owen',
		},
	);
	actor = await reading(t.app, async (tx) => {
		const home = await tx.db
			.selectFrom('partnership')
			.select('id')
			.where('slug', '=', slug)
			.executeTakeFirstOrThrow();
		return (await actorOf(tx, id, home.id)) as Actor;
	});
});

const code = (code: string) => expect.objectContaining({ code }) as Error;
const bytes = (text: string) => new TextEncoder().encode(text);
const file = (content: string | Uint8Array, name = 'list.csv') => ({
	name,
	bytes: typeof content === 'string' ? bytes(content) : content,
});
const rowsOf = async (content: string | Uint8Array) =>
	(await readListFiles([file(content)])).rows.map(({ row, cells }) => [row, cells]);
const progress = () => reading(t.app, (tx) => progressOf(tx, actor.partnershipId));
const shown = () => reading(t.app, (tx) => shownList(tx, actor, '2026-11-22', 'en'));

const csv = `Organisation,Sector,Name,Email,Seat
Council,Statutory,Ann Oak,ann@x.example,voting
Tenants,Community,Dee Fir,,voting
Chamber,Privat,Eve Yew,eve at x.example,voting
`;

test('uploaded, mended, taken over, and once more without doubles', async () => {
	await uploadList(t.app, actor, [file(csv)]);
	const before = await progress();
	const list = await shown();
	expect(list?.bad).toMatchObject([
		{ at: 2, row: 4, faults: [{ code: 'email_wrong' }, { code: 'sector_unknown' }] },
	]);
	await expect(takeListOver(t.app, actor)).rejects.toThrow(code('partnerships.list_faults'));
	expect(await progress()).toEqual(before);
	await mendList(t.app, actor, [
		{ at: 2, cells: { sector: 'Private', email: 'eve@x.example' }, out: false },
	]);
	expect((await shown())?.bad).toEqual([]);
	expect(await takeListOver(t.app, actor)).toEqual({
		organisations: 3,
		seats: 3,
		people: 3,
		seated: 3,
		changed: 0,
	});
	expect(await shown()).toBeNull();
	await expect(takeListOver(t.app, actor)).rejects.toThrow(code('partnerships.list_gone'));
	expect(await progress()).toMatchObject({ organisations: 3, seats: 3, people: 4, seated: 3 });
	await uploadList(t.app, actor, [file(csv.replace('Privat,', 'Private,').replace(' at ', '@'))]);
	expect((await shown())?.states).toMatchObject({ same: 3, new: 0, bad: 0 });
	expect(await takeListOver(t.app, actor)).toMatchObject({ people: 0, seats: 0, seated: 0 });
	expect(await progress()).toMatchObject({ organisations: 3, seats: 3, people: 4, seated: 3 });
});

test('taken over twice at once it is there once', async () => {
	await uploadList(t.app, actor, [file(csv.split('Chamber')[0] ?? '')]);
	const both = await Promise.allSettled([takeListOver(t.app, actor), takeListOver(t.app, actor)]);
	expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	expect(await progress()).toMatchObject({ organisations: 2, people: 3, seated: 2 });
});

test('a line may be left out, and a list thrown away', async () => {
	await uploadList(t.app, actor, [file(csv)]);
	await mendList(t.app, actor, [{ at: 2, cells: {}, out: true }]);
	expect((await shown())?.states).toMatchObject({ bad: 0, out: 1, new: 2 });
	await dropList(t.app, actor);
	expect(await shown()).toBeNull();
	await expect(mendList(t.app, actor, [])).rejects.toThrow(code('partnerships.list_gone'));
});

test('nobody else may bring a list in', async () => {
	const stranger = { ...actor, personId: '00000000-0000-4000-8000-000000000000' };
	await expect(uploadList(t.app, stranger, [file(csv)])).rejects.toThrow(
		code('kernel.not_allowed'),
	);
	await expect(exportList(t.app, stranger, 'csv', 'en')).rejects.toThrow(
		code('kernel.not_allowed'),
	);
});

const welsh = 'Sefydliad;Enw\r\n"Cyngor Môn";"Siân\n""Ŵ"""\r\n;;\r\nArall;Huw\r\n';
const read = [
	[2, { organisation_cy: 'Cyngor Môn', name: 'Siân\n"Ŵ"' }],
	[4, { organisation_cy: 'Arall', name: 'Huw' }],
];
const utf16 = new Uint8Array([0xff, 0xfe, ...new Uint8Array(Buffer.from(welsh, 'utf16le'))]);

test.each<[string, string | Uint8Array]>([
	['semicolons, a quoted line end, an empty line', welsh],
	['a byte order mark', `\ufeff${welsh}`],
	['tabs', welsh.replaceAll(';', '\t')],
	['Excel’s own separator line', welsh.replaceAll(';', '|')],
	['UTF-16', utf16],
])('CSV with %s', async (how, content) => {
	if (how.startsWith('Excel')) {
		expect(await rowsOf(`sep=|\r\n${content as string}`)).toEqual(
			read.map(([row, cells]) => [Number(row) + 1, cells]),
		);
	} else expect(await rowsOf(content)).toEqual(read);
});

test('CSV in Windows-1252, as Excel writes it', async () => {
	const windows = new Uint8Array(
		Buffer.from('Name,Job\nSiân,Café owner’s\n'.replace('’', '\x92'), 'latin1'),
	);
	expect(await rowsOf(windows)).toEqual([[2, { name: 'Siân', job: 'Café owner’s' }]]);
});

test.each<[string, string | Uint8Array, string]>([
	['no file', '', 'list_missing'],
	['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]), 'list_unreadable'],
	['an old Excel file', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1]), 'list_unreadable'],
	['a zip file of something else', zipSync({ 'a.txt': strToU8('hello') }), 'list_unreadable'],
	[
		'a zip file cut short',
		zipSync({ 'xl/workbook.xml': strToU8('x'.repeat(9000)) }).slice(0, 60),
		'list_unreadable',
	],
	['no headings', 'a,b\n1,2\n', 'list_headings'],
	['nothing under them', 'Name,Email\n,\n', 'list_empty'],
	['a quotation mark never closed', 'Name,Email\n"Ann,\nBob,\n', 'list_broken'],
	['too many lines', `Name\n${'x\n'.repeat(20_001)}`, 'list_too_large'],
	['too many bytes', 'x'.repeat(3_000_001), 'list_too_large'],
	[
		'a zip file that unpacks without end',
		zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(60_000_000) }),
		'list_too_large',
	],
])('refused: %s', async (_, content, why) => {
	await expect(readListFiles([file(content)])).rejects.toThrow(code(`partnerships.${why}`));
});

test('a workbook that LibreOffice made: two sheets, a date, a formula’s last result, Welsh letters', async () => {
	const workbook = readFileSync('tests/server/partnerships/libreoffice.xlsx');
	const { rows, unread } = await readListFiles([
		file(new Uint8Array(workbook), 'libreoffice.xlsx'),
	]);
	expect(unread).toEqual(['Ffôn']);
	expect(rows).toMatchObject([
		{
			row: 3,
			cells: { organisation: 'Cyngor Môn', name: 'Siân Ŵyn', from: '2026-12-03', seats: '2' },
		},
		{ row: 4, cells: { organisation: 'Cyngor Môn', name: 'Huw Llŷr' } },
	]);
	await uploadList(t.app, actor, [file(new Uint8Array(workbook), 'libreoffice.xlsx')]);
	expect((await shown())?.bad).toEqual([]);
	expect(await takeListOver(t.app, actor)).toMatchObject({ organisations: 1, seats: 2, people: 2 });
});

test('what is exported as CSV and XLSX comes back as nothing new, and runs nothing', async () => {
	await uploadList(t.app, actor, [file(csv.split('Chamber')[0] ?? '')]);
	await takeListOver(t.app, actor);
	const evil = '=HYPERLINK("http://x","y")';
	await newPerson(t.app, actor, {
		name: evil,
		job: {},
		organisationId: '',
		email: '',
		seatId: '',
		startsOn: '',
	});
	const text = new TextDecoder().decode(await exportList(t.app, actor, 'csv', 'en'));
	expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
	await uploadList(t.app, actor, [file(text)]);
	expect((await shown())?.states).toEqual({ new: 0, changed: 0, same: 4, out: 0, bad: 0 });
	const xlsx = await exportList(t.app, actor, 'xlsx', 'cy');
	const [sheet] = await readXlsx(Buffer.from(xlsx));
	expect(sheet?.data.flat()).toContain(evil);
	await uploadList(t.app, actor, [file(xlsx, 'list.xlsx')]);
	expect((await shown())?.states).toMatchObject({ same: 3, bad: 1 });
});

test('ten thousand lines are taken over in one go', async () => {
	const lines = Array.from(
		{ length: 10_000 },
		(_, at) =>
			`Organisation ${at % 900},Statutory,Person ${at},p${at}@x.example,${at < 900 ? 'voting' : ''}`,
	);
	await uploadList(t.app, actor, [
		file(`Organisation,Sector,Name,Email,Seat\n${lines.join('\n')}`),
	]);
	expect(await takeListOver(t.app, actor)).toEqual({
		organisations: 900,
		seats: 900,
		people: 10_000,
		seated: 900,
		changed: 0,
	});
	expect(await reading(t.app, (tx) => managedPeople(tx, actor.partnershipId))).toHaveLength(10_001);
});

test('everything of a partnership as JSON, and its public part as Popolo without addresses', async () => {
	await uploadList(t.app, actor, [file(csv.split('Chamber')[0] ?? '')]);
	await takeListOver(t.app, actor);
	const { partnershipId, personId } = actor;
	const [all, popolo] = await reading(t.app, async (tx) => {
		const home = { id: partnershipId, slug: 'x', name: { en: 'X' } };
		return [
			await everythingOf(tx, t.app.relay, partnershipId, personId),
			(await popoloOf(tx, home, 'en')) as Record<string, unknown[]>,
		] as const;
	});
	expect(all.tables['person']).toHaveLength(3);
	expect(all.tables['seat_term']).toHaveLength(2);
	expect(all.accounts[actor.personId]).toBe('clerk@example.org');
	expect(JSON.stringify(all)).not.toContain('token_hash');
	expect(popolo['persons']).toHaveLength(3);
	expect(popolo['memberships']).toHaveLength(3);
	expect(JSON.stringify(popolo)).not.toContain('@');

	// The chair sees addresses, and neither numbers nor what somebody needs.
	await t.app.db
		.updateTable('person')
		.set({ phone: '01234 567', access_needs: 'a ramp' })
		.where('partnership_id', '=', partnershipId)
		.execute();
	expect(await exportEverything(t.app, actor)).toContain('01234 567');
	await t.app.db
		.updateTable('body_role')
		.set({ role: 'chair' })
		.where('partnership_id', '=', partnershipId)
		.execute();
	const forChair = await exportEverything(t.app, actor);
	expect(forChair).toContain('ann@x.example');
	expect(forChair).not.toMatch(/01234 567|a ramp/);
});
