import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	answerNomination,
	callElection,
	nominate,
	writeStatement,
} from '#server/decisions/call-election.ts';
import { electionList, electionPage, type ElectionPage } from '#server/decisions/election-views.ts';
import { myVotes } from '#server/decisions/my-votes.ts';
import {
	castInElection,
	electionReminder,
	electionRunner,
	goOnWithElection,
} from '#server/decisions/run-election.ts';
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
	// Who takes part is a handful here: what too few come to is tried with the secret elections.
	await sql`update constitution set rules = jsonb_set(rules, '{quorum}',
		rules -> 'quorum' || '{"share":null,"minPresent":2,"minPerSector":null,"minOrganisations":null,"sectorMinimums":{},"allOfSectors":[],"requiredOrganisations":[]}')`.execute(
		h.app.db,
	);
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const iso = (days: number) => inDays(days).toISOString().slice(0, 10);
const viewer = (code?: string) => ({
	partnershipId: h.partnershipId,
	actor: code ? h.actor(code) : null,
});
const call = (code: string, more: object = {}) =>
	callElection(h.app, h.actor(code), {
		bodyId,
		office: 'chair',
		method: 'irv',
		seatIds: [],
		nominationsClose: inDays(5),
		votingCloses: inDays(12),
		termStartsOn: iso(30),
		linkTo: (number) => `https://moothall.example/${number}`,
		...more,
	});
async function page(number: string, code?: string): Promise<ElectionPage> {
	const found = await electionPage(h.app, viewer(code), number);
	if (!found) throw new Error(`no ${number}`);
	return found;
}
const idOf = (code: string) => h.actor(code).personId;
const name = (electionId: string, by: string, whom: string) =>
	nominate(h.app, h.actor(by), { electionId, personId: whom && idOf(whom), link: 'https://x' });
const say = (electionId: string, code: string, act: string) =>
	answerNomination(h.app, h.actor(code), { electionId, act });
/** Lets a time pass: only the database's clock judges it. */
const pass = async (electionId: string, what: 'nominations_close_at' | 'voting_closes_at') => {
	await sql`update election set ${sql.ref(what)} = clock_timestamp() - interval '1 second' where id = ${electionId}`.execute(
		h.app.db,
	);
	if (what === 'voting_closes_at')
		await sql`update question set closes_at = clock_timestamp() - interval '1 second'
			where id = (select question_id from election where id = ${electionId})`.execute(h.app.db);
};
const job = (electionId: string) => ({
	partnershipId: h.partnershipId,
	electionId,
	link: 'https://moothall.example/e',
});
const cast = (electionId: string, code: string, order: readonly string[]) =>
	castInElection(h.app, h.actor(code), {
		electionId,
		seatId: h.seat(code),
		link: '',
		fields: order.map((option, at) => [`rank-${option}`, String(at + 1)] as const),
	});

test('it is called by who runs votes, with a method for its places', async () => {
	await expect(call('p02')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(call('p01', { office: 'king' })).rejects.toThrow(refused('decisions.choose_office'));
	await expect(call('p01', { office: 'representative' })).rejects.toThrow(
		refused('decisions.election_seats'),
	);
	const seats = [h.seat('p02'), h.seat('p05')];
	await expect(call('p01', { office: 'representative', seatIds: seats })).rejects.toThrow(
		refused('decisions.method_one_place'),
	);
	await expect(
		call('p01', { office: 'representative', seatIds: seats, method: 'meek' }),
	).rejects.toThrow(refused('decisions.election_seats_mixed'));
	expect((await electionList(h.app, viewer('p24'))).mayCall).toBe(false);
	// What the demo brings, and nothing else.
	expect((await electionList(h.app, viewer())).lines).toHaveLength(1);
});

test('nobody stands without saying so; statements, withdrawal; then a ranked vote sets the term', async () => {
	const { number } = await call('p01');
	const { id } = await page(number);
	await expect(name(id, 'p24', 'p02')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(name(id, 'p02', '')).rejects.toThrow(refused('decisions.choose_candidate'));
	await expect(name(id, 'p02', 'p21')).rejects.toThrow(refused('decisions.candidate_no_seat'));
	await name(id, 'p02', 'p02');
	await name(id, 'p02', 'p05');
	await name(id, 'p08', 'p08');
	await name(id, 'p16', 'p16');
	await expect(name(id, 'p12', 'p02')).rejects.toThrow(refused('decisions.candidate_named'));
	const mail = await h.app.db
		.selectFrom('mail')
		.select('recipient')
		.where('subject', 'like', 'You have been nominated%')
		.execute();
	expect(mail).toHaveLength(1);
	// Who is only asked is told to nobody else.
	expect((await page(number)).candidates.map(({ code }) => code).sort()).toEqual([
		'p02',
		'p08',
		'p16',
	]);
	expect((await page(number, 'p05')).mine?.state).toBe('asked');
	await expect(say(id, 'p12', 'stand')).rejects.toThrow(refused('kernel.not_found'));
	await expect(say(id, 'p05', 'withdraw')).rejects.toThrow(refused('decisions.nomination_not_now'));
	await say(id, 'p05', 'stand');
	await say(id, 'p16', 'withdraw');
	await writeStatement(h.app, h.actor('p05'), {
		electionId: id,
		statement: { en: 'I listen.', cy: 'Rwy’n gwrando.' },
	});
	await expect(
		writeStatement(h.app, h.actor('p12'), { electionId: id, statement: { en: 'Me.' } }),
	).rejects.toThrow(refused('kernel.not_found'));

	await electionRunner(h.app)(job(id));
	expect((await page(number)).phase).toBe('nominations');
	await expect(
		goOnWithElection(h.app, h.actor('p01'), { electionId: id, link: '' }),
	).rejects.toThrow(refused('decisions.election_not_now'));
	await expect(cast(id, 'p02', ['p02'])).rejects.toThrow(refused('decisions.question_not_open'));
	await pass(id, 'nominations_close_at');
	// The job has not run: the clock judges all the same.
	await expect(name(id, 'p12', 'p12')).rejects.toThrow(refused('decisions.nominations_over'));
	await expect(say(id, 'p05', 'withdraw')).rejects.toThrow(refused('decisions.nominations_over'));
	await electionRunner(h.app)(job(id));
	await electionRunner(h.app)(job(id));

	const voting = await page(number, 'p02');
	expect(voting.phase).toBe('voting');
	expect(voting.asked?.options.map((option) => option.id).sort()).toEqual(['p02', 'p05', 'p08']);
	expect(voting.seats).toMatchObject([{ seatId: h.seat('p02'), answer: null }]);
	expect((await myVotes(h.app, h.actor('p02'))).map(({ path }) => path)).toContain(
		`/elections/${number.replace('/', '-')}`,
	);
	for (const [code, ...order] of [
		['p01', 'p05', 'p08'],
		['p02', 'p02', 'p05'],
		['p04', 'p08', 'p05'],
		['p05', 'p05'],
		['p06', 'p02'],
	] as const)
		await cast(id, code, order);
	await expect(cast(id, 'p08', ['p16'])).rejects.toThrow(refused('decisions.unknown_option'));
	await electionReminder(h.app)(job(id));
	await electionReminder(h.app)(job(id));
	expect((await page(number)).result).toBeNull();
	await pass(id, 'voting_closes_at');
	await expect(cast(id, 'p08', ['p08'])).rejects.toThrow(refused('decisions.poll_closed'));
	await electionRunner(h.app)(job(id));
	const done = await page(number);
	expect(done).toMatchObject({ phase: 'settled', outcome: 'elected' });
	// p08 goes out first, and hands its ballot to p05: three to two.
	expect(done.result?.chosen).toEqual(['p05']);
	expect(done.votes.find(({ seatId }) => seatId === h.seat('p06'))?.answer).toEqual({
		order: ['p02'],
	});
	const roles = await h.app.db
		.selectFrom('body_role')
		.select(['person_id', 'starts_on', 'ends_on'])
		.where('body_id', '=', bodyId)
		.where('role', '=', 'chair')
		.orderBy('starts_on')
		.execute();
	expect(roles).toMatchObject([
		{ person_id: idOf('p01'), ends_on: iso(29) },
		{ person_id: idOf('p05'), starts_on: iso(30) },
	]);
	expect(done.candidates.find(({ code }) => code === 'p05')).toMatchObject({
		electedPlace: 1,
		termFrom: iso(30),
		termUntil: roles[1]?.ends_on,
		termRefused: null,
	});
});

test('as many candidates as places are elected without a vote; nobody is nobody', async () => {
	const seatIds = [h.seat('p11'), h.seat('p12')];
	const { number } = await call('p21', {
		office: 'representative',
		method: 'scottish-stv',
		seatIds,
	});
	const { id } = await page(number);
	await expect(name(id, 'p02', 'p02')).rejects.toThrow(refused('decisions.candidate_organisation'));
	await name(id, 'p12', 'p12');
	await name(id, 'p20', 'p20');
	await pass(id, 'nominations_close_at');
	await goOnWithElection(h.app, h.actor('p21'), { electionId: id, link: '' });
	const done = await page(number);
	expect(done).toMatchObject({ phase: 'settled', outcome: 'uncontested', result: null });
	expect(done.candidates.map(({ termFrom, termRefused }) => [termFrom, termRefused])).toEqual([
		[iso(30), null],
		[iso(30), null],
	]);

	const empty = await call('p21', { office: 'vice_chair' });
	const none = await page(empty.number);
	await pass(none.id, 'nominations_close_at');
	await electionRunner(h.app)(job(none.id));
	expect((await page(empty.number)).outcome).toBe('nobody_stood');
});

test('equal votes are parted by lot with a recorded seed; a term the rules refuse is noted', async () => {
	const { number } = await call('p01', { office: 'vice_chair', method: 'approval' });
	const { id } = await page(number);
	// From another sector than the chair to come, by the rules.
	await expect(name(id, 'p06', 'p06')).rejects.toThrow(refused('partnerships.vice_chair_sector'));
	for (const code of ['p08', 'p16']) await name(id, code, code);
	await pass(id, 'nominations_close_at');
	// Whoever votes before the job opens the vote.
	for (const code of ['p08', 'p16'])
		await castInElection(h.app, h.actor(code), {
			electionId: id,
			seatId: h.seat(code),
			link: '',
			fields: [[`option-${code}`, 'on']],
		});
	// A rule that comes to stand in the way of the term in between.
	await sql`update constitution set rules = jsonb_set(rules, '{terms,viceChairFromOtherSector}', 'true')`.execute(
		h.app.db,
	);
	await sql`update person set organisation_id = (select organisation_id from person where id = ${idOf('p05')})
		where id in (${idOf('p08')}, ${idOf('p16')})`.execute(h.app.db);
	await pass(id, 'voting_closes_at');
	await goOnWithElection(h.app, h.actor('p01'), { electionId: id, link: '' });
	const done = await page(number);
	expect(done.result?.seed).toMatch(/^[0-9a-f]{32}$/);
	expect(done.result?.chosen).toHaveLength(1);
	expect(done.candidates.find(({ electedPlace }) => electedPlace === 1)).toMatchObject({
		termFrom: null,
		termRefused: 'partnerships.vice_chair_sector',
	});
});
