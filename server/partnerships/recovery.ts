import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { rolesFor } from '#domain/partnerships/policy.ts';
import { newLink } from '../accounts/links.ts';
import { queueMail } from '../platform/mail.ts';
import type { Reading, Services, Tx } from '../platform/tx.ts';
import { recoveryAskedEmail, recoveryEmail } from './emails.ts';
import type { Letter } from './invitations.ts';
import { managing } from './managing.ts';

// Somebody who lost every way in: two officers, who are not them, let them back, and everybody concerned hears of it.

const openDays = 3;
const linkMinutes = 24 * 60;

interface Lost {
	readonly name: string;
	readonly accountId: string;
	readonly email: string;
	readonly home: Text;
	readonly slug: string;
}

async function lostPerson(tx: Tx, partnershipId: string, personId: string): Promise<Lost> {
	const row = await tx.db
		.selectFrom('person as p')
		.innerJoin('partnership as h', 'h.id', 'p.partnership_id')
		.leftJoin('account as a', 'a.id', 'p.account_id')
		.select(['p.name', 'a.id', 'a.email', 'h.name as home', 'h.slug'])
		.where('p.partnership_id', '=', partnershipId)
		.where('p.id', '=', personId)
		.executeTakeFirst();
	if (!row) throw notFound();
	if (!row.id || !row.email) throw new Refusal('partnerships.recovery_no_account', {}, 'personId');
	return {
		name: row.name,
		accountId: row.id,
		email: row.email,
		home: row.home as Text,
		slug: row.slug,
	};
}

/**
 * An account that opens more than this partnership is not these officers' to hand a link to: by mail its owner alone gets
 * it, by hand they would.
 */
async function checkByHand(tx: Tx, partnershipId: string, accountId: string): Promise<void> {
	const { rows } = await sql<{ more: boolean }>`select (
		exists (select from person where account_id = ${accountId} and partnership_id <> ${partnershipId})
		or exists (select from account where id = ${accountId} and may_found)) as more`.execute(tx.db);
	if (rows[0]?.more) throw new Refusal('partnerships.recovery_elsewhere', {}, 'by_hand');
}

/** Addresses of the officers who could be the second one. */
async function otherOfficers(tx: Tx, actor: Actor, personId: string): Promise<string[]> {
	const { rows } = await sql<{ email: string }>`
		select distinct a.email from body_role r
		join body b on b.partnership_id = r.partnership_id and b.id = r.body_id and b.type = 'board'
		join person p on p.partnership_id = r.partnership_id and p.id = r.person_id
		join account a on a.id = p.account_id
		where r.partnership_id = ${actor.partnershipId} and r.role in (${sql.join(rolesFor('partnerships.recover'))})
			and current_date between r.starts_on and coalesce(r.ends_on, 'infinity')
			and p.id not in (${actor.personId}, ${personId}) order by a.email`.execute(tx.db);
	return rows.map(({ email }) => email);
}

/**
 * The first officer asks for somebody else. They are told at their address, and the other officers at theirs. Refuses
 * `partnerships.recovery_self`, `partnerships.recovery_no_account`, `partnerships.recovery_open`, and
 * `partnerships.recovery_elsewhere` for a link by hand to an account that opens more than this partnership.
 */
export function askRecovery(
	services: Services,
	actor: Actor,
	input: { readonly personId: string; readonly byHand: boolean } & Letter,
): Promise<string> {
	const { partnershipId } = actor;
	const { personId } = input;
	return managing(
		services,
		actor,
		'partnerships.recover',
		'partnerships.recovery_asked',
		personId,
		async (tx) => {
			if (personId === actor.personId)
				throw new Refusal('partnerships.recovery_self', {}, 'personId');
			const lost = await lostPerson(tx, partnershipId, personId);
			if (input.byHand) await checkByHand(tx, partnershipId, lost.accountId);
			await tx.db
				.updateTable('recovery')
				.set({ withdrawn_at: tx.now })
				.where('partnership_id', '=', partnershipId)
				.where('person_id', '=', personId)
				.where('approved_at', 'is', null)
				.where('withdrawn_at', 'is', null)
				.where('expires_at', '<=', tx.now)
				.execute();
			const id = tx.uuid();
			const added = await tx.db
				.insertInto('recovery')
				.values({
					partnership_id: partnershipId,
					id,
					person_id: personId,
					by_hand: input.byHand,
					asked_by_person_id: actor.personId,
					expires_at: new Date(tx.now.getTime() + openDays * 86_400_000),
				})
				.onConflict((oc) => oc.doNothing())
				.returning('id')
				.executeTakeFirst();
			if (!added) throw new Refusal('partnerships.recovery_open', {}, 'personId');
			const link = `${input.base}${input.locale === 'cy' ? '/cy' : ''}/${lost.slug}/recovery`;
			for (const to of [lost.email, ...(await otherOfficers(tx, actor, personId))])
				await queueMail(
					tx,
					services,
					recoveryAskedEmail(
						to,
						lost.name,
						lost.home,
						to === lost.email ? null : link,
						input.locale,
					),
				);
			return id;
		},
	);
}

/**
 * The second officer lets them in: a link that works once, for a day, goes to the account's address, or is returned to be
 * handed over. Refuses `partnerships.recovery_over`, and `partnerships.recovery_second` for the one who asked.
 */
export function approveRecovery(
	services: Services,
	actor: Actor,
	input: { readonly recoveryId: string } & Letter,
): Promise<{ readonly link: string | null }> {
	const { partnershipId } = actor;
	return managing(
		services,
		actor,
		'partnerships.recover',
		'partnerships.recovery_approved',
		input.recoveryId,
		async (tx) => {
			const row = await tx.db
				.selectFrom('recovery')
				.selectAll()
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.recoveryId)
				.forUpdate()
				.executeTakeFirst();
			if (!row) throw notFound();
			if (row.approved_at || row.withdrawn_at || row.expires_at <= tx.now)
				throw new Refusal('partnerships.recovery_over');
			if (row.person_id === actor.personId) throw new Refusal('partnerships.recovery_self');
			if (row.asked_by_person_id === actor.personId)
				throw new Refusal('partnerships.recovery_second');
			const lost = await lostPerson(tx, partnershipId, row.person_id);
			if (row.by_hand) await checkByHand(tx, partnershipId, lost.accountId);
			await tx.db
				.updateTable('recovery')
				.set({ approved_at: tx.now, approved_by_person_id: actor.personId })
				.where('partnership_id', '=', partnershipId)
				.where('id', '=', input.recoveryId)
				.execute();
			const token = await newLink(tx, services, lost.accountId, '/account', {
				minutes: linkMinutes,
				recovers: true,
			});
			const link = `${input.base}${input.locale === 'cy' ? '/cy' : ''}/sign-in/${token}`;
			await queueMail(
				tx,
				services,
				recoveryEmail(lost.email, lost.name, lost.home, row.by_hand ? null : link, input.locale),
			);
			return { link: row.by_hand ? link : null };
		},
	);
}

/** Any officer stops it before it is approved, and so may the person themself from inside. */
export async function withdrawRecovery(
	services: Services,
	actor: Actor,
	input: { readonly recoveryId: string },
): Promise<void> {
	await managing(
		services,
		actor,
		'partnerships.recover',
		'partnerships.recovery_withdrawn',
		input.recoveryId,
		async (tx) => {
			const row = await tx.db
				.updateTable('recovery')
				.set({ withdrawn_at: tx.now })
				.where('partnership_id', '=', actor.partnershipId)
				.where('id', '=', input.recoveryId)
				.where('approved_at', 'is', null)
				.where('withdrawn_at', 'is', null)
				.returning('id')
				.executeTakeFirst();
			if (!row) throw notFound();
		},
	);
}

export interface OpenRecovery {
	readonly id: string;
	readonly name: string;
	readonly askedBy: string;
	readonly askedAt: Date;
	readonly byHand: boolean;
	/** Whether the reader may be the second one. */
	readonly mine: boolean;
}

/** What waits for a second officer, and who could be helped. */
export async function recoveries(
	tx: Reading,
	actor: Actor,
): Promise<{
	open: OpenRecovery[];
	people: { id: string; name: string }[];
}> {
	const { rows: open } = await sql<OpenRecovery>`
		select r.id, p.name, o.name as "askedBy", r.asked_at as "askedAt", r.by_hand as "byHand",
			r.asked_by_person_id <> ${actor.personId} and r.person_id <> ${actor.personId} as mine
		from recovery r
		join person p on p.partnership_id = r.partnership_id and p.id = r.person_id
		join person o on o.partnership_id = r.partnership_id and o.id = r.asked_by_person_id
		where r.partnership_id = ${actor.partnershipId} and r.approved_at is null and r.withdrawn_at is null
			and r.expires_at > clock_timestamp() order by r.asked_at`.execute(tx.db);
	const people = await tx.db
		.selectFrom('person')
		.select(['id', 'name'])
		.where('partnership_id', '=', actor.partnershipId)
		.where('account_id', 'is not', null)
		.where('id', '<>', actor.personId)
		.orderBy('position')
		.execute();
	return { open, people };
}
