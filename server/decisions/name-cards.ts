import { Buffer } from 'node:buffer';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { cardCodeFrom, cardCodeTyped } from '#domain/decisions/card-code.ts';
import { pinFrom, pinTyped } from '#domain/decisions/pin.ts';
import type { Text } from '#domain/kernel/text.ts';
import type { Meeting } from '#domain/meetings/meeting.ts';
import { limits, refuseTooMany, spend, forgive, isWithin, networkOf } from '../accounts/limits.ts';
import { keyedHash } from '../accounts/secrets.ts';
import { entering, known } from '../meetings/entering.ts';
import { meetingBySlug } from '../meetings/meeting-store.ts';
import { audit, command, reading, transact, type Services, type Tx } from '../platform/tx.ts';
import { openPollOfMeeting } from './poll-store.ts';
import { openQuestionOfMeeting } from './question-store.ts';
import {
	cardByHash,
	cardCodeOf,
	cardedAt,
	heldCard,
	meetingByCardCode,
	putCard,
	putCardCode,
	updateCard,
	type Carded,
} from './name-card-store.ts';

/** A card as it is printed: the only place where its PIN stands. */
export interface PrintedCard {
	readonly personId: string;
	readonly code: string;
	readonly name: string;
	readonly organisation: Text;
	readonly pin: string;
}

/** Milliseconds that somebody has for their vote on a tablet that is passed round. */
const turn = 180_000;

/** Who may have a card, and whose has been claimed: for the clerk. */
export async function cardsView(
	services: Services,
	actor: Actor,
	meetingId: string,
): Promise<Carded[]> {
	return transact(services, async (tx) => {
		const { meeting } = await entering(tx, actor, meetingId, 'decisions.record_ballot');
		return cardedAt(tx, meeting);
	});
}

/**
 * Makes cards for everybody with a voting seat who has none, or one anew for `personId`, whose earlier PIN opens nothing any more.
 * The PINs are told this once, to be printed.
 */
export async function makeCards(
	services: Services,
	actor: Actor,
	input: { meetingId: string; personId?: string | undefined },
): Promise<PrintedCard[]> {
	return command(services, actor, 'decisions.make_name_cards', input.meetingId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'decisions.record_ballot');
		if (meeting.status === 'ended') throw new Refusal('decisions.meeting_over');
		const all = await cardedAt(tx, meeting);
		const wanted = all.filter(({ personId, madeAt }) =>
			input.personId === undefined ? madeAt === null : personId === input.personId,
		);
		if (wanted.length === 0) throw new Refusal('decisions.cards_all_made');
		await codeFor(services, tx, { partnershipId: actor.partnershipId, meetingId: meeting.id });
		const printed: PrintedCard[] = [];
		for (const { personId, code, name, organisation } of wanted) {
			const pin = pinFrom(services.ids.random(8));
			const of = { partnershipId: actor.partnershipId, meetingId: meeting.id, personId };
			await putCard(tx, of, {
				pinHash: hashOf(services, meeting.id, personId, pin),
				byPersonId: actor.personId,
			});
			printed.push({ personId, code, name, organisation, pin });
		}
		return printed;
	});
}

/** The code of the meeting's cards, made with the first of them. */
async function codeFor(
	services: Services,
	tx: Tx,
	of: { partnershipId: string; meetingId: string },
): Promise<void> {
	if (await cardCodeOf(tx, of)) return;
	// One in a million is taken by each meeting that has cards.
	for (let tries = 0; tries < 20; tries++)
		if (await putCardCode(tx, of, cardCodeFrom(services.ids.random(5)))) return;
	throw new Error('no free code for the cards');
}

/** The code in the address that is printed on the meeting's cards; null before any is made. */
export async function cardCode(
	services: Pick<Services, 'db'>,
	of: { partnershipId: string; meetingId: string },
): Promise<string | null> {
	return reading(services, async (tx) => (await cardCodeOf(tx, of)) ?? null);
}

/**
 * The meeting that a card's code leads to; undefined for none. Refuses (`accounts.too_many`) a network that has typed a hundred
 * wrong ones in a quarter of an hour: a hall full of phones is one network, and right ones are not counted.
 */
export async function meetingOfCards(
	services: Services,
	typed: { code: string; address: string },
): Promise<{ partnershipSlug: string; slug: string } | undefined> {
	const network = networkOf(typed.address);
	const { within, found } = await transact(services, async (tx) => {
		if (!(await isWithin(tx, services.config, limits.cardCodeByNetwork, network)))
			return { within: false, found: undefined };
		const code = cardCodeTyped(typed.code);
		const found = code === undefined ? undefined : await meetingByCardCode(tx, code);
		if (!found) await spend(tx, services.config, limits.cardCodeByNetwork, network);
		return { within: true, found };
	});
	refuseTooMany(within);
	return found;
}

/** Takes a claim back: the device that made it votes no more, and the PIN opens again. */
export async function undoClaim(
	services: Services,
	actor: Actor,
	input: { meetingId: string; personId: string },
): Promise<void> {
	await command(services, actor, 'decisions.undo_claim', input.personId, async (tx) => {
		const { meeting } = await entering(tx, actor, input.meetingId, 'decisions.record_ballot');
		const of = {
			partnershipId: actor.partnershipId,
			meetingId: meeting.id,
			personId: known(input.personId),
		};
		if (!(await heldCard(tx, of))) throw notFound();
		await updateCard(tx, of, { claimed_at: null, claim_hash: null, pass_hash: null });
	});
}

/** The names on a tablet, and whether there is something to vote on; undefined where the meeting has no cards or is not sitting. */
export async function tabletView(
	services: Pick<Services, 'db'>,
	of: { partnershipId: string; slug: string },
): Promise<{ meetingId: string; people: Carded[]; voting: boolean } | undefined> {
	return reading(services, async (tx) => {
		const meeting = await meetingBySlug(tx, of.partnershipId, of.slug);
		if (!meeting || !isSitting(meeting)) return undefined;
		const people = (await cardedAt(tx, meeting)).filter(({ madeAt }) => madeAt !== null);
		if (people.length === 0) return undefined;
		const poll = await openPollOfMeeting(tx, of.partnershipId, meeting.id);
		const question = await openQuestionOfMeeting(tx, of.partnershipId, meeting.id);
		return {
			meetingId: meeting.id,
			people,
			voting: poll !== undefined || question?.state === 'open',
		};
	});
}

const isSitting = ({ status }: Pick<Meeting, 'status'>): boolean =>
	status === 'in_session' || status === 'published';

interface Entering {
	readonly partnershipId: string;
	readonly slug: string;
	readonly personId: string;
	readonly pin: unknown;
}

/**
 * Claims a person's card for the device that typed its PIN: it votes for them until the meeting ends. Once a meeting:
 * a card that is claimed is refused (`decisions.card_claimed`) until the clerk takes the claim back. Refuses a wrong
 * PIN alike for every name (`decisions.pin_wrong`), and after five tries in a quarter of an hour (`accounts.too_many`).
 */
export async function claimCard(services: Services, input: Entering): Promise<{ token: string }> {
	const token = Buffer.from(services.ids.random(24)).toString('base64url');
	await withPin(services, input, async (tx, of) => {
		await updateCard(tx, of, {
			claimed_at: tx.now,
			claim_hash: keyedHash(services.config, `claim ${token}`),
		});
		return 'decisions.claim_name_card';
	});
	return { token };
}

/**
 * Lets a person vote once on a tablet that is passed round, by their PIN; the pass lasts three minutes and one vote.
 * `turn` is the form it came from: sent again by going back it is refused (`decisions.turn_over`).
 */
export async function enterTablet(
	services: Services,
	input: Entering & { turn: string },
): Promise<{ pass: string }> {
	const pass = Buffer.from(services.ids.random(24)).toString('base64url');
	await withPin(services, input, async (tx, of, lastTurn) => {
		if (lastTurn === input.turn) throw new Refusal('decisions.turn_over');
		await updateCard(tx, of, {
			last_turn: known(input.turn),
			pass_hash: keyedHash(services.config, `pass ${pass}`),
			pass_until: new Date(tx.now.getTime() + turn),
		});
		return 'decisions.enter_tablet';
	});
	return { pass };
}

/** Who votes with this token (a claimed card) or this pass (a turn on the tablet); undefined for neither, or too late. */
export async function cardActor(
	services: Services,
	of: { partnershipId: string; slug: string },
	secret: string,
	by: 'claim' | 'pass',
): Promise<(Actor & { meetingId: string }) | undefined> {
	return transact(services, async (tx) => {
		const meeting = await meetingBySlug(tx, of.partnershipId, of.slug);
		if (!meeting || !isSitting(meeting)) return undefined;
		const hash = keyedHash(services.config, `${by} ${secret}`);
		const card = await cardByHash(
			tx,
			{ partnershipId: of.partnershipId, meetingId: meeting.id },
			hash,
			by === 'claim' ? 'claim_hash' : 'pass_hash',
		);
		if (!card || (by === 'pass' && !(card.pass_until && card.pass_until > tx.now)))
			return undefined;
		return {
			// Nobody has signed in: the card stands for the account.
			accountId: card.id,
			partnershipId: of.partnershipId,
			personId: card.person_id,
			meetingId: meeting.id,
		};
	});
}

/** Ends a turn on the tablet: its pass opens nothing any more. */
export async function endTurn(
	services: Services,
	actor: Pick<Actor, 'partnershipId' | 'personId'> & { meetingId: string },
): Promise<void> {
	await transact(services, (tx) => updateCard(tx, actor, { pass_hash: null, pass_until: null }));
}

/** Checks a PIN and then does `work`, which says under which act it is logged. A wrong one is counted, whatever becomes of the rest. */
async function withPin(
	services: Services,
	input: Entering,
	work: (
		tx: Tx,
		of: { partnershipId: string; meetingId: string; personId: string },
		lastTurn: string | null,
	) => Promise<string>,
): Promise<void> {
	const { partnershipId } = input;
	const personId = known(input.personId);
	const pin = pinTyped(input.pin);
	const wrong = new Refusal('decisions.pin_wrong', {}, 'pin');
	const found = await reading(services, (tx) => meetingBySlug(tx, partnershipId, input.slug));
	if (!found || !isSitting(found)) throw notFound();
	const of = { partnershipId, meetingId: found.id, personId };
	const who = `${found.id} ${personId}`;
	const right = await transact(services, async (tx) => {
		refuseTooMany(await spend(tx, services.config, limits.pinByCard, who));
		const card = await heldCard(tx, of);
		if (!card || pin === null) return false;
		if (card.pin_hash !== hashOf(services, found.id, personId, pin)) return false;
		if (card.claimed_at) throw new Refusal('decisions.card_claimed');
		const act = await work(tx, of, card.last_turn);
		await forgive(tx, services.config, limits.pinByCard, who);
		await audit(tx, {
			actor: { accountId: card.id, partnershipId, personId },
			act,
			subject: found.id,
		});
		return true;
	});
	if (!right) throw wrong;
}

/**
 * Checks the PIN of somebody's card and changes nothing, whether the card is claimed or not: they say who they are. Refuses a wrong one
 * (`decisions.pin_wrong`), which is counted, and after five in a quarter of an hour every one (`accounts.too_many`).
 */
export async function assertPin(
	services: Services,
	of: { partnershipId: string; meetingId: string; personId: string },
	typed: unknown,
): Promise<void> {
	const pin = pinTyped(typed);
	const who = `${of.meetingId} ${known(of.personId)}`;
	const right = await transact(services, async (tx) => {
		refuseTooMany(await spend(tx, services.config, limits.pinByCard, who));
		const card = await heldCard(tx, of);
		if (!card || pin === null) return false;
		if (card.pin_hash !== hashOf(services, of.meetingId, of.personId, pin)) return false;
		await forgive(tx, services.config, limits.pinByCard, who);
		return true;
	});
	if (!right) throw new Refusal('decisions.pin_wrong', {}, `pin-${of.personId}`);
}

const hashOf = (services: Services, meetingId: string, personId: string, pin: string): string =>
	keyedHash(services.config, `pin ${meetingId} ${personId} ${pin}`);
