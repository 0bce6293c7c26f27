import { afterAll, beforeAll, expect, test } from 'vitest';
import { isoDate } from '#domain/kernel/calendar.ts';
import { authenticate, createSession } from '#server/accounts/session.ts';
import { loadDemo, signInLines } from '#server/demo/load.ts';
import { demoJson, demoView } from '#server/demo/views.ts';
import { moving, shiftTo } from '#server/demo/world.ts';
import { standingOf } from '#server/partnerships/store.ts';
import { boardOf, bodies, bodyByCode, rulesView } from '#server/partnerships/views.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { home } from '#server/publication/home.ts';
import { forgetAudit } from '../../support/audit.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
let partnershipId: string;
beforeAll(async () => {
	t = await testApp();
	expect(await loadDemo(t.app)).toBe(true);
	const row = await t.app.db.selectFrom('partnership').select('id').executeTakeFirstOrThrow();
	partnershipId = row.id;
});
afterAll(() => t.close());

const idOf = async (code: string) =>
	(
		await t.app.db
			.selectFrom('person')
			.select('id')
			.where('code', '=', code)
			.executeTakeFirstOrThrow()
	).id;

test('seats stand by sector, with offices and deputies', async () => {
	const board = await reading(t.app, (tx) => bodyByCode(tx, partnershipId, 'board'));
	expect(board?.sectors.map(({ code, seats }) => [code, seats.length])).toEqual([
		['statutory', 6],
		['voluntary', 4],
		['community', 4],
		['private', 3],
	]);
	const seats = board?.sectors.flatMap((sector) => sector.seats) ?? [];
	const of = (name: string) => seats.find(({ holder }) => holder?.name === name);
	expect(of('Cllr Marian Oakshott')).toMatchObject({
		office: 'chair',
		deputies: ['Cllr Owen Pridmore'],
	});
	expect(of('Desmond Achara')).toMatchObject({
		office: 'vice_chair',
		deputies: ['Grace Thornton-Adeyemi'],
	});
	expect(of('Kelly-Ann Moss')?.deputies).toEqual(['Grace Thornton-Adeyemi']);
	expect(board?.reportedBy.map(({ code }) => code)).toEqual([
		'exec',
		'tg-safe',
		'tg-health',
		'tg-econ',
	]);
});

test.each([
	['p01', ['chair', 'representative'], ['representative']],
	['p02', ['representative'], ['representative']],
	['p19', ['deputy'], ['deputy']],
	['p20', ['deputy'], ['deputy', 'deputy']],
	['p21', ['secretariat'], []],
	['p22', ['minute_taker'], []],
	['p23', ['accountable_body_adviser'], []],
	['p24', ['observer'], []],
])('%s is %j on the board', async (code, roles, seats) => {
	const personId = await idOf(code);
	const standing = await reading(t.app, async (tx) => {
		const board = await boardOf(tx, partnershipId);
		return standingOf(tx, { partnershipId, personId }, board?.id ?? '');
	});
	expect([...(standing?.roles ?? [])].sort()).toEqual(roles);
	expect(standing?.seats.map((seat) => seat.as)).toEqual(seats);
});

test('bodies, rules and interests are there', async () => {
	const all = await reading(t.app, (tx) => bodies(tx, partnershipId));
	expect(all.map(({ code, people }) => [code, people])).toEqual([
		['board', 17],
		['exec', 5],
		['tg-safe', 6],
		['tg-health', 5],
		['tg-econ', 7],
	]);
	const board = await reading(t.app, (tx) => boardOf(tx, partnershipId));
	const view = await reading(t.app, (tx) => rulesView(tx, partnershipId, board?.id ?? ''));
	expect(view).toMatchObject({ version: '4.2', seats: 17, quorum: 6 });
	expect(await t.app.db.selectFrom('interest').select('id').execute()).toHaveLength(10);
});

test('the meeting is on the Thursday on or after today', async () => {
	const { starts_at } = await t.app.db
		.selectFrom('meeting')
		.select('starts_at')
		.executeTakeFirstOrThrow();
	const days = (Date.parse(isoDate(starts_at)) - Date.parse(isoDate(new Date()))) / 86_400_000;
	expect(starts_at.getUTCDay()).toBe(4);
	expect(days).toBeGreaterThanOrEqual(0);
	expect(days).toBeLessThan(7);
});

test('a store that has a partnership is left alone; a loading cut short is done again', async () => {
	const count = () => t.app.db.selectFrom('person').select('id').execute();
	expect(await loadDemo(t.app)).toBe(false);
	expect(await count()).toHaveLength(24);
	const cut = await testApp();
	await loadDemo(cut.app);
	await forgetAudit(cut.app.db, 'demo.loaded');
	expect(await loadDemo(cut.app)).toBe(true);
	expect(await cut.app.db.selectFrom('partnership').select('id').execute()).toHaveLength(1);
	await cut.app.db.updateTable('partnership').set({ fictional: false }).execute();
	await forgetAudit(cut.app.db, 'demo.loaded');
	expect(await loadDemo(cut.app)).toBe(false);
	await cut.close();
});

test('/demo.json holds to its contract', async () => {
	const view = await reading(t.app, demoView);
	if (!view) throw new Error('no demo');
	const answer = demoJson(view, 'http://192.168.1.7:3000');
	expect(Object.keys(answer)).toEqual(['base', 'personas', 'meeting', 'rooms']);
	expect(answer.personas.map(({ key }) => key)).toEqual([
		'chair',
		'clerk',
		'member',
		'deputy',
		'community',
		'officer',
		'observer',
		'public',
	]);
	for (const persona of answer.personas) {
		expect(Object.keys(persona)).toEqual(['key', 'name', 'role', 'signIn']);
		expect(persona.signIn).toMatch(/^http:\/\/192\.168\.1\.7:3000\//);
	}
	expect(answer.meeting).toMatch(/\/larkhaven-together\/meetings\/\d{4}-\d\d-\d\d-board$/);
	expect(Object.keys(answer.rooms)).toEqual(['agenda', 'minutes', 'live', 'gallery', 'sections']);
	const uuid = /^[a-z]+:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
	for (const room of [answer.rooms.agenda, answer.rooms.live, ...answer.rooms.sections])
		expect(room).toMatch(uuid);
	expect(await signInLines(t.app, 'http://localhost:3000')).toHaveLength(7);
});

test('a persona can be signed in', async () => {
	const view = await reading(t.app, demoView);
	const chair = view?.personas[0];
	const { cookie } = await transact(t.app, (tx) =>
		createSession(tx, t.app.config, chair?.accountId ?? ''),
	);
	expect(await authenticate(t.app, `session=${cookie.value}`)).toMatchObject({
		accountId: chair?.accountId,
	});
});

test('home shows a member their seat and what waits, and a visitor neither', async () => {
	const view = await reading(t.app, demoView);
	const accountId = view?.personas.find(({ key }) => key === 'community')?.accountId ?? '';
	const actor = { accountId, partnershipId, personId: await idOf('p12') };
	const mine = await home(t.app, partnershipId, actor);
	expect(mine.me?.seats).toMatchObject([
		{ as: 'representative', others: ['Grace Thornton-Adeyemi'] },
	]);
	expect(mine.me?.waiting.map(({ kind }) => kind)).toContain('write_agenda');
	expect(mine.next?.days).toBeLessThan(7);
	const visitor = await home(t.app, partnershipId, null);
	expect(visitor.me).toBeNull();
	expect(visitor.next?.slug).toBe(mine.next?.slug);
	expect(visitor.motions.map(({ itemNumber }) => itemNumber)).toEqual([6, 8, 10]);
	expect(visitor.motions[1]?.threshold).toMatchObject({ share: '2/3', sectorMajority: 'all' });
	const chair = await home(t.app, partnershipId, { ...actor, personId: await idOf('p01') });
	// Who leads the exempt item is known inside its compartment only.
	expect(chair.me?.leads.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});

test.each([
	['2026-11-22', '2026-11-26'],
	['2026-11-26', '2026-11-26'],
	['2026-11-27', '2026-12-03'],
	['2027-06-30', '2027-07-01'],
	['2020-02-29', '2020-03-05'],
])('begun on %s, the meeting is on %s at two by the clock on the wall', (today, date) => {
	const days = shiftTo('2026-12-03', new Date(`${today}T09:00:00Z`));
	expect(Math.abs(days % 7)).toBe(0);
	const move = moving(days);
	expect(move.date('2026-12-03')).toBe(date);
	const at = move.moment('2026-12-03T14:00:00+00:00');
	expect(isoDate(at)).toBe(date);
	expect(at.getUTCHours()).toBe(date.startsWith('2027-07') ? 13 : 14);
});

test('dates inside words move, and nothing else', () => {
	const { words } = moving(-7);
	expect(words('Thursday 3 December 2026, from 1 March 2027 (12 weeks), 2027-2037, May 2026')).toBe(
		'Thursday 26 November 2026, from 22 February 2027 (12 weeks), 2027-2037, May 2026',
	);
});
