// Long because all of it needs one meeting that is called, moved and cancelled: what its people, calendars and votes make of it.
import { sql } from 'kysely';
import nodeIcal, { type VEvent } from 'node-ical';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clockTime, isoDate } from '#domain/kernel/calendar.ts';
import { addItem } from '#domain/meetings/agenda.ydoc.ts';
import { typedFrom } from '#domain/meetings/move.ts';
import { openingTime } from '#server/decisions/opening-time.ts';
import { planPoll } from '#server/decisions/plan-poll.ts';
import { prepareQuestion, scheduleQuestion } from '#server/decisions/prepare-question.ts';
import { putDownMotion } from '#server/decisions/put-down-motion.ts';
import { publishAgenda, shownDraft } from '#server/meetings/agenda-commands.ts';
import { agendaPage, meetingList, publishPage } from '#server/meetings/agenda-views.ts';
import { checkIn } from '#server/meetings/attendance-commands.ts';
import { cancelMeeting, moveMeeting } from '#server/meetings/change-commands.ts';
import { changePage } from '#server/meetings/change-views.ts';
import { startMeeting } from '#server/meetings/commands.ts';
import { meetingById } from '#server/meetings/meeting-store.ts';
import { keyBetween } from '#server/meetings/order-key.ts';
import { papersDueRunner } from '#server/meetings/papers-due.ts';
import { setUpMeeting } from '#server/meetings/set-up.ts';
import { addClosedDay, closedDaysOf, removeClosedDay } from '#server/partnerships/closed-days.ts';
import { reading } from '#server/platform/tx.ts';
import { calendarOf, type CalendarWords } from '#server/publication/calendar.ts';
import { testApp, type TestApp } from '../../support/store.ts';
import { makeBoard, rules, type Board } from './board.ts';

let t: TestApp;
let board: Board;
let slug: string;
beforeAll(async () => {
	t = await testApp({ ORIGIN: 'https://moothall.example', SECRET: 'x'.repeat(40) });
});
afterAll(() => t.close());

const refused = (code: string, field?: string) =>
	expect.objectContaining(field ? { code, field } : { code }) as Error;
const actor = (code: string) => {
	const found = board.people[code];
	if (!found) throw new Error(`no ${code}`);
	return found;
};
const reader = (code: string | null) => ({
	partnershipId: board.partnershipId,
	actor: code === null ? null : actor(code),
});
/** A weekday so many days from now. */
function weekday(days: number): string {
	const at = new Date(Date.now() + days * 86_400_000);
	while (at.getUTCDay() % 6 === 0) at.setUTCDate(at.getUTCDate() + 1);
	return at.toISOString().slice(0, 10);
}
const typed = (date: string) => ({
	title: '',
	titleCy: '',
	date,
	from: '14:00',
	to: '16:00',
	mode: 'in_person',
	venue: 'Guildhall',
	venueCy: '',
	stepFree: true,
	hearingLoop: false,
	captions: false,
	signLanguage: 'no',
	costs: '',
});
const meeting = async () => {
	const row = await t.app.db
		.selectFrom('meeting')
		.select('id')
		.where('partnership_id', '=', board.partnershipId)
		.where('slug', '=', slug)
		.executeTakeFirstOrThrow();
	const found = await reading(t.app, (tx) => meetingById(tx, board.partnershipId, row.id));
	if (!found) throw new Error('it is there');
	return found;
};
const publish = async (shortNotice?: string) => {
	const { id } = await meeting();
	const shownHash = await shownDraft(t.app, board.partnershipId, id);
	return publishAgenda(t.app, actor('clerk'), { meetingId: id, shownHash, shortNotice });
};
const page = async (code: string | null = null) => {
	const found = await agendaPage(t.app, reader(code), slug);
	if (!found) throw new Error('no page');
	return found;
};
const move = async (more: object, short = false, by = 'clerk') => {
	const now = await meeting();
	return moveMeeting(t.app, actor(by), {
		meetingId: now.id,
		typed: { ...typedFrom(now), reason: '', ...more },
		short,
		link: 'https://moothall.example/m',
	});
};
const cancel = async (reason: string, by = 'clerk') =>
	cancelMeeting(t.app, actor(by), {
		meetingId: (await meeting()).id,
		reason,
		link: 'https://moothall.example/m',
	});
const mails = async () =>
	(
		await t.app.db
			.selectFrom('mail')
			.select(['recipient', 'subject', 'body'])
			.where('recipient', 'like', `%${board.partnershipId}%`)
			.execute()
	).sort((a, b) => a.recipient.localeCompare(b.recipient));

/** A draft of the board on a day. */
async function draft(date: string): Promise<void> {
	({ slug } = await setUpMeeting(t.app, actor('clerk'), {
		bodyId: board.bodyId,
		typed: typed(date),
	}));
	const item = { id: crypto.randomUUID(), kind: 'decision' as const, minutes: 10, lead: null };
	const words = { title: { en: 'Welcome' }, summary: {}, askedTo: [] };
	await t.app.relay.edit((await meeting()).agendaRoomId, (doc) =>
		addItem(doc, { ...item, ...words }, keyBetween),
	);
}
beforeEach(async () => {
	board = await makeBoard(t.app, {
		rules: {
			...rules,
			public: { ...rules.public, questionDeadline: 'noon_two_working_days_before' },
		},
	});
});

test('called in time nothing is asked; at short notice only with a reason, which the public reads', async () => {
	await draft(weekday(40));
	expect((await publishPage(t.app, reader('clerk'), slug))?.notice?.left).toBeNull();
	await publish('');
	expect((await page()).meetingChanges).toEqual([]);
	expect((await page()).questionsUntil).not.toBeNull();

	await draft(weekday(2));
	expect((await publishPage(t.app, reader('clerk'), slug))?.notice?.left).toBeLessThan(5);
	await expect(publish(' ')).rejects.toThrow(refused('meetings.short_notice_why', 'shortNotice'));
	expect((await meeting()).agendaVersion).toBe(0);
	await publish('The floods.');
	expect((await page()).meetingChanges).toMatchObject([
		{ kind: 'called', reason: 'The floods.', short: { asked: 5 } },
	]);
});

test('a meeting that was called is moved with a reason: its page says from where, its people are written to, its times follow', async () => {
	await draft(weekday(40));
	const before = await meeting();
	await publish();
	await expect(move({ date: weekday(50) })).rejects.toThrow(
		refused('meetings.change_reason_missing', 'reason'),
	);
	await expect(move({ reason: 'Why not' })).rejects.toThrow(
		refused('meetings.move_nothing', 'date'),
	);
	await expect(move({ date: weekday(50), reason: 'x' }, false, 'chair')).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await expect(move({ date: '2020-01-02', reason: 'x' })).rejects.toThrow(
		refused('meetings.date_over', 'date'),
	);
	await expect(move({ venue: ' ', reason: 'x' })).rejects.toThrow(
		refused('meetings.venue_missing', 'venue'),
	);
	expect(await mails()).toEqual([]);
	const to = weekday(50);
	await move({
		date: to,
		from: '10:00',
		to: '12:00',
		venue: 'Library',
		reason: 'The hall is let.',
	});
	const after = await meeting();
	expect([isoDate(after.startsAt), clockTime(after.startsAt), after.venue, after.slug]).toEqual([
		to,
		'10:00',
		{ en: 'Library' },
		before.slug,
	]);
	// It was called after its date, and is so still.
	expect(before.title.en).not.toBe(after.title.en);
	expect((await page()).meetingChanges).toMatchObject([
		{
			kind: 'moved',
			reason: 'The hall is let.',
			short: null,
			was: { startsAt: before.startsAt, venue: { en: 'Guildhall' } },
		},
	]);
	const told = await mails();
	expect(told.map(({ recipient }) => recipient.split('@')[0])).toEqual([
		'advice',
		'chair',
		'clerk',
		'health',
		'network2',
		'observer',
		'parents',
		'police',
		'police2',
		'trade',
		'vice',
	]);
	expect(told[0]?.body).toContain('The hall is let.');
	expect(told[0]?.body).toContain('Guildhall');
	expect(told[0]?.body).toContain('Library');
	// On the same day no new notice is asked; on a day too near it must be meant.
	await move({ from: '11:00', to: '12:30', reason: 'Trains.' });
	const near = weekday(2);
	await expect(move({ date: near, reason: 'Sooner.' })).rejects.toThrow(
		refused('meetings.short_notice', 'short'),
	);
	await move({ date: near, reason: 'Sooner.' }, true);
	const [last, earlier] = (await page()).meetingChanges;
	expect(last).toMatchObject({ kind: 'moved', reason: 'Sooner.', short: { asked: 5 } });
	expect(earlier).toMatchObject({ reason: 'Trains.', short: null });
	expect((await page()).agenda?.items.every(({ startsAt }) => isoDate(startsAt) === near)).toBe(
		true,
	);
});

test('a draft is just changed: nobody is told, no reason is asked', async () => {
	await draft(weekday(40));
	await move({ venue: 'Library' });
	expect((await meeting()).venue).toEqual({ en: 'Library' });
	expect((await page('clerk')).meetingChanges).toEqual([]);
	expect(await mails()).toEqual([]);
});

test('a cancelled meeting stays with its reason, takes nothing more, and nobody missed it', async () => {
	await draft(weekday(40));
	await publish();
	const { id } = await meeting();
	await expect(cancel('')).rejects.toThrow(refused('meetings.change_reason_missing', 'why'));
	await expect(cancel('No.', 'trade')).rejects.toThrow(refused('kernel.not_allowed'));
	expect((await page('clerk')).mayChange).toBe(true);
	await cancel('Too few can come.');
	expect(await page()).toMatchObject({
		meeting: { status: 'ended' },
		mayChange: false,
		questionsUntil: null,
		meetingChanges: [{ kind: 'cancelled', reason: 'Too few can come.' }],
	});
	expect((await page()).meeting.cancelledAt).not.toBeNull();
	expect((await mails())[0]?.subject).toContain('Cancelled');
	expect(await changePage(t.app, reader('clerk'), slug)).toBeUndefined();
	for (const act of [
		() => cancel('Again.'),
		() => move({ date: weekday(60), reason: 'x' }),
		() => startMeeting(t.app, actor('chair'), { meetingId: id }),
		() => checkIn(t.app, actor('health'), { meetingId: id, mode: 'in_person' }),
	])
		await expect(act()).rejects.toThrow(refused('meetings.ended'));
	const list = await meetingList(t.app, reader(null));
	expect(list.past.map((each) => each.slug)).toContain(slug);
	const held = await sql<{ n: number }>`select count(*)::int as n from meeting
		where id = ${id} and status = 'ended' and ended_at is null`.execute(t.app.db);
	expect(held.rows[0]?.n).toBe(1);
});

test('days on which the partnership is closed are no working days of notice', async () => {
	const clerk = actor('clerk');
	// A Thursday with no bank holiday near.
	await draft('2031-03-20');
	const notice = async () => {
		const found = (await publishPage(t.app, reader('clerk'), slug))?.notice;
		return [found?.by, found?.skipped.map(({ name }) => name.en)];
	};
	expect(await notice()).toEqual(['2031-03-12', []]);
	await addClosedDay(t.app, clerk, { day: '2031-03-12', name: { en: 'Charter Day' } });
	expect(await notice()).toEqual(['2031-03-11', ['Charter Day']]);
	const day = '2031-03-14';
	await addClosedDay(t.app, clerk, { day, name: { en: 'Fair' } });
	expect(await notice()).toEqual(['2031-03-10', ['Charter Day', 'Fair']]);
	await expect(addClosedDay(t.app, clerk, { day, name: { en: 'Fair' } })).rejects.toThrow(
		refused('partnerships.day_there', 'day'),
	);
	for (const anyway of ['2026-12-25', '2026-12-26', '2026-11-28'])
		await expect(addClosedDay(t.app, clerk, { day: anyway, name: { en: 'Off' } })).rejects.toThrow(
			refused('partnerships.day_closed_anyway', 'day'),
		);
	for (const wrong of ['', 'soon', '2026-02-30'])
		await expect(addClosedDay(t.app, clerk, { day: wrong, name: { en: 'Off' } })).rejects.toThrow(
			refused('partnerships.date_wrong', 'day'),
		);
	await expect(
		addClosedDay(t.app, actor('trade'), { day: '2027-03-02', name: { en: 'Off' } }),
	).rejects.toThrow(refused('kernel.not_allowed'));
	await removeClosedDay(t.app, clerk, { day });
	await expect(removeClosedDay(t.app, clerk, { day })).rejects.toThrow(refused('kernel.not_found'));
	expect(await reading(t.app, (tx) => closedDaysOf(tx, board.partnershipId))).toHaveLength(1);
});

test('the clerk is reminded once before draft minutes are due, and of notes only where something was decided', async () => {
	await draft(weekday(1));
	const { id } = await meeting();
	const ended = (days: number) =>
		sql`update meeting set status = 'ended', started_at = clock_timestamp(),
			ended_at = clock_timestamp() - make_interval(days => ${days}) where id = ${id}`.execute(t.app.db);
	await ended(3);
	const look = papersDueRunner(t.app);
	await look({});
	expect(await mails()).toEqual([]);
	await ended(20);
	await look({});
	await look({});
	const told = await mails();
	expect(told).toHaveLength(1);
	expect(told[0]?.subject).toContain('Draft minutes are due');
	expect(told[0]?.recipient).toMatch(/^clerk@/);
	expect(told[0]?.body).toContain(`/meetings/${slug}/minutes`);
	const { rows } = await sql<{ due: boolean }>`
		select exists (select from job where kind = 'meetings.papers_due' and done_at is null) as due`.execute(
		t.app.db,
	);
	expect(rows[0]?.due).toBe(true);
});

/** A motion under the second item of the board's meeting. */
async function putDown(): Promise<string> {
	const { code } = await putDownMotion(t.app, actor('chair'), {
		meetingId: board.meetingId,
		itemId: board.items[1] ?? '',
		title: { en: 'Sundays' },
		text: { en: 'That the hall opens on Sundays.' },
		decisionClass: 'ordinary',
		effect: 'partnership_decision',
		beneficiaries: [],
	});
	const { id } = await t.app.db
		.selectFrom('motion')
		.select('id')
		.where('partnership_id', '=', board.partnershipId)
		.where('code', '=', code)
		.executeTakeFirstOrThrow();
	return id;
}

test('of the notes of decisions the clerk is reminded while one lacks its reasons', async () => {
	const { partnershipId, bodyId, meetingId } = board;
	const motions = [await putDown(), await putDown()];
	await sql`update meeting set status = 'ended', started_at = clock_timestamp(), minutes_due_told_on = current_date,
		ended_at = clock_timestamp() - interval '20 days' where id = ${meetingId}`.execute(t.app.db);
	const decided = (n: number, reasons: string) =>
		sql`insert into decision (partnership_id, id, number, year, in_year, body_id, meeting_id, motion_id, title, text,
			effect, decided_at, settled_by, reasons) values (${partnershipId}, ${crypto.randomUUID()}, ${`2026/${n}`}, 2026, ${n},
			${bodyId}, ${meetingId}, ${motions[n]}, '{}', '{}', 'noting', clock_timestamp(), 'vote', ${reasons})`.execute(
			t.app.db,
		);
	const look = papersDueRunner(t.app);
	await decided(0, 'It was asked for.');
	await look({});
	expect(await mails()).toEqual([]);
	await decided(1, '');
	await look({});
	await look({});
	expect((await mails()).map(({ subject }) => subject)).toEqual([
		expect.stringContaining('The notes of the decisions are due'),
	]);
});

test('votes that open at a time are of the meeting’s day, and move with it', async () => {
	const { partnershipId, meetingId } = board;
	const of = { partnershipId, meetingId };
	slug = '2026-12-03-board';
	const before = (await meeting()).startsAt;
	await expect(openingTime(t.app, of, 'soon')).rejects.toThrow(
		refused('decisions.no_time', 'opensAt'),
	);
	const opensAt = await openingTime(t.app, of, ' 14:30');
	expect([isoDate(opensAt), clockTime(opensAt)]).toEqual([isoDate(before), '14:30']);
	const itemId = board.items[1] ?? '';
	const motionId = await putDown();
	await planPoll(t.app, actor('chair'), {
		meetingId,
		motionId,
		opens: { by: 'time', at: opensAt },
	});
	const { questionId } = await prepareQuestion(t.app, actor('chair'), {
		meetingId,
		itemId,
		typed: {
			title: { en: 'Which?' },
			text: {},
			options: { en: 'This\nThat' },
			method: 'one',
			seats: '',
			min: '',
			max: '',
			highest: '',
			dots: '',
		},
	});
	await scheduleQuestion(t.app, actor('chair'), { questionId, opensAt });
	const times = async () => {
		const plan = t.app.db
			.selectFrom('poll_plan')
			.select('opens_at')
			.where('motion_id', '=', motionId);
		const question = t.app.db
			.selectFrom('question')
			.select('opens_at')
			.where('id', '=', questionId);
		return [
			(await plan.executeTakeFirstOrThrow()).opens_at?.getTime(),
			(await question.executeTakeFirstOrThrow()).opens_at?.getTime(),
		];
	};
	const jobs = async () =>
		(
			await t.app.db
				.selectFrom('job')
				.select(['due_at', 'payload'])
				.where('kind', 'in', ['decisions.open_poll', 'decisions.open_question'])
				.execute()
		)
			.filter(({ payload }) =>
				[motionId, questionId].some((id) => JSON.stringify(payload).includes(id)),
			)
			.map(({ due_at }) => due_at.getTime());

	await move({ venue: 'Library', reason: 'The hall is let.' }, true);
	expect(await times()).toEqual([opensAt.getTime(), opensAt.getTime()]);
	await move({ date: weekday(50), from: '10:00', to: '12:00', reason: 'The hall is let.' }, true);
	const later = opensAt.getTime() + ((await meeting()).startsAt.getTime() - before.getTime());
	expect(await times()).toEqual([later, later]);
	expect((await jobs()).filter((due) => due === later)).toHaveLength(2);
});

/** What another program reads in the calendar, by its own parser. */
async function events(code: string | null, slug?: string): Promise<VEvent[] | undefined> {
	const words: CalendarWords = {
		locale: 'en',
		address: (of) => `https://moothall.example/x/meetings/${of.slug}`,
		title: ({ title }) => title.en ?? '',
		text: ({ mode }) => `${mode}, “quoted”; and a comma,\nin two lines`,
	};
	const calendar = await calendarOf(
		t.app,
		reader(code),
		{ name: { en: 'Tre, y Môr; a’r Bryn' } },
		words,
		slug,
	);
	if (calendar === undefined) return undefined;
	for (const line of calendar.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThan(76);
	const parsed = Object.values(nodeIcal.sync.parseICS(calendar));
	return parsed.filter((each): each is VEvent => each?.type === 'VEVENT');
}

test('calendars show what was called, move what was moved, and keep what was cancelled', async () => {
	await draft(weekday(40));
	const { id } = await meeting();
	const publicOne = async () => (await events(null))?.find(({ uid }) => uid === id);
	expect(await publicOne()).toBeUndefined();
	expect(await events(null, slug)).toBeUndefined();
	expect(await events('clerk', slug)).toMatchObject([{ status: 'TENTATIVE' }]);
	await publish();
	const called = await meeting();
	const first = await publicOne();
	expect(first).toMatchObject({
		uid: id,
		summary: called.title.en,
		location: 'Guildhall',
		url: { val: `https://moothall.example/x/meetings/${slug}` },
		status: 'CONFIRMED',
		description: 'in_person, “quoted”; and a comma,\nin two lines',
	});
	expect(first?.start.getTime()).toBe(called.startsAt.getTime());
	expect(first?.end?.getTime()).toBe(called.endsAt.getTime());

	await move({ date: weekday(50), venue: 'Library', reason: 'The hall is let.' });
	const moved = await publicOne();
	expect(moved).toMatchObject({ uid: id, location: 'Library' });
	expect(moved?.start.getTime()).toBe((await meeting()).startsAt.getTime());
	expect(Number(moved?.sequence)).toBeGreaterThan(Number(first?.sequence));

	await cancel('No quorum to be had.');
	const [cancelled] = (await events(null, slug)) ?? [];
	expect(cancelled).toMatchObject({ uid: id, status: 'CANCELLED' });
	expect(Number(cancelled?.sequence)).toBeGreaterThan(Number(moved?.sequence));

	board = await makeBoard(t.app, {
		rules: { ...rules, public: { ...rules.public, access: 'closed' } },
	});
	await draft(weekday(40));
	await publish();
	expect(await events(null)).toEqual([]);
	expect(await events(null, slug)).toBeUndefined();
	expect(await events('chair', slug)).toHaveLength(1);
});
