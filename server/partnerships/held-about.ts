import { phoneFrom } from '#domain/partnerships/phone.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import type { Json } from '#domain/kernel/canonical.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Locale } from '#domain/kernel/text.ts';
import type { Contact } from '#domain/partnerships/contact.ts';
import { heldKind, heldKinds, ownRow, type HeldKind } from '#domain/partnerships/own-row.ts';
import { queueMail } from '../platform/mail.ts';
import { command, reading, type Reading, type Services, type Tx } from '../platform/tx.ts';
import { erasureAskedEmail } from './emails.ts';
import { accountHeld, logOf, personRow, rowsNaming } from './held-store.ts';

/** What a person sees of what is held about them. */
export interface HeldAbout {
	readonly name: string;
	readonly email: string;
	readonly contact: Pick<Contact, 'phone' | 'accessNeeds'>;
	/** How many entries name them, by what they are about; kinds without any are left out. */
	readonly counts: readonly { readonly kind: HeldKind; readonly count: number }[];
	/** Rows of the log of who did what. */
	readonly logged: number;
	/** Where they are signed in, and passkeys. */
	readonly devices: number;
}

/** What is held about the reader in this partnership, for a page. */
export async function heldAbout(services: Services, actor: Actor): Promise<HeldAbout> {
	return reading(services, async (tx) => {
		const person = await personRow(tx, actor.partnershipId, actor.personId);
		if (!person) throw notFound();
		const counts = new Map<HeldKind, number>();
		const naming = await rowsNaming(tx, actor.partnershipId, actor.personId);
		for (const [table, rows] of naming)
			counts.set(heldKind(table), (counts.get(heldKind(table)) ?? 0) + rows.length);
		const account = (await accountHeld(tx, actor.accountId)) as {
			email: string;
			sessions: Json[];
			passkeys: Json[];
		};
		return {
			name: person['name'] as string,
			email: account.email,
			contact: {
				phone: person['phone'] as string | null,
				accessNeeds: person['access_needs'] as string | null,
			},
			counts: heldKinds.flatMap((kind) => {
				const count = counts.get(kind) ?? 0;
				return count > 0 ? [{ kind, count }] : [];
			}),
			logged: (await logOf(tx, actor.partnershipId, actor.personId)).length,
			devices: account.sessions.length + account.passkeys.length,
		};
	});
}

/** Everything held about the reader in this partnership, as JSON; other people in it stay unnamed. Written down. */
export async function exportAbout(services: Services, actor: Actor): Promise<Json> {
	return command(services, actor, 'partnerships.held_exported', actor.personId, async (tx) => {
		const { partnershipId, personId, accountId } = actor;
		const person = await personRow(tx, partnershipId, personId);
		if (!person) throw notFound();
		const rows = [...(await rowsNaming(tx, partnershipId, personId))].map(
			([table, found]): [string, Json] => [
				table,
				found.map((row) => ({ ...ownRow(row, personId) })),
			],
		);
		return {
			form: 'moothall-held-about/1',
			at: tx.now.toISOString(),
			person: { ...ownRow(person, personId) },
			account: await accountHeld(tx, accountId),
			entries: Object.fromEntries(rows),
			log: await logOf(tx, partnershipId, personId),
		};
	});
}

const longestNeeds = 500;

/** Cleans what was typed for phone and access needs. Refuses `partnerships.phone_wrong` and `partnerships.needs_long`. */
function checkContact(typed: { phone: string; accessNeeds: string }) {
	const phone = phoneFrom(typed.phone, 'phone');
	const needs = typed.accessNeeds.trim();
	if (Array.from(needs).length > longestNeeds)
		throw new Refusal('partnerships.needs_long', { most: longestNeeds }, 'access_needs');
	return { phone, access_needs: needs || null };
}

/** Writes somebody's phone and access needs, within a command. */
export async function writeContact(
	tx: Tx,
	person: { readonly partnershipId: string; readonly personId: string },
	typed: { readonly phone: string; readonly accessNeeds: string },
): Promise<void> {
	const row = await tx.db
		.updateTable('person')
		.set(checkContact(typed))
		.where('partnership_id', '=', person.partnershipId)
		.where('id', '=', person.personId)
		.where('erased_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	if (!row) throw notFound();
}

/** The reader's own phone and access needs. */
export async function editOwnContact(
	services: Services,
	actor: Actor,
	typed: { readonly phone: string; readonly accessNeeds: string },
): Promise<void> {
	await command(services, actor, 'partnerships.own_contact_changed', actor.personId, (tx) =>
		writeContact(tx, actor, typed),
	);
}

/** Asks the secretariat to erase what can be erased about the reader: a message to its address, and a line in the log. */
export async function askErasure(
	services: Services,
	actor: Actor,
	letter: { readonly base: string; readonly locale: Locale },
): Promise<void> {
	await command(services, actor, 'partnerships.erasure_asked', actor.personId, async (tx) => {
		const since = new Date(tx.now.getTime() - 86_400_000);
		const asked = await tx.db
			.selectFrom('audit')
			.select('seq')
			.where('act', '=', 'partnerships.erasure_asked')
			.where('person_id', '=', actor.personId)
			.where('at', '>', since)
			.executeTakeFirst();
		if (asked) throw new Refusal('partnerships.erasure_asked_already');
		const home = await tx.db
			.selectFrom('partnership as h')
			.innerJoin('person as p', 'p.partnership_id', 'h.id')
			.select(['h.slug', 'h.secretariat_email', 'p.name', 'p.code'])
			.where('p.partnership_id', '=', actor.partnershipId)
			.where('p.id', '=', actor.personId)
			.executeTakeFirstOrThrow();
		const prefix = letter.locale === 'cy' ? '/cy' : '';
		const link = `${letter.base}${prefix}/${home.slug}/manage/people/${home.code}/erase`;
		await queueMail(
			tx,
			services,
			erasureAskedEmail(home.secretariat_email, home.name, link, letter.locale),
		);
	});
}

/** The contact of somebody as the store has it; the caller hands on what the reader may see. */
export async function contactOf(
	tx: Reading,
	partnershipId: string,
	personId: string,
): Promise<Contact> {
	const row = await tx.db
		.selectFrom('person as p')
		.leftJoin('account as a', 'a.id', 'p.account_id')
		.select(['p.email', 'p.phone', 'p.access_needs', 'a.email as own'])
		.where('p.partnership_id', '=', partnershipId)
		.where('p.id', '=', personId)
		.executeTakeFirst();
	return {
		email: row?.own ?? row?.email ?? null,
		phone: row?.phone ?? null,
		accessNeeds: row?.access_needs ?? null,
	};
}
