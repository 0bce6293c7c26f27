import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	assignAction,
	changeAction,
	noteAction,
	reopenAction,
	settleAction,
} from '#server/actions/commands.ts';
import { actionsDueRunner } from '#server/actions/reminders.ts';
import { actionPage, actionRegister, actionsFrom, openActions } from '#server/actions/views.ts';
import { assignActionOf } from '#server/decisions/assign-action.ts';
import { assignActionAt } from '#server/meetings/assign-action.ts';
import { openItem } from '#server/meetings/commands.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import { minutesPage } from '#server/meetings/views.ts';
import { hall, type Hall } from '../decisions/hall.ts';

let h: Hall;
let organisationId = '';
beforeAll(async () => {
	h = await hall();
	const row = await sql<{ id: string }>`
		select organisation_id as id from seat where id = ${h.seat('p06')}`.execute(h.app.db);
	organisationId = row.rows[0]?.id ?? '';
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const viewer = (code?: string) => ({
	partnershipId: h.partnershipId,
	actor: code ? h.actor(code) : null,
});
const day = (days: number) => isoDate(new Date(h.app.clock.now().getTime() + days * 86_400_000));
const said = (owner: string, text = 'Write it down', days = 14) => ({
	text: { en: text },
	owner,
	due: day(days),
});
const person = (code: string) => `person:${h.actor(code).personId}`;
const clerk = () => h.actor('p21');
async function page(number: string, code?: string) {
	const view = await actionPage(h.app, viewer(code), number);
	if (!view) throw new Error(`no ${number}`);
	return view;
}

describe('the demo', () => {
	test('has a log with one late, one done and two to come, which anybody reads', async () => {
		const { lines, counts, assigns } = await actionRegister(h.app, viewer(), {
			show: 'all',
			words: '',
		});
		expect(lines.map(({ number, state }) => [number.slice(7), state])).toEqual([
			['31', 'open'],
			['33', 'open'],
			['34', 'open'],
			['28', 'done'],
		]);
		expect(counts).toEqual({ open: 3, late: 1, mine: 0 });
		expect(assigns).toBe(false);
		const late = await actionRegister(h.app, viewer('p19'), { show: 'mine', words: '' });
		expect(late.lines).toHaveLength(1);
		expect(late.lines[0]?.daysLate).toBeGreaterThan(0);
	});
});

describe('an action', () => {
	test('is given out by chair and clerk alone, to somebody who is there', async () => {
		for (const code of ['p02', 'p24'])
			await expect(assignAction(h.app, h.actor(code), said(person('p02')))).rejects.toThrow(
				refused('kernel.not_allowed'),
			);
		await expect(assignAction(h.app, clerk(), said(`person:${randomUUID()}`))).rejects.toThrow(
			refused('actions.owner_missing'),
		);
		await expect(
			assignAction(h.app, clerk(), said(`organisation:${randomUUID()}`)),
		).rejects.toThrow(refused('actions.owner_missing'));
		await expect(assignAction(h.app, clerk(), said(person('p02'), 'x', -1))).rejects.toThrow(
			refused('actions.due_past'),
		);
		const key = randomUUID();
		const first = await assignAction(h.app, clerk(), said(person('p02')), key);
		expect(await assignAction(h.app, clerk(), said(person('p02')), key)).toBe(first);
		expect(first).toMatch(/^A-\d{4}-35$/);
	});

	test('is told of, done and taken up again, each with who and when', async () => {
		const number = await assignAction(h.app, h.actor('p01'), said(person('p02'), 'Tell us'));
		const { id: actionId } = await page(number);
		await expect(noteAction(h.app, h.actor('p04'), { actionId, words: 'Mine?' })).rejects.toThrow(
			refused('kernel.not_allowed'),
		);
		await expect(noteAction(h.app, h.actor('p02'), { actionId, words: ' ' })).rejects.toThrow(
			refused('actions.words_missing'),
		);
		await noteAction(h.app, h.actor('p02'), { actionId, words: 'Half of it' });
		// Sent again, since its answer was lost.
		await noteAction(h.app, h.actor('p02'), { actionId, words: 'Half of it' });
		await expect(
			settleAction(h.app, h.actor('p02'), { actionId, as: 'dropped', words: 'no time' }),
		).rejects.toThrow(refused('kernel.not_allowed'));
		await settleAction(h.app, h.actor('p02'), { actionId, as: 'done', words: '' });
		await settleAction(h.app, h.actor('p02'), { actionId, as: 'done', words: 'twice' });
		await expect(noteAction(h.app, h.actor('p02'), { actionId, words: 'more' })).rejects.toThrow(
			refused('actions.settled'),
		);
		await reopenAction(h.app, clerk(), { actionId, words: 'The half was the wrong one' });
		await settleAction(h.app, clerk(), { actionId, as: 'dropped', words: 'Overtaken' });
		const view = await page(number);
		expect(view).toMatchObject({ state: 'dropped', settledOn: day(0), daysLate: 0 });
		expect(view.entries.map(({ act, words }) => [act, words])).toEqual([
			['assigned', ''],
			['note', 'Half of it'],
			['done', ''],
			['reopened', 'The half was the wrong one'],
			['dropped', 'Overtaken'],
		]);
		expect(view.entries[1]?.by).toBe((await page(number)).owner.en);
	});

	test('of an organisation is theirs who sit for it', async () => {
		const number = await assignAction(h.app, clerk(), said(`organisation:${organisationId}`));
		expect(await page(number, 'p06')).toMatchObject({ mine: true, owns: true, assigns: false });
		expect(await page(number, 'p07')).toMatchObject({ mine: false, owns: false });
		expect((await openActions(h.app, viewer('p06')))[0]?.number).toBe(number);
		const { id: actionId } = await page(number);
		await settleAction(h.app, h.actor('p06'), { actionId, as: 'done', words: 'By us' });
		expect((await page(number)).state).toBe('done');
	});

	test('is changed for a reason, and keeps a date that stays although it has passed', async () => {
		const late = await page((await openActions(h.app, viewer('p19')))[0]?.number ?? '');
		const change = { actionId: late.id, text: late.text, owner: person('p02') };
		await expect(
			changeAction(h.app, clerk(), { ...change, due: late.dueOn, words: '' }),
		).rejects.toThrow(refused('actions.words_missing'));
		await changeAction(h.app, clerk(), { ...change, due: late.dueOn, words: 'Handed over' });
		for (const words of ['Agreed a new date', 'Agreed a new date'])
			await changeAction(h.app, clerk(), { ...change, due: day(30), words });
		const view = await page(late.number, 'p02');
		expect(view).toMatchObject({ dueOn: day(30), daysLate: 0, mine: true });
		expect(view.entries.slice(-2).map(({ dueOn }) => dueOn)).toEqual([late.dueOn, day(30)]);
	});

	test('of elsewhere is not there', async () => {
		for (const actionId of [randomUUID(), 'nonsense', ''])
			await expect(noteAction(h.app, clerk(), { actionId, words: 'x' })).rejects.toThrow(
				refused('kernel.not_found'),
			);
		expect(await actionPage(h.app, viewer('p01'), 'A-1999-1')).toBeUndefined();
	});
});

describe('at a meeting', () => {
	const minutes = async () => {
		await h.app.outbox.idle();
		const { slug } = await h.app.db.selectFrom('meeting').select('slug').executeTakeFirstOrThrow();
		return JSON.stringify((await minutesPage(h.app, viewer('p21'), slug))?.draft?.text);
	};

	test('it stands in the minutes under the item the meeting is at', async () => {
		await openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(5) });
		const number = await assignActionAt(h.app, clerk(), {
			...said(person('p02'), 'Ask the port for the figures'),
			meetingId: h.meetingId,
		});
		expect(await minutes()).toMatch(
			new RegExp(`Action ${number}.*Ask the port for the figures.*by `, 's'),
		);
		const from = await actionsFrom(h.app, viewer(), { meetingId: h.meetingId });
		expect(from.map((line) => line.number)).toEqual([number]);
	});

	test('one of an exempt item stays behind its door', async () => {
		const { rows } = await sql<{ id: string }>`
			select item_id as id from exempt_item limit 1`.execute(h.app.db);
		const itemId = rows[0]?.id ?? '';
		await openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId });
		const number = await assignActionAt(h.app, clerk(), {
			...said(person('p02'), 'Call the solicitor'),
			meetingId: h.meetingId,
		});
		expect(await minutes()).not.toContain('Call the solicitor');
		expect(await actionPage(h.app, viewer(), number)).toBeUndefined();
		expect(await actionPage(h.app, viewer('p24'), number)).toBeUndefined();
		expect((await page(number, 'p01')).text.en).toBe('Call the solicitor');
		const { lines } = await actionRegister(h.app, viewer('p24'), { show: 'all', words: '' });
		expect(lines.map((line) => line.number)).not.toContain(number);
		const { id: actionId } = await page(number, 'p01');
		await expect(noteAction(h.app, h.actor('p24'), { actionId, words: 'x' })).rejects.toThrow(
			refused('kernel.not_found'),
		);
	});

	test('nobody makes one come from a decision or meeting that is not there', async () => {
		await expect(
			assignActionOf(h.app, clerk(), { ...said(person('p02')), decisionId: randomUUID() }),
		).rejects.toThrow(refused('kernel.not_found'));
		await expect(
			assignActionAt(h.app, clerk(), { ...said(person('p02')), meetingId: randomUUID() }),
		).rejects.toThrow(refused('kernel.not_found'));
	});
});

test('owners are written to before and after the date, once a week', async () => {
	const due = await assignAction(h.app, clerk(), said(person('p02'), 'Soon', 3));
	const far = await assignAction(h.app, clerk(), said(person('p02'), 'Later', 30));
	const run = actionsDueRunner(h.app);
	const mails = async () =>
		(
			await h.app.db
				.selectFrom('mail')
				.select(['subject', 'body'])
				.where('subject', 'like', 'Action A-%')
				.execute()
		).map(({ subject }) => subject);
	await run({});
	expect(await mails()).toEqual([]);
	Object.assign(h.app.config, { origin: new URL('https://moothall.example') });
	await run({});
	const first = await mails();
	expect(first.some((subject) => subject.includes(due))).toBe(true);
	expect(first.some((subject) => subject.includes(far))).toBe(false);
	await run({});
	expect(await mails()).toHaveLength(first.length);
});
