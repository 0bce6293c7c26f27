import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { castBallot, closePoll, openPoll, showResult } from '#server/decisions/commands.ts';
import {
	cardActor,
	cardCode,
	cardsView,
	claimCard,
	endTurn,
	enterTablet,
	makeCards,
	meetingOfCards,
	tabletView,
	undoClaim,
} from '#server/decisions/name-cards.ts';
import { votingNow } from '#server/decisions/voting-now.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
let slug = '';
beforeAll(async () => {
	h = await hall();
	slug = (await h.app.db.selectFrom('meeting').select('slug').executeTakeFirstOrThrow()).slug;
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as unknown;
const clerk = () => h.actor('p21');
const of = () => ({ partnershipId: h.partnershipId, slug });
const person = (code: string) => h.actor(code).personId;
const claim = (code: string, pin: unknown) =>
	claimCard(h.app, { ...of(), personId: person(code), pin });
const enter = (code: string, pin: unknown, turn: string = randomUUID()) =>
	enterTablet(h.app, { ...of(), personId: person(code), pin, turn });
const actorOf = (secret: string, by: 'claim' | 'pass') => cardActor(h.app, of(), secret, by);
const pinOf = async (code: string) => {
	const [card] = await makeCards(h.app, clerk(), {
		meetingId: h.meetingId,
		personId: person(code),
	});
	return card?.pin ?? '';
};

test('the clerk makes a card for everybody who votes, and each PIN is told once', async () => {
	expect(await tabletView(h.app, of())).toBeUndefined();
	await expect(makeCards(h.app, h.actor('p02'), { meetingId: h.meetingId })).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	const cards = await makeCards(h.app, clerk(), { meetingId: h.meetingId });
	// The deputy who is here has one beside the holder of the seat.
	expect(cards.map(({ code }) => code)).toEqual(expect.arrayContaining(['p03', 'p19']));
	expect(cards.every(({ pin }) => /^\d{6}$/.test(pin))).toBe(true);
	await expect(makeCards(h.app, clerk(), { meetingId: h.meetingId })).rejects.toThrow(
		refused('decisions.cards_all_made'),
	);
	const rows = await h.app.db.selectFrom('name_card').selectAll().execute();
	expect(cards.some(({ pin }) => JSON.stringify(rows).includes(`"${pin}"`))).toBe(false);
	expect(await tabletView(h.app, of())).toMatchObject({ voting: false });
	expect(await tabletView(h.app, { ...of(), slug: 'nowhere' })).toBeUndefined();
});

test('the cards’ short address leads to their meeting, and wrong ones are counted by network', async () => {
	const code = await cardCode(h.app, { partnershipId: h.partnershipId, meetingId: h.meetingId });
	expect(code).toMatch(/^[CDFGHJKMNPQRTWXY]{5}$/);
	const at = (typed: string, address = '192.0.2.1') =>
		meetingOfCards(h.app, { code: typed, address });
	expect(await at(` ${code?.toLowerCase() ?? ''}`)).toMatchObject({ slug });
	const wrong = code === 'CCCCC' ? 'DDDDD' : 'CCCCC';
	for (let tries = 0; tries < 100; tries++) expect(await at(wrong)).toBeUndefined();
	await expect(at(wrong)).rejects.toThrow(refused('accounts.too_many'));
	await expect(at(code ?? '')).rejects.toThrow(refused('accounts.too_many'));
	expect(await at(code ?? '', '192.0.2.2')).toMatchObject({ slug });
});

test('a card is claimed once, votes for its person alone, and the clerk takes the claim back', async () => {
	const pin = await pinOf('p04');
	const { token } = await claim('p04', ` ${pin.slice(0, 3)} ${pin.slice(3)}`);
	await expect(claim('p04', pin)).rejects.toThrow(refused('decisions.card_claimed'));
	await expect(enter('p04', pin)).rejects.toThrow(refused('decisions.card_claimed'));
	const actor = await actorOf(token, 'claim');
	if (!actor) throw new Error('nobody');
	expect(actor.personId).toBe(person('p04'));
	expect(await actorOf(token, 'pass')).toBeUndefined();
	expect(await actorOf('made-up', 'claim')).toBeUndefined();

	expect(await votingNow(h.app, actor, h.meetingId)).toBeNull();
	const motionId = await h.fresh();
	const { pollId } = await openPoll(h.app, h.actor('p01'), { meetingId: h.meetingId, motionId });
	expect(await votingNow(h.app, actor, h.meetingId)).toMatchObject({
		kind: 'motion',
		own: { seat: { seatId: h.seat('p04') } },
	});
	const ballot = { pollId, seatId: h.seat('p04'), choice: 'for', channel: 'name_card' as const };
	expect(await castBallot(h.app, actor, ballot, randomUUID())).toMatchObject({ revision: 1 });
	await expect(castBallot(h.app, actor, { ...ballot, seatId: h.seat('p06') })).rejects.toThrow(
		refused('decisions.not_your_seat'),
	);
	const claimed = (await cardsView(h.app, clerk(), h.meetingId)).filter((each) => each.claimedAt);
	expect(claimed.map(({ code }) => code)).toEqual(['p04']);
	await expect(
		undoClaim(h.app, h.actor('p02'), { meetingId: h.meetingId, personId: person('p04') }),
	).rejects.toThrow(refused('kernel.not_allowed'));
	await undoClaim(h.app, clerk(), { meetingId: h.meetingId, personId: person('p04') });
	expect(await actorOf(token, 'claim')).toBeUndefined();
	// A card made anew ends what was claimed with the old one.
	const second = await claim('p04', pin);
	await pinOf('p04');
	expect(await actorOf(second.token, 'claim')).toBeUndefined();
	await expect(claim('p04', pin)).rejects.toThrow(refused('decisions.pin_wrong'));
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p01'), { pollId });
});

test('a turn on the tablet is one vote, and going back opens nothing', async () => {
	const pin = await pinOf('p06');
	const turn = randomUUID();
	const { pass } = await enter('p06', pin, turn);
	const actor = await actorOf(pass, 'pass');
	expect(actor?.personId).toBe(person('p06'));
	await expect(enter('p06', pin, turn)).rejects.toThrow(refused('decisions.turn_over'));
	if (actor) await endTurn(h.app, actor);
	expect(await actorOf(pass, 'pass')).toBeUndefined();
	const next = await enter('p06', pin);
	await h.app.db
		.updateTable('name_card')
		.set({ pass_until: new Date(Date.now() - 1_000) })
		.where('person_id', '=', person('p06'))
		.execute();
	expect(await actorOf(next.pass, 'pass')).toBeUndefined();
});

test('wrong PINs are refused alike for every name, and soon for a while', async () => {
	const pin = await pinOf('p07');
	for (const wrong of ['000000', '12', undefined, '111111', '222222'])
		await expect(claim('p07', wrong)).rejects.toThrow(refused('decisions.pin_wrong'));
	await expect(claim('p07', pin)).rejects.toThrow(refused('accounts.too_many'));
	await expect(claim('p24', '000000')).rejects.toThrow(refused('decisions.pin_wrong'));
	await expect(claimCard(h.app, { ...of(), personId: 'no-id', pin })).rejects.toThrow(
		refused('kernel.not_found'),
	);
	await expect(
		claimCard(h.app, { ...of(), slug: 'nowhere', personId: person('p07'), pin }),
	).rejects.toThrow(refused('kernel.not_found'));
});
