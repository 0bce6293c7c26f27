import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sampleRules } from '#domain/partnerships/sample-rules.ts';
import {
	addBodySeat,
	closeBody,
	closeBodySeat,
	editBody,
	newBody,
	type BodyInput,
} from '#server/partnerships/bodies.ts';
import { mergeBody, splitBody } from '#server/partnerships/body-merge.ts';
import {
	bodyHistory,
	bodyOnceAt,
	managedBodies,
	rulesOrigin,
	seatsOn,
} from '#server/partnerships/body-views.ts';
import { coOpt, coOptedOn } from '#server/partnerships/co-option.ts';
import { adoptConstitution } from '#server/partnerships/commands.ts';
import { beDeputy, endTerm, giveRoleTo, takeSeat } from '#server/partnerships/manage-people.ts';
import { managedSeats, termsOfPerson } from '#server/partnerships/manage-views.ts';
import { constitutionOf } from '#server/partnerships/store.ts';
import { bodies, bodyByCode } from '#server/partnerships/views.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { day, ownHome } from './own-home.ts';

let t: TestApp;
let home: Awaited<ReturnType<typeof ownHome>>;
let council: string;
let police: string;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());
beforeEach(async () => {
	home = await ownHome(t);
	council = await home.organisation('Council', 2);
	police = await home.organisation('Police', 1);
});

const code = (code: string, field?: string) =>
	expect.objectContaining(field ? { code, field } : { code }) as Error;
const input = (name: string, more: Partial<BodyInput> = {}): BodyInput => ({
	name: { en: name },
	type: 'thematic_group',
	reportsTo: home.board,
	meets: 'monthly',
	remit: {},
	...more,
});
const all = () => reading(t.app, (tx) => managedBodies(tx, home.actor.partnershipId));
const idOf = async (code: string) => (await all()).find((each) => each.code === code)?.id ?? '';
const body = async (name: string, more: Partial<BodyInput> = {}) =>
	idOf(await newBody(t.app, home.actor, input(name, more)));
const seatsOf = async (bodyId: string) =>
	(await reading(t.app, (tx) => managedSeats(tx, home.actor.partnershipId))).filter(
		(seat) => seat.bodyId === bodyId,
	);
const seat = async (bodyId: string, organisationId: string, voting = true) => {
	await addBodySeat(t.app, home.actor, { bodyId, organisationId, voting });
	return (await seatsOf(bodyId)).at(-1)?.id ?? '';
};
const take = (personId: string, seatId: string, startsOn = '', endsOn = '') =>
	takeSeat(t.app, home.actor, {
		personId,
		seatId,
		startsOn,
		endsOn,
		mandate: 'as told',
		mayDecide: false,
	});
const role = (personId: string, bodyId: string, as: 'chair' | 'secretariat' | 'member') =>
	giveRoleTo(t.app, home.actor, { personId, bodyId, role: as, startsOn: '', endsOn: '' });
const history = (bodyId: string) =>
	reading(t.app, async (tx) =>
		(await bodyHistory(tx, home.actor.partnershipId, bodyId)).map(({ kind, other, oldName }) => ({
			kind,
			...(other ? { other: other.code } : {}),
			...(oldName ? { oldName } : {}),
		})),
	);
const held = (on: string) =>
	reading(t.app, async (tx) =>
		(await seatsOn(tx, home.actor.partnershipId, on)).flatMap(({ code, seats }) =>
			seats.map(
				({ holder, voting }) => `${code}: ${holder ?? 'nobody'}${voting ? '' : ' (advises)'}`,
			),
		),
	);

test('a body has seats of its own, voting and advisory, and who held one on a day is known for good', async () => {
	const health = await body('Health and Care');
	expect((await all()).map(({ code }) => code)).toEqual(['board', 'health-and-care']);
	const [voting, advisory] = [await seat(health, council), await seat(health, police, false)];
	const [ann, bob] = [await home.person('Ann'), await home.person('Bob')];
	await take(ann, voting, day(-60));
	await take(bob, advisory, day(-60));
	const [term] = await reading(t.app, (tx) => termsOfPerson(tx, home.actor.partnershipId, ann));
	await endTerm(t.app, home.actor, {
		kind: 'seat_term',
		termId: term?.id ?? '',
		endsOn: day(-10),
	});
	const board = ['board: nobody', 'board: nobody', 'board: nobody'];
	expect(await held(day(-30))).toEqual(['health-and-care: Ann', 'health-and-care: Bob (advises)']);
	expect(await held(day(0))).toEqual([
		...board,
		'health-and-care: nobody',
		'health-and-care: Bob (advises)',
	]);
	expect(await held(day(-61))).toEqual([]);
	expect((await held(day(-5)))[0]).toBe('health-and-care: nobody');
	await expect(closeBodySeat(t.app, home.actor, { seatId: advisory })).rejects.toThrow(
		code('partnerships.seat_held'),
	);
	await closeBodySeat(t.app, home.actor, { seatId: voting });
	// A closed seat is gone today, and was there before.
	expect(await held(day(0))).toHaveLength(4);
	expect((await held(day(-30)))[0]).toBe('health-and-care: Ann');
});

test('renamed: the old address leads to the new one, twice over, and nobody else gets it', async () => {
	const first = await body('Health');
	const rename = (name: string) => editBody(t.app, home.actor, { bodyId: first, ...input(name) });
	expect(await rename('Health and Care')).toBe('health-and-care');
	expect(await rename('Wellbeing')).toBe('wellbeing');
	const now = (at: string) => reading(t.app, (tx) => bodyOnceAt(tx, home.actor.partnershipId, at));
	expect([await now('health'), await now('health-and-care')]).toEqual(['wellbeing', 'wellbeing']);
	expect(await now('wellbeing')).toBeUndefined();
	expect(await newBody(t.app, home.actor, input('Health'))).toBe('health-2');
	expect(await history(first)).toHaveLength(2);
	await rename('Wellbeing');
	expect(await history(first)).toHaveLength(2);
	// The board is where the partnership stands: its name changes, its address does not.
	await editBody(t.app, home.actor, {
		bodyId: home.board,
		...input('Management Committee', { type: 'board', reportsTo: '' }),
	});
	expect((await all())[0]).toMatchObject({ code: 'board', name: { en: 'Management Committee' } });
});

test('no body inside itself, however far down, and none under a closed or a foreign one', async () => {
	const a = await body('A group');
	const b = await body('B group', { reportsTo: a });
	const c = await body('C group', { reportsTo: b });
	for (const reportsTo of [a, b, c])
		await expect(
			editBody(t.app, home.actor, { bodyId: a, ...input('A group', { reportsTo }) }),
		).rejects.toThrow(code('partnerships.body_in_itself', 'reports_to'));
	await closeBody(t.app, home.actor, { bodyId: b });
	expect((await all()).find(({ id }) => id === c)?.reportsTo).toBe(a);
	await expect(body('D group', { reportsTo: b })).rejects.toThrow(
		code('partnerships.body_closed', 'reports_to'),
	);
	const elsewhere = await ownHome(t);
	await expect(body('E group', { reportsTo: elsewhere.board })).rejects.toThrow(
		code('kernel.not_found'),
	);
	await expect(body('  ')).rejects.toThrow(code('partnerships.name_missing'));
});

test('rules come down the line unless a body has its own', async () => {
	const { partnershipId } = home.actor;
	await transact(t.app, (tx) =>
		adoptConstitution(tx, {
			partnershipId,
			bodyId: home.board,
			version: '1',
			adoptedOn: day(0),
			effectiveFrom: day(0),
			rules: { ...sampleRules, quorum: { ...sampleRules.quorum, minPerSector: null } },
		}),
	);
	const group = await body('Group');
	const below = await body('Below', { reportsTo: group });
	const from = async (id: string) =>
		(await reading(t.app, (tx) => rulesOrigin(tx, partnershipId, id)))?.code;
	expect([await from(group), await from(below)]).toEqual(['board', 'board']);
	await t.app.db
		.insertInto('constitution')
		.values({
			partnership_id: partnershipId,
			id: crypto.randomUUID(),
			body_id: group,
			version: '1',
			rules: JSON.stringify({ tie: 'lot' }),
			adopted_on: day(0),
			effective_from: day(0),
		})
		.execute();
	expect([await from(group), await from(below)]).toEqual(['group', 'group']);
	const rules = (await reading(t.app, (tx) => constitutionOf(tx, partnershipId, below)))?.rules;
	expect(rules).toMatchObject({ tie: 'lot', consensusFirst: sampleRules.consensusFirst });
});

test('merged: people and the seats that are missing go over, the record stays at its address', async () => {
	const health = await body('Health');
	const care = await body('Care');
	const under = await body('Under', { reportsTo: health });
	const [ann, bob, cat] = [
		await home.person('Ann'),
		await home.person('Bob'),
		await home.person('Cat'),
	];
	await take(ann, await seat(health, council), day(-60));
	await take(bob, await seat(health, police, false), day(-60));
	await take(cat, await seat(care, council), day(-60));
	await role(ann, health, 'chair');
	await expect(mergeBody(t.app, home.actor, { bodyId: health, intoId: health })).rejects.toThrow(
		code('partnerships.body_in_itself', 'intoId'),
	);
	await expect(mergeBody(t.app, home.actor, { bodyId: home.board, intoId: care })).rejects.toThrow(
		code('partnerships.body_is_board'),
	);
	await mergeBody(t.app, home.actor, { bodyId: health, intoId: care });
	expect((await held(day(1))).slice(3)).toEqual(['care: Cat', 'care: Bob (advises)']);
	expect(await held(day(-30))).toEqual(['health: Ann', 'health: Bob (advises)', 'care: Cat']);
	expect((await all()).find(({ id }) => id === under)?.reportsTo).toBe(care);
	const old = await reading(t.app, (tx) => bodyByCode(tx, home.actor.partnershipId, 'health'));
	expect(old?.closedOn).toBe(day(0));
	const now = await reading(t.app, (tx) => bodyByCode(tx, home.actor.partnershipId, 'care'));
	expect(now?.roles.map(({ role, person }) => `${person.name}: ${role}`)).toEqual(['Ann: member']);
	expect(await history(health)).toEqual([{ kind: 'merged', other: 'care' }]);
	expect(await history(care)).toEqual([{ kind: 'merged_here', other: 'health' }]);
	await expect(mergeBody(t.app, home.actor, { bodyId: health, intoId: care })).rejects.toThrow(
		code('partnerships.body_closed'),
	);
});

test('merged upwards and downwards: the structure keeps hanging together', async () => {
	const a = await body('A group');
	const b = await body('B group', { reportsTo: a });
	const c = await body('C group', { reportsTo: b });
	await mergeBody(t.app, home.actor, { bodyId: a, intoId: b });
	const line = async () =>
		Object.fromEntries((await all()).map(({ id, reportsTo }) => [id, reportsTo]));
	expect(await line()).toEqual({ [home.board]: null, [b]: home.board, [c]: b });
	await mergeBody(t.app, home.actor, { bodyId: c, intoId: b });
	expect(await line()).toEqual({ [home.board]: null, [b]: home.board });
});

test('split: the seats that were chosen go with their people, deputies, officers and rules', async () => {
	const health = await body('Health');
	const [ann, bob, dee, sec] = [
		await home.person('Ann'),
		await home.person('Bob'),
		await home.person('Dee'),
		await home.person('Sec'),
	];
	const [first, second] = [await seat(health, council), await seat(health, police)];
	await take(ann, first, day(-60));
	await take(bob, second, day(-60));
	await beDeputy(t.app, home.actor, { personId: dee, seatId: second, startsOn: '', endsOn: '' });
	await role(sec, health, 'secretariat');
	const split = (seatIds: string[]) =>
		splitBody(t.app, home.actor, {
			bodyId: health,
			name: { en: 'Care' },
			type: 'task_and_finish',
			seatIds,
		});
	for (const wrong of [[], [first, second]])
		await expect(split(wrong)).rejects.toThrow(code('partnerships.split_nothing', 'seatIds'));
	const [onBoard] = await seatsOf(home.board);
	await expect(split([onBoard?.id ?? ''])).rejects.toThrow(code('kernel.not_found'));
	expect(await split([second])).toBe('care');
	expect((await held(day(1))).slice(3)).toEqual(['health: Ann', 'care: Bob']);
	const care = await idOf('care');
	const found = await reading(t.app, (tx) => seatsOn(tx, home.actor.partnershipId, day(1)));
	expect(found.find(({ id }) => id === care)?.seats[0]).toMatchObject({
		deputies: ['Dee'],
		mayDecide: false,
	});
	const view = await reading(t.app, (tx) => bodyByCode(tx, home.actor.partnershipId, 'care'));
	expect(view?.roles.map(({ role }) => role)).toEqual(['secretariat']);
	expect(await history(health)).toEqual([{ kind: 'split', other: 'care' }]);
	expect(await history(care)).toEqual([{ kind: 'split_from', other: 'health' }]);
});

test('who is co-opted goes over when a body is merged, and with a part that is split off when chosen', async () => {
	const health = await body('Health');
	const care = await body('Care');
	const group = await body('Group');
	const [ann, bob, ivy, leo] = [
		await home.person('Ann'),
		await home.person('Bob'),
		await home.person('Ivy'),
		await home.person('Leo'),
	];
	const first = await seat(health, council);
	await take(ann, first, day(-60));
	await take(bob, await seat(care, council), day(-60));
	const add = (personId: string, bodyId: string, endsOn = day(100)) =>
		coOpt(t.app, home.actor, { bodyId, personId, startsOn: '', endsOn, decisionId: '' });
	const on = (bodyId: string) =>
		reading(t.app, (tx) => coOptedOn(tx, home.actor.partnershipId, bodyId));
	await add(ivy, health);
	await add(leo, health, day(30));
	const [one, two] = await on(health);
	const part = await splitBody(t.app, home.actor, {
		bodyId: health,
		name: { en: 'Wards' },
		type: 'task_and_finish',
		seatIds: [two?.seatId ?? ''],
	});
	expect(await on(await idOf(part))).toMatchObject([{ name: 'Leo', endsOn: day(30), runs: true }]);
	expect(await on(health)).toMatchObject([{ name: 'Ivy' }, { name: 'Leo', endsOn: day(0) }]);
	expect(one?.name).toBe('Ivy');
	await mergeBody(t.app, home.actor, { bodyId: health, intoId: care });
	expect(await on(care)).toMatchObject([{ name: 'Ivy', endsOn: day(100) }]);
	// Who sits there already keeps that seat; one more than its rules allow is not dropped without a word.
	await add(ivy, group);
	await t.app.db
		.insertInto('constitution')
		.values({
			partnership_id: home.actor.partnershipId,
			id: crypto.randomUUID(),
			body_id: care,
			version: 'own',
			rules: JSON.stringify({
				...sampleRules,
				coOption: { max: 1, voting: false, months: 12 },
			}),
			adopted_on: day(0),
			effective_from: day(0),
		})
		.execute();
	await add(leo, group);
	await expect(mergeBody(t.app, home.actor, { bodyId: group, intoId: care })).rejects.toThrow(
		code('partnerships.coopted_full', 'intoId'),
	);
	expect(await on(group)).toHaveLength(2);
	const [, last] = await on(group);
	await endTerm(t.app, home.actor, {
		kind: 'seat_term',
		termId: last?.termId ?? '',
		endsOn: '',
	});
	await t.app.db
		.updateTable('seat_term')
		.set({ starts_on: day(-1), ends_on: day(-1) })
		.where('id', '=', last?.termId ?? '')
		.execute();
	await mergeBody(t.app, home.actor, { bodyId: group, intoId: care });
	expect(await on(care)).toHaveLength(1);
});

test('closed: its terms end, its page and its list entry stay, and a called meeting keeps it open', async () => {
	const health = await body('Health');
	await take(await home.person('Ann'), await seat(health, council), day(-60));
	const rooms = [crypto.randomUUID(), crypto.randomUUID()];
	const { partnershipId } = home.actor;
	const meeting = crypto.randomUUID();
	for (const id of rooms)
		await t.app.db
			.insertInto('room')
			.values({ id, kind: 'agenda', partnership_id: partnershipId, subject_id: meeting })
			.execute();
	await t.app.db
		.insertInto('meeting')
		.values({
			partnership_id: partnershipId,
			id: meeting,
			body_id: health,
			slug: 'm',
			title: JSON.stringify({ en: 'Meeting' }),
			starts_at: new Date(Date.now() + 86_400_000),
			ends_at: new Date(Date.now() + 90_000_000),
			mode: 'remote',
			venue: JSON.stringify({}),
			status: 'published',
			agenda_room_id: rooms[0] as string,
			minutes_room_id: rooms[1] as string,
		})
		.execute();
	const close = () => closeBody(t.app, home.actor, { bodyId: health });
	await expect(close()).rejects.toThrow(code('meetings.body_has_meetings'));
	expect((await held(day(1))).at(-1)).toBe('health: Ann');
	await t.app.db.updateTable('meeting').set({ status: 'ended' }).execute();
	await close();
	expect(await held(day(1))).toHaveLength(3);
	const listed = await reading(t.app, (tx) => bodies(tx, partnershipId));
	expect(listed.map(({ code, closedOn }) => [code, closedOn])).toEqual([
		['board', null],
		['health', day(0)],
	]);
	await expect(close()).rejects.toThrow(code('partnerships.body_closed'));
	await expect(closeBody(t.app, home.actor, { bodyId: home.board })).rejects.toThrow(
		code('partnerships.body_is_board'),
	);
});

test('no deputy of a deputy, whichever was named first', async () => {
	const [first, second] = (await seatsOf(home.board)).map(({ id }) => id);
	const [ann, bob, dee] = [
		await home.person('Ann'),
		await home.person('Bob'),
		await home.person('Dee'),
	];
	await take(ann, first ?? '', day(-60));
	await take(bob, second ?? '', day(-60));
	const deputy = (personId: string, seatId = '') =>
		beDeputy(t.app, home.actor, { personId, seatId, startsOn: '', endsOn: '' });
	await deputy(bob, first);
	await expect(deputy(dee, second)).rejects.toThrow(
		code('partnerships.deputy_of_deputy', 'person'),
	);
	await deputy(dee, first);
	// The other way round: whose seat has a deputy deputises for nobody.
	await expect(deputy(ann, second)).rejects.toThrow(
		code('partnerships.deputy_of_deputy', 'person'),
	);
});

test('terms keep to the rules: chairs, co-option, and how long and often one sits', async () => {
	const { partnershipId } = home.actor;
	await transact(t.app, (tx) =>
		adoptConstitution(tx, {
			partnershipId,
			bodyId: home.board,
			version: '1',
			adoptedOn: day(-400),
			effectiveFrom: day(-400),
			rules: {
				...sampleRules,
				quorum: { ...sampleRules.quorum, minPerSector: null },
				terms: {
					...sampleRules.terms,
					chairMonths: 12,
					chairRotates: true,
					maxConsecutiveTerms: 1,
				},
				coOption: { max: 1, voting: false, months: 12 },
			},
		}),
	);
	const [ann, cat, bob] = [
		await home.person('Ann', { organisationId: council }),
		await home.person('Cat', { organisationId: council }),
		await home.person('Bob', { organisationId: police }),
	];
	const give = (personId: string, as: 'chair', startsOn: string, endsOn = '') =>
		giveRoleTo(t.app, home.actor, { personId, bodyId: home.board, role: as, startsOn, endsOn });
	await give(ann, 'chair', '2026-01-01');
	const terms = await reading(t.app, (tx) => termsOfPerson(tx, partnershipId, ann));
	expect(terms[0]).toMatchObject({ role: 'chair', endsOn: '2026-12-31' });
	await expect(give(bob, 'chair', '2026-12-01')).rejects.toThrow(code('partnerships.chair_there'));
	await expect(give(cat, 'chair', '2027-01-01')).rejects.toThrow(
		code('partnerships.chair_rotates', 'role'),
	);
	await expect(give(bob, 'chair', '2027-01-01', '2028-06-01')).rejects.toThrow(
		code('partnerships.term_long', 'ends_on'),
	);
	await give(bob, 'chair', '2027-01-01');
	const coOpted = (personId: string, startsOn: string) =>
		coOpt(t.app, home.actor, {
			bodyId: home.board,
			personId,
			startsOn,
			endsOn: '',
			decisionId: '',
		});
	await coOpted(cat, '2026-01-01');
	await expect(coOpted(bob, '2026-06-01')).rejects.toThrow(
		code('partnerships.coopted_full', 'personId'),
	);
	const [own] = await seatsOf(home.board);
	await take(ann, own?.id ?? '', '2024-01-01', '2025-12-31');
	await expect(take(ann, own?.id ?? '', '2026-01-01')).rejects.toThrow(
		code('partnerships.terms_over', 'starts_on'),
	);
	await take(bob, own?.id ?? '', '2026-01-01');
});
