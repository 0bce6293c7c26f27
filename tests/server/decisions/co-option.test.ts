import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coOptedName } from '#domain/partnerships/co-option.ts';
import { callElection, nominate } from '#server/decisions/call-election.ts';
import { castBallot, closePoll, openPoll, showResult } from '#server/decisions/commands.ts';
import { electionPage } from '#server/decisions/election-views.ts';
import { putDownMotion } from '#server/decisions/put-down-motion.ts';
import { goOnWithElection } from '#server/decisions/run-election.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { whatIfView } from '#server/decisions/what-if-view.ts';
import { recordOf } from '#server/live/store.ts';
import { attendancePage } from '#server/meetings/attendance-views.ts';
import { checkIn } from '#server/meetings/attendance-commands.ts';
import { meetingById } from '#server/meetings/meeting-store.ts';
import { minutedPoll, minutesFacts } from '#server/meetings/minutes-store.ts';
import { quorumOf } from '#server/meetings/minutes-attendance.ts';
import { coOpt, coOptedOn } from '#server/partnerships/co-option.ts';
import { seatsOn } from '#server/partnerships/body-views.ts';
import { endTerm, newPerson, takeSeat } from '#server/partnerships/manage-people.ts';
import { constitutionOf, standingOf, votingSeats } from '#server/partnerships/store.ts';
import { boardOf, bodyByCode, rulesOn } from '#server/partnerships/views.ts';
import { reading } from '#server/platform/tx.ts';
import { popoloOf } from '#server/publication/popolo.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
let bodyId: string;
beforeAll(async () => {
	h = await hall();
	bodyId = (await reading(h.app, (tx) => boardOf(tx, h.partnershipId)))?.id ?? '';
});
afterAll(() => h.close());

const clerk = () => h.actor('p21');
const refused = (code: string, field?: string) =>
	expect.objectContaining(field ? { code, field } : { code }) as Error;
const rule = (coOption: { max: number; voting: boolean; months: number }) =>
	sql`update constitution set rules = rules || ${JSON.stringify({ coOption })}::jsonb
		where body_id = ${bodyId}`.execute(h.app.db);
const add = (personId: string, more: Partial<Parameters<typeof coOpt>[2]> = {}) =>
	coOpt(h.app, clerk(), { bodyId, personId, startsOn: '', endsOn: '', decisionId: '', ...more });
const there = () => reading(h.app, (tx) => coOptedOn(tx, h.partnershipId, bodyId));
const seats = () => reading(h.app, (tx) => votingSeats(tx, h.partnershipId, bodyId));
const standing = (personId: string) =>
	reading(h.app, (tx) => standingOf(tx, { partnershipId: h.partnershipId, personId }, bodyId));
const opened = async () =>
	(await openPoll(h.app, h.actor('p01'), { meetingId: h.meetingId, motionId: await h.fresh() }))
		.pollId;
const settled = async (pollId: string) => {
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p01'), { pollId });
	const view = await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
	if (!view) throw new Error('a result that was shown is there');
	return view;
};
const facts = async () => {
	const found = await reading(h.app, (tx) => minutesFacts(tx, h.partnershipId, h.meetingId));
	if (!found) throw new Error('the meeting is there');
	return found;
};
const register = async () => {
	const meeting = await reading(h.app, (tx) => meetingById(tx, h.partnershipId, h.meetingId));
	const reader = { partnershipId: h.partnershipId, actor: clerk() };
	return attendancePage(h.app, reader, meeting?.slug ?? '');
};

test('who is co-opted with a vote is on the roll, counts, votes and is named; who comes later or has gone is not', async () => {
	await rule({ max: 2, voting: true, months: 12 });
	const judith = h.actor('p24');
	const seatsBefore = (await seats()).length;
	const running = await opened();
	await add(judith.personId);
	const [member] = await there();
	expect(member).toMatchObject({ personCode: 'p24', votes: true, decisionId: null });
	expect((await standing(judith.personId))?.roles).toEqual(
		expect.arrayContaining(['co_opted', 'representative']),
	);
	// The roll of an open vote was frozen before.
	await checkIn(h.app, judith, { meetingId: h.meetingId, mode: 'in_person' });
	await expect(
		castBallot(h.app, judith, {
			pollId: running,
			seatId: (await seats()).at(-1)?.seatId ?? '',
			choice: 'for',
		}),
	).rejects.toThrow();
	expect((await settled(running)).votes).toHaveLength(seatsBefore);

	const own = (await seats()).at(-1);
	const chair = (await seats()).find(({ organisationCode }) => organisationCode === 'lbc');
	expect(own).toMatchObject({
		organisationId: null,
		organisationCode: null,
		organisationName: coOptedName(true),
		// Of the organisation she belongs to.
		sectorId: chair?.sectorId,
		holderId: judith.personId,
		deputyIds: [],
	});
	expect(await seats()).toHaveLength(seatsBefore + 1);
	const quorum = quorumOf(await facts(), (await facts()).attendance);
	expect(quorum).toMatchObject({ seats: seatsBefore + 1, present: 16 });
	expect(await register().then((page) => page?.quorum)).toEqual(quorum);
	const live = await reading(h.app, (tx) =>
		recordOf(tx, { partnershipId: h.partnershipId, id: h.meetingId, bodyId }),
	);
	expect(live.seats).toHaveLength(seatsBefore + 1);

	const pollId = await opened();
	await castBallot(h.app, judith, { pollId, seatId: own?.seatId ?? '', choice: 'for' });
	// Her term ends while the vote is open: the roll stays as it was, and the next one is without her.
	await sql`update seat_term set starts_on = current_date - 9, ends_on = current_date - 1 where id = ${member?.termId}`.execute(
		h.app.db,
	);
	const view = await settled(pollId);
	expect(view.manifest.roll.at(-1)).toMatchObject({ organisation: null, person: 'p24' });
	expect(view.manifest.roll.at(-1)).not.toHaveProperty('weight');
	expect(view.votes.at(-1)).toMatchObject({ organisation: coOptedName(true), choice: 'for' });
	const minuted = await reading(h.app, (tx) => minutedPoll(tx, h.partnershipId, pollId));
	expect(JSON.stringify(minuted)).toContain('Judith Carlow');
	expect(await seats()).toHaveLength(seatsBefore);
	expect(await there()).toEqual([]);
	expect((await standing(judith.personId))?.roles).toEqual(['observer']);
	expect((await settled(await opened())).votes).toHaveLength(seatsBefore);
	const popolo = await reading(h.app, (tx) =>
		popoloOf(tx, { id: h.partnershipId, slug: 'x', name: { en: 'X' } }, 'en'),
	);
	expect(JSON.stringify(popolo)).toContain('"role":"co_opted"');
});

test('who is co-opted without a vote sits there, moves and speaks, counts for nothing, and every page says so', async () => {
	await rule({ max: 1, voting: false, months: 6 });
	const personId = await newPerson(h.app, clerk(), {
		name: 'Ivy Lone',
		job: {},
		email: '',
		organisationId: '',
		seatId: '',
		startsOn: '',
	});
	const before = await seats();
	await add(personId);
	const [member] = await there();
	expect(member).toMatchObject({ name: 'Ivy Lone', votes: false });
	expect(member?.endsOn).not.toBeNull();
	expect(await seats()).toEqual(before);
	const actor = { ...h.actor('p24'), personId };
	expect((await standing(personId))?.roles).toEqual(['co_opted']);
	await checkIn(h.app, actor, { meetingId: h.meetingId, mode: 'remote' });
	const { seats: all, attendance } = await facts();
	const seatId = attendance.find((stay) => stay.personId === personId)?.seatId ?? '';
	expect(all.get(seatId)?.organisationName).toEqual(coOptedName(false));
	expect((await register())?.seats.find((row) => row.personId === personId)).toMatchObject({
		coOpted: coOptedName(false),
	});
	const live = await reading(h.app, (tx) =>
		recordOf(tx, { partnershipId: h.partnershipId, id: h.meetingId, bodyId }),
	);
	expect(live.present.find((each) => each.personId === personId)?.coOpted).toEqual(
		coOptedName(false),
	);
	expect(live.seats).toHaveLength(before.length);
	const pollId = await opened();
	await expect(castBallot(h.app, actor, { pollId, seatId, choice: 'for' })).rejects.toThrow();
	await settled(pollId);
	const { code } = await putDownMotion(h.app, actor, {
		meetingId: h.meetingId,
		itemId: h.item(9),
		title: { en: 'More benches' },
		text: { en: 'That there be more benches.' },
		decisionClass: 'ordinary',
		effect: 'partnership_decision',
		beneficiaries: [],
	});
	expect(
		await h.app.db
			.selectFrom('motion')
			.select('mover_person_id')
			.where('meeting_id', '=', h.meetingId)
			.where('code', '=', code)
			.executeTakeFirst(),
	).toEqual({ mover_person_id: personId });
	const board = await reading(h.app, (tx) => bodyByCode(tx, h.partnershipId, 'board'));
	expect(board?.roles.filter(({ role }) => role === 'co_opted')).toMatchObject([
		{ votes: false, person: { name: 'Ivy Lone' } },
	]);
	const today = new Date().toISOString().slice(0, 10);
	const [first] = await reading(h.app, (tx) => seatsOn(tx, h.partnershipId, today));
	expect(first?.seats.at(-1)).toMatchObject({
		organisation: coOptedName(false),
		voting: false,
		holder: 'Ivy Lone',
	});
	// Other rules, and she has the vote: in force, or only thought of.
	const rules = (await reading(h.app, (tx) => constitutionOf(tx, h.partnershipId, bodyId)))?.rules;
	if (!rules) throw new Error('the board has rules');
	const thought = { ...rules, coOption: { ...rules.coOption, voting: true } };
	expect((await reading(h.app, (tx) => rulesOn(tx, h.partnershipId, bodyId, thought))).seats).toBe(
		before.length + 1,
	);
	const looks = () =>
		whatIfView(
			h.app,
			{ partnershipId: h.partnershipId, actor: null },
			{ away: new Set(), left: new Set(), draftId: null },
		);
	expect((await looks())?.seats).toHaveLength(before.length);
	await rule({ max: 1, voting: true, months: 6 });
	expect((await looks())?.found?.voters).toBe(before.length + 1);
	expect((await seats()).at(-1)).toMatchObject({
		holderName: 'Ivy Lone',
		sectorId: null,
		sectorCode: null,
	});
	const voted = await opened();
	await castBallot(h.app, actor, { pollId: voted, seatId, choice: 'against' });
	const view = await settled(voted);
	expect(view.manifest.roll.at(-1)).toMatchObject({ sector: null, sectorId: null });
	expect(view.result?.counts.against).toBe(1);

	await expect(add(h.actor('p24').personId)).rejects.toThrow(
		refused('partnerships.coopted_full', 'personId'),
	);
	await expect(add(personId)).rejects.toThrow(refused('partnerships.coopted_already'));
	await rule({ max: 9, voting: true, months: 6 });
	await expect(add(h.actor('p01').personId)).rejects.toThrow(
		refused('partnerships.coopted_sits', 'personId'),
	);
	await expect(add(h.actor('p24').personId, { endsOn: '2999-01-01' })).rejects.toThrow(
		refused('partnerships.term_long', 'ends_on'),
	);
	await expect(add('')).rejects.toThrow(refused('partnerships.coopted_nobody', 'personId'));
	await expect(
		add(h.actor('p24').personId, { decisionId: '00000000-0000-4000-8000-000000000000' }),
	).rejects.toThrow(refused('partnerships.unknown_reference'));
	await expect(
		coOpt(h.app, h.actor('p02'), {
			bodyId,
			personId: h.actor('p24').personId,
			startsOn: '',
			endsOn: '',
			decisionId: '',
		}),
	).rejects.toThrow(refused('kernel.not_allowed'));
	// Nobody else is put into the seat of somebody who was co-opted.
	await expect(
		takeSeat(h.app, clerk(), {
			personId: h.actor('p24').personId,
			seatId,
			startsOn: '2030-01-01',
			endsOn: '',
			mandate: '',
			mayDecide: true,
		}),
	).rejects.toThrow(refused('partnerships.unknown_reference'));
	await endTerm(h.app, clerk(), { kind: 'seat_term', termId: member?.termId ?? '', endsOn: '' });
	expect(await there()).toMatchObject([{ endsOn: today }]);
});

test('the rule is that of the nearest body up the line, in the database as in the rules', async () => {
	await rule({ max: 9, voting: false, months: 6 });
	const group = await reading(h.app, (tx) => bodyByCode(tx, h.partnershipId, 'tg-safe'));
	await add(h.actor('p24').personId, { bodyId: group?.id ?? '' });
	const votes = async () =>
		(await reading(h.app, (tx) => coOptedOn(tx, h.partnershipId, group?.id ?? '')))[0]?.votes;
	expect(await votes()).toBe(false);
	await rule({ max: 9, voting: true, months: 6 });
	expect(await votes()).toBe(true);
	await sql`insert into constitution (partnership_id, id, body_id, version, rules, adopted_on, effective_from)
		values (${h.partnershipId}, gen_random_uuid(), ${group?.id}, 'own', '{"coOption": {"max": 9, "voting": false, "months": 6}}',
			current_date, current_date)`.execute(h.app.db);
	expect(await votes()).toBe(false);
	const names = await sql<{ name: unknown }>`
		select distinct co_opted_name(s) as name from seat s where s.organisation_id is null and s.body_id = ${group?.id}`.execute(
		h.app.db,
	);
	expect(names.rows).toEqual([{ name: coOptedName(false) }]);
});

test('a co-opted member with a vote can be elected chair, for as long as they are co-opted', async () => {
	const judith = h.actor('p24');
	await rule({ max: 9, voting: false, months: 6 });
	await add(judith.personId);
	const [member] = (await there()).filter(({ personId }) => personId === judith.personId);
	const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
	const call = async (termStartsOn: Date) => {
		const { number } = await callElection(h.app, h.actor('p01'), {
			bodyId,
			office: 'chair',
			method: 'irv',
			seatIds: [],
			nominationsClose: inDays(5),
			votingCloses: inDays(12),
			termStartsOn: termStartsOn.toISOString().slice(0, 10),
			linkTo: null,
		});
		const viewer = { partnershipId: h.partnershipId, actor: judith };
		const page = () => electionPage(h.app, viewer, number);
		return { page, id: (await page())?.id ?? '' };
	};
	const stand = (electionId: string) =>
		nominate(h.app, judith, { electionId, personId: judith.personId, link: '' });
	const { page, id } = await call(inDays(30));
	await expect(stand(id)).rejects.toThrow(refused('decisions.candidate_no_seat', 'personId'));
	expect((await page())?.toName.map((one) => one.id)).not.toContain(judith.personId);
	await rule({ max: 9, voting: true, months: 6 });
	expect((await page())?.toName.map((one) => one.id)).toContain(judith.personId);
	const late = await call(inDays(300));
	await expect(stand(late.id)).rejects.toThrow(refused('partnerships.coopted_until', 'personId'));
	await stand(id);
	await sql`update election set nominations_close_at = clock_timestamp() - interval '1 second' where id = ${id}`.execute(
		h.app.db,
	);
	await goOnWithElection(h.app, h.actor('p01'), { electionId: id, link: '' });
	expect(await page()).toMatchObject({ outcome: 'uncontested', elected: ['Cllr Judith Carlow'] });
	const term = await h.app.db
		.selectFrom('body_role')
		.select(['ends_on'])
		.where('body_id', '=', bodyId)
		.where('role', '=', 'chair')
		.where('person_id', '=', judith.personId)
		.executeTakeFirst();
	expect(member?.endsOn).not.toBeNull();
	expect(term?.ends_on).toBe(member?.endsOn);
});
