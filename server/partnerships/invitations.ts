import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Locale, Text } from '#domain/kernel/text.ts';
import { keyedHash } from '../accounts/secrets.ts';
import { enter } from '../accounts/sign-in.ts';
import { ensureAccount } from '../accounts/store.ts';
import type { Entered, Visit } from '../accounts/visit.ts';
import { queueMail } from '../platform/mail.ts';
import { audit, reading, transact, type Services, type Tx } from '../platform/tx.ts';
import { invitationEmail } from './emails.ts';
import { managing } from './managing.ts';

const days = 7;

/** Where the link leads and in which language it speaks. */
export interface Letter {
	readonly base: string;
	readonly locale: Locale;
}

/**
 * Invites a person of the list to an account, at the address the list has for them. Inviting again sends a new link and
 * ends the old one. Refuses `partnerships.invite_no_address` and `partnerships.invite_has_account`.
 */
export async function invite(
	services: Services,
	actor: Actor,
	input: { readonly personId: string } & Letter,
): Promise<void> {
	const { partnershipId } = actor;
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.invited',
		input.personId,
		async (tx) => {
			const person = await tx.db
				.selectFrom('person')
				.innerJoin('partnership', 'partnership.id', 'person.partnership_id')
				.select(['person.name', 'person.email', 'person.account_id', 'partnership.name as home'])
				.where('person.partnership_id', '=', partnershipId)
				.where('person.id', '=', input.personId)
				.forUpdate()
				.executeTakeFirst();
			if (!person) throw notFound();
			if (person.account_id) throw new Refusal('partnerships.invite_has_account');
			if (!person.email) throw new Refusal('partnerships.invite_no_address', {}, 'email');
			const to = { partnershipId, personId: input.personId, email: person.email };
			const token = await newInvitation(tx, services, to, actor.personId);
			const prefix = input.locale === 'cy' ? '/cy' : '';
			const link = `${input.base}${prefix}/invitation/${token}`;
			const home = person.home as Text;
			await queueMail(
				tx,
				services,
				invitationEmail(person.email, person.name, home, link, input.locale),
			);
		},
	);
}

/**
 * Invites everybody of the list who has an address, no account and no invitation that is still open, one letter each; returns
 * how many. Sent again after a break it goes on where it was.
 */
export async function inviteAll(services: Services, actor: Actor, letter: Letter): Promise<number> {
	const people = await reading(services, (tx) =>
		tx.db
			.selectFrom('person')
			.select('id')
			.where('partnership_id', '=', actor.partnershipId)
			.where('email', 'is not', null)
			.where('account_id', 'is', null)
			.where('left_on', 'is', null)
			.where(
				sql<boolean>`not exists (select from invitation i
				where i.partnership_id = person.partnership_id and i.person_id = person.id
					and i.used_at is null and i.withdrawn_at is null and i.expires_at > clock_timestamp())`,
			)
			.orderBy('position')
			.execute(),
	);
	for (const { id } of people) await invite(services, actor, { personId: id, ...letter });
	return people.length;
}

async function newInvitation(
	tx: Tx,
	services: Services,
	to: { readonly partnershipId: string; readonly personId: string; readonly email: string },
	sentBy: string,
): Promise<string> {
	await endOpen(tx, to.partnershipId, to.personId);
	const token = Buffer.from(services.ids.random(32)).toString('base64url');
	await tx.db
		.insertInto('invitation')
		.values({
			partnership_id: to.partnershipId,
			id: tx.uuid(),
			person_id: to.personId,
			email: to.email,
			token_hash: keyedHash(services.config, token),
			sent_by_person_id: sentBy,
			expires_at: new Date(tx.now.getTime() + days * 86_400_000),
		})
		.execute();
	return token;
}

/**
 * An invitation made at the keyboard of the server, and its token; in the book of the person themself, since nobody of the
 * partnership sent it. Undefined where there is no such person, or one with an account or without an address.
 */
export async function inviteFromKeyboard(
	tx: Tx,
	services: Services,
	slug: string,
	code: string,
): Promise<string | undefined> {
	const row = await tx.db
		.selectFrom('person as p')
		.innerJoin('partnership as h', 'h.id', 'p.partnership_id')
		.select(['p.partnership_id', 'p.id', 'p.email'])
		.where('h.slug', '=', slug)
		.where('p.code', '=', code)
		.where('p.account_id', 'is', null)
		.where('p.erased_at', 'is', null)
		.executeTakeFirst();
	if (!row?.email) return undefined;
	const to = { partnershipId: row.partnership_id, personId: row.id, email: row.email };
	await audit(tx, { act: 'admin.invited', subject: row.id });
	return newInvitation(tx, services, to, row.id);
}

/** Ends an open invitation; its link is over. */
export async function withdrawInvitation(
	services: Services,
	actor: Actor,
	input: { readonly personId: string },
): Promise<void> {
	await managing(
		services,
		actor,
		'partnerships.manage',
		'partnerships.invitation_withdrawn',
		input.personId,
		async (tx) => {
			if (!(await endOpen(tx, actor.partnershipId, input.personId))) throw notFound();
		},
	);
}

async function endOpen(tx: Tx, partnershipId: string, personId: string): Promise<boolean> {
	const { numUpdatedRows } = await tx.db
		.updateTable('invitation')
		.set({ withdrawn_at: tx.now })
		.where('partnership_id', '=', partnershipId)
		.where('person_id', '=', personId)
		.where('used_at', 'is', null)
		.where('withdrawn_at', 'is', null)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
}

/** What an invitation says before it is taken up: to which partnership, as whom. Looking uses nothing up. */
export async function shownInvitation(
	services: Services,
	token: string,
): Promise<{ home: Text; slug: string; name: string; email: string } | undefined> {
	return reading(services, async (tx) => {
		const row = await tx.db
			.selectFrom('invitation as i')
			.innerJoin('partnership as h', 'h.id', 'i.partnership_id')
			.innerJoin('person as p', (join) =>
				join.onRef('p.partnership_id', '=', 'i.partnership_id').onRef('p.id', '=', 'i.person_id'),
			)
			.select(['h.name as home', 'h.slug', 'p.name', 'i.email'])
			.where('i.token_hash', '=', keyedHash(services.config, token))
			.where('i.used_at', 'is', null)
			.where('i.withdrawn_at', 'is', null)
			.where('i.expires_at', '>', services.clock.now())
			.executeTakeFirst();
		return row && { home: row.home as Text, slug: row.slug, name: row.name, email: row.email };
	});
}

/**
 * Takes an invitation up: the account of its address becomes the person, and is signed in. `signedInAs` is the address of
 * whoever is signed in on the browser. Refuses `partnerships.invitation_over` for one that was used, withdrawn, ran out or
 * never was, all alike; `partnerships.invitation_other` to somebody signed in by another address, and
 * `partnerships.invitation_twice` where the account is somebody in the partnership already.
 */
export async function takeUp(
	services: Services,
	token: string,
	signedInAs: string | null,
	visit: Visit,
): Promise<Entered & { readonly slug: string }> {
	return transact(services, async (tx) => {
		const row = await tx.db
			.updateTable('invitation')
			.set({ used_at: tx.now })
			.where('token_hash', '=', keyedHash(services.config, token))
			.where('used_at', 'is', null)
			.where('withdrawn_at', 'is', null)
			.where('expires_at', '>', tx.now)
			.returning(['partnership_id', 'person_id', 'email'])
			.executeTakeFirst();
		if (!row) throw new Refusal('partnerships.invitation_over');
		const partnershipId = row.partnership_id;
		if (signedInAs !== null && signedInAs !== row.email)
			throw new Refusal('partnerships.invitation_other', { email: row.email });
		const accountId = await ensureAccount(tx, row.email);
		const taken = await tx.db
			.selectFrom('person')
			.select('id')
			.where('partnership_id', '=', partnershipId)
			.where('account_id', '=', accountId)
			.executeTakeFirst();
		if (taken) throw new Refusal('partnerships.invitation_twice');
		const { slug } = await tx.db
			.selectFrom('partnership')
			.select('slug')
			.where('id', '=', partnershipId)
			.executeTakeFirstOrThrow();
		await tx.db
			.updateTable('person')
			.set({ account_id: accountId })
			.where('partnership_id', '=', partnershipId)
			.where('id', '=', row.person_id)
			.where('account_id', 'is', null)
			.execute();
		const actor = { accountId, partnershipId, personId: row.person_id };
		await audit(tx, { actor, act: 'partnerships.invitation_taken_up', subject: row.person_id });
		const by = { way: 'link' as const, secondFactor: false, returnTo: `/${slug}` };
		return { ...(await enter(tx, services, accountId, by, visit)), slug };
	});
}
