import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Choice } from '#domain/decisions/ballot.ts';
import { parseAgenda } from '#domain/meetings/agenda.ydoc.ts';
import {
	answerInWriting,
	enterInWriting,
	leaveForInterest,
	objectInWriting,
} from '#server/decisions/answer-in-writing.ts';
import { decisionPage } from '#server/decisions/decision-views.ts';
import { putInWriting } from '#server/decisions/put-in-writing.ts';
import {
	castInWriting,
	closeWriting,
	writtenCloser,
	writtenReminder,
} from '#server/decisions/settle-written.ts';
import { writtenList, writtenPage, type WrittenPage } from '#server/decisions/written-views.ts';
import { setUpMeeting } from '#server/meetings/set-up.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
let bodyId: string;
beforeAll(async () => {
	h = await hall();
	const body = await h.app.db
		.selectFrom('body')
		.select('id')
		.where('code', '=', 'board')
		.executeTakeFirstOrThrow();
	bodyId = body.id;
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const viewer = (code?: string) => ({
	partnershipId: h.partnershipId,
	actor: code ? h.actor(code) : null,
});
const put = (code: string, more: object = {}, key?: string) =>
	putInWriting(
		h.app,
		h.actor(code),
		{
			bodyId,
			title: { en: 'Lease of the hall' },
			text: { en: 'That the lease be renewed.' },
			decisionClass: 'ordinary',
			effect: 'partnership_decision',
			beneficiaries: [],
			deadline: inDays(8),
			linkTo: (number) => `https://moothall.example/${number}`,
			...more,
		},
		key,
	);
async function page(number: string, code?: string): Promise<WrittenPage> {
	const found = await writtenPage(h.app, viewer(code), number);
	if (!found) throw new Error(`no ${number}`);
	return found;
}
const answer = (procedureId: string, code: string, choice: Choice, reason = '') =>
	answerInWriting(h.app, h.actor(code), { procedureId, seatId: h.seat(code), choice, reason });
async function fresh(more: object = {}): Promise<WrittenPage> {
	const { number } = await put('p01', more);
	return page(number);
}
/** Lets the deadline pass: only the database's clock judges it. */
const pass = (id: string) =>
	sql`update written_procedure set deadline = clock_timestamp() - interval '1 second' where id = ${id}`.execute(
		h.app.db,
	);
/** The first seats of the board: one in each sector among them. */
const some = ['p01', 'p02', 'p05', 'p06', 'p08', 'p11', 'p12', 'p16'];
async function setRules(change: (rules: Record<string, Record<string, unknown>>) => void) {
	const row = await h.app.db
		.selectFrom('constitution')
		.select(['id', 'rules'])
		.where('body_id', '=', bodyId)
		.orderBy('effective_from', 'desc')
		.executeTakeFirstOrThrow();
	const rules = structuredClone(row.rules) as Record<string, Record<string, unknown>>;
	change(rules);
	await h.app.db
		.updateTable('constitution')
		.set({ rules: JSON.stringify(rules) })
		.where('id', '=', row.id)
		.execute();
	return () =>
		h.app.db
			.updateTable('constitution')
			.set({ rules: JSON.stringify(row.rules) })
			.where('id', '=', row.id)
			.execute();
}

test('it is put by who runs votes, in time, where the rules allow it', async () => {
	await expect(put('p02')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(put('p01', { deadline: inDays(6) })).rejects.toThrow(
		refused('decisions.deadline_soon'),
	);
	await expect(put('p01', { deadline: undefined })).rejects.toThrow(
		refused('decisions.deadline_wrong'),
	);
	await expect(put('p01', { title: {} })).rejects.toThrow(refused('decisions.title_missing'));
	await expect(put('p01', { decisionClass: 'constitution_change' })).rejects.toThrow(
		refused('decisions.choose_class'),
	);
	for (const [change, code] of [
		[
			(rules: Record<string, Record<string, unknown>>) =>
				((rules['writtenProcedure'] ?? {})['allowed'] = false),
			'written_not_allowed',
		],
	] as const) {
		const back = await setRules(change);
		await expect(put('p01')).rejects.toThrow(refused(`decisions.${code}`));
		await back();
	}
	const organisations = await h.app.db.selectFrom('organisation').select('id').execute();
	await expect(put('p01', { beneficiaries: organisations.map(({ id }) => id) })).rejects.toThrow(
		refused('decisions.written_inquorate'),
	);
	// What the demo brings, and nothing else.
	expect((await writtenList(h.app, viewer())).lines).toHaveLength(1);
});

test('members answer until the deadline, each their own seat; nobody sees how before', async () => {
	const key = '00000000-0000-4000-8000-0000000000aa';
	const { number } = await put('p01', {}, key);
	expect(await put('p01', {}, key)).toEqual({ number });
	const { id } = await page(number);
	const mail = await h.app.db
		.selectFrom('mail')
		.select(['recipient', 'body'])
		.where('subject', 'like', 'Your vote between%')
		.execute();
	expect(mail.length).toBeGreaterThan(0);
	expect(mail[0]?.body).toContain(`https://moothall.example/${number}`);

	const first = await answer(id, 'p02', 'for', 'It is cheap.');
	expect(await answer(id, 'p02', 'for', 'It is cheap.')).toEqual(first);
	const second = await answer(id, 'p02', 'against');
	expect(second).toMatchObject({ reference: first.reference, revision: 2 });
	await expect(
		answerInWriting(h.app, h.actor('p05'), {
			procedureId: id,
			seatId: h.seat('p02'),
			choice: 'for',
		}),
	).rejects.toThrow(refused('decisions.not_your_seat'));
	await expect(
		answerInWriting(h.app, h.actor('p02'), {
			procedureId: id,
			seatId: h.seat('p02'),
			choice: 'maybe',
		}),
	).rejects.toThrow(refused('decisions.unknown_choice'));
	await expect(
		answerInWriting(h.app, h.actor('p24'), {
			procedureId: id,
			seatId: h.seat('p02'),
			choice: 'for',
		}),
	).rejects.toThrow(refused('kernel.not_allowed'));
	const enter = (code: string, more: object) =>
		enterInWriting(h.app, h.actor(code), {
			procedureId: id,
			seatId: h.seat('p05'),
			choice: 'for',
			channel: 'telephone',
			...more,
		});
	await expect(enter('p02', {})).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(enter('p21', { channel: 'own_device' })).rejects.toThrow(
		refused('decisions.written_channel'),
	);
	await expect(enter('p21', { seatId: '' })).rejects.toThrow(refused('decisions.written_whose'));
	await enter('p21', {});

	const seen = await page(number, 'p02');
	expect(seen).toMatchObject({ state: 'open', answered: 2, votes: [], result: null });
	expect(seen.mine).toMatchObject([{ answer: { choice: 'against', revision: 2 } }]);
	expect(seen.waiting).toBeNull();
	expect((await page(number, 'p21')).waiting?.map(({ seatId }) => seatId)).not.toContain(
		h.seat('p02'),
	);

	const job = { partnershipId: h.partnershipId, procedureId: id, link: 'https://x.example' };
	const reminders = () =>
		h.app.db
			.selectFrom('mail')
			.select('recipient')
			.where('subject', 'like', 'Still to vote%')
			.execute();
	await writtenReminder(h.app)(job);
	const reminded = await reminders();
	expect(reminded.length).toBeGreaterThan(0);
	expect(reminded.length).toBeLessThan(mail.length);
	await writtenReminder(h.app)(job);
	expect(await reminders()).toHaveLength(reminded.length);

	await expect(closeWriting(h.app, h.actor('p01'), { procedureId: id })).rejects.toThrow(
		refused('decisions.written_open'),
	);
	await pass(id);
	// The job has not run: the deadline holds all the same.
	await expect(answer(id, 'p06', 'for')).rejects.toThrow(refused('decisions.written_over'));
	expect((await page(number)).state).toBe('counting');
	await expect(closeWriting(h.app, h.actor('p02'), { procedureId: id })).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await closeWriting(h.app, h.actor('p01'), { procedureId: id });
	expect(await page(number)).toMatchObject({
		state: 'settled',
		result: { outcome: 'too_few', count: null, answered: 2 },
		decision: null,
	});
});

test('carried, it is a decision with its number, and silence is counted as the rules say', async () => {
	const { id, number } = await fresh();
	for (const code of some) await answer(id, code, code === 'p02' ? 'against' : 'for', code);
	await pass(id);
	await writtenCloser(h.app)({ partnershipId: h.partnershipId, procedureId: id, link: '' });
	await writtenCloser(h.app)({ partnershipId: h.partnershipId, procedureId: id, link: '' });
	const done = await page(number);
	expect(done.result).toMatchObject({
		outcome: 'carried',
		answered: 8,
		count: { counts: { for: 7, against: 1, abstained: done.of - 8 } },
	});
	expect(done.votes.filter(({ silent }) => silent)).toHaveLength(done.of - 8);
	expect(done.votes.find(({ seatId }) => seatId === h.seat('p02'))).toMatchObject({
		choice: 'against',
		reason: 'p02',
	});
	expect(await decisionPage(h.app, viewer(), done.decision ?? '')).toMatchObject({
		settledBy: 'written',
		meeting: null,
		written: number,
		motionCode: null,
	});
});

test('where silence is assent nobody has to answer; an interest takes a seat out', async () => {
	const back = await setRules((rules) => ((rules['writtenProcedure'] ?? {})['silence'] = 'assent'));
	const { id, number, of } = await fresh();
	await back();
	await answer(id, 'p05', 'against');
	const leave = (code: string, interest: string) =>
		leaveForInterest(h.app, h.actor(code), {
			procedureId: id,
			seatId: h.seat(code),
			interest,
		});
	await expect(leave('p05', 'vague')).rejects.toThrow(refused('meetings.choose_kind'));
	await leave('p05', 'loyalty');
	expect(await page(number)).toMatchObject({ answered: 0, of: of - 1 });
	await pass(id);
	await closeWriting(h.app, h.actor('p21'), { procedureId: id });
	const done = await page(number);
	expect(done.result).toMatchObject({
		outcome: 'carried',
		count: { counts: { for: of - 1, against: 0 } },
		withdrawn: [{ seatId: h.seat('p05'), interest: 'loyalty' }],
	});
	const decision = await decisionPage(h.app, viewer(), done.decision ?? '');
	expect(decision?.recused).toHaveLength(1);
});

test('equal answers wait for the casting vote of who presides', async () => {
	const back = await setRules((rules) => Object.assign(rules, { tie: 'casting_vote_of_chair' }));
	const { id, number } = await fresh();
	await back();
	for (const [at, code] of some.entries()) await answer(id, code, at % 2 === 0 ? 'for' : 'against');
	const cast = (code: string, castingVote: unknown) =>
		castInWriting(h.app, h.actor(code), { procedureId: id, castingVote });
	await expect(cast('p01', 'for')).rejects.toThrow(refused('decisions.written_not_tied'));
	await pass(id);
	await closeWriting(h.app, h.actor('p01'), { procedureId: id });
	expect(await page(number, 'p01')).toMatchObject({
		state: 'tied',
		result: null,
		mayCastVote: true,
	});
	await expect(cast('p21', 'for')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(cast('p01', 'abstain')).rejects.toThrow(refused('decisions.casting_vote_needed'));
	await cast('p01', 'for');
	expect((await page(number)).result?.outcome).toBe('carried');
});

test('everybody answered: it may be counted before the deadline', async () => {
	const { id, number, of } = await fresh();
	const electors = await h.app.db
		.selectFrom('written_elector')
		.select('seat_id')
		.where('procedure_id', '=', id)
		.where('person_id', 'is not', null)
		.execute();
	for (const { seat_id: seatId } of electors)
		await enterInWriting(h.app, h.actor('p21'), {
			procedureId: id,
			seatId,
			choice: 'for',
			channel: 'letter',
		});
	expect(await page(number, 'p01')).toMatchObject({ answered: of, mayClose: true });
	await closeWriting(h.app, h.actor('p01'), { procedureId: id });
	expect((await page(number)).result?.outcome).toBe('carried');
});

test('an objection calls it to a meeting, and the next agenda takes all of it by itself', async () => {
	const { id, number } = await fresh();
	const object = (code: string, reason: string) =>
		objectInWriting(h.app, h.actor(code), {
			procedureId: id,
			seatId: h.seat(code === 'p21' ? 'p05' : code),
			reason,
		});
	await expect(object('p05', '')).rejects.toThrow(refused('decisions.reason_missing'));
	await expect(object('p21', 'No.')).rejects.toThrow(refused('kernel.not_allowed'));
	await answer(id, 'p02', 'for');
	expect(await object('p05', 'We should talk.')).toEqual({ toMeeting: true });
	await expect(answer(id, 'p06', 'for')).rejects.toThrow(refused('decisions.written_over'));
	expect(await page(number)).toMatchObject({
		result: { outcome: 'to_meeting', count: null },
		votes: [],
		objections: [{ reason: 'We should talk.' }],
	});
	const back = await setRules((rules) => ((rules['writtenProcedure'] ?? {})['objectors'] = 0));
	const without = await fresh();
	await back();
	await expect(
		objectInWriting(h.app, h.actor('p05'), {
			procedureId: without.id,
			seatId: h.seat('p05'),
			reason: 'No.',
		}),
	).rejects.toThrow(refused('decisions.no_objection'));

	const date = inDays(40).toISOString().slice(0, 10);
	const { slug } = await setUpMeeting(h.app, h.actor('p21'), {
		bodyId,
		typed: {
			title: '',
			titleCy: '',
			date,
			from: '14:00',
			to: '16:00',
			mode: 'remote',
			venue: '',
			venueCy: '',
			stepFree: false,
			hearingLoop: false,
			captions: false,
			signLanguage: 'no',
			costs: '',
		},
	});
	await h.app.outbox.idle();
	const meeting = await h.app.db
		.selectFrom('meeting')
		.select(['id', 'agenda_room_id'])
		.where('slug', '=', slug)
		.executeTakeFirstOrThrow();
	const agenda = async () =>
		reading(h.app, async (tx) =>
			parseAgenda(await h.app.relay.read(tx, meeting.agenda_room_id)).items.map(
				({ kind, title }) => [kind, title.en],
			),
		);
	expect(await agenda()).toEqual([
		...Array<unknown>(5).fill(['information', 'Between meetings: Lease of the hall']),
		['decision', 'Lease of the hall'],
	]);
	expect((await page(number)).meeting?.slug).toBe(slug);
	const motions = await h.app.db
		.selectFrom('motion')
		.select('code')
		.where('meeting_id', '=', meeting.id)
		.execute();
	expect(motions).toEqual([{ code: 'm1' }]);

	// Settled while that agenda is a draft, it comes in at once.
	await pass(without.id);
	await closeWriting(h.app, h.actor('p01'), { procedureId: without.id });
	await h.app.outbox.idle();
	expect(await agenda()).toHaveLength(7);
});
