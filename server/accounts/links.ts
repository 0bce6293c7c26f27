import { sql } from 'kysely';
import { emailAddress } from '#domain/accounts/email.ts';
import { localPath } from '#domain/accounts/return-to.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { Locale } from '#domain/kernel/text.ts';
import { queueJob, type JobRunner } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import { audit, transact, type Services, type Tx } from '../platform/tx.ts';
import { signInEmail } from './emails.ts';
import { limits, networkOf, refuseTooMany, spend } from './limits.ts';
import { keyedHash } from './secrets.ts';
import { enter } from './sign-in.ts';
import type { Entered, Visit } from './visit.ts';

export const sendLinkJob = 'accounts.send_link';

const linkMinutes = 15;
/** More links than this for one account within `linkMinutes` are not sent, without a word about it. */
const linksAtOnce = 3;

interface LinkRequest {
	/** So that the job can forget the address once it is done. */
	readonly request: string;
	readonly email: string;
	readonly base: string;
	readonly locale: Locale;
	readonly returnTo: string | null;
}

/**
 * Asks for a sign-in link. Does the same for every address, known or not, and so takes the same time: whether there is
 * an account is found out by the job that follows. `base` is the origin the link will have. Refuses what is no address.
 */
export async function requestLink(
	services: Services,
	asked: { email: string; base: string; locale: Locale; returnTo: string | null },
	visit: Pick<Visit, 'address'> = { address: '' },
): Promise<void> {
	const email = emailAddress(asked.email);
	const within = await transact(services, async (tx) => {
		const network = networkOf(visit.address);
		const hall = await spend(tx, services.config, limits.signInByNetwork, network);
		const address = await spend(tx, services.config, limits.linkByAddress, email);
		// Past the limit of an address nothing is sent, without a word: whoever asks is not told whose it is.
		if (!hall || !address) return hall;
		await queueJob(tx, {
			kind: sendLinkJob,
			payload: {
				request: tx.uuid(),
				email,
				base: asked.base,
				locale: asked.locale,
				returnTo: localPath(asked.returnTo),
			},
			dueAt: tx.now,
		});
		return true;
	});
	refuseTooMany(within);
}

/** Makes the link and its message when there is such an account, and takes the address out of the job in any case. */
export function linkSender(services: Services): JobRunner {
	return async (payload) => {
		const asked = payload as unknown as LinkRequest;
		if (!asked.request) return;
		await transact(services, async (tx) => {
			await sendLink(tx, services, asked);
			await tx.db
				.updateTable('job')
				.set({ payload: JSON.stringify({}) })
				.where('kind', '=', sendLinkJob)
				.where(sql<boolean>`payload ->> 'request' = ${asked.request}`)
				.execute();
		});
	};
}

async function sendLink(tx: Tx, services: Services, asked: LinkRequest): Promise<void> {
	const account = await tx.db
		.selectFrom('account')
		.select('id')
		.where('email', '=', asked.email)
		.forUpdate()
		.executeTakeFirst();
	if (!account) return;
	const since = new Date(tx.now.getTime() - linkMinutes * 60_000);
	const recent = await tx.db
		.selectFrom('sign_in_link')
		.select((eb) => eb.fn.countAll<number>().as('n'))
		.where('account_id', '=', account.id)
		.where('created_at', '>', since)
		.executeTakeFirstOrThrow();
	if (recent.n >= linksAtOnce) return;
	const token = await newLink(tx, services, account.id, asked.returnTo);
	const prefix = asked.locale === 'cy' ? '/cy' : '';
	await queueMail(
		tx,
		services,
		signInEmail(asked.email, `${asked.base}${prefix}/sign-in/${token}`, asked.locale),
	);
}

/** Makes a one-time link for the account and returns its token, of which the store keeps a hash alone. */
export async function newLink(
	tx: Tx,
	services: Pick<Services, 'config' | 'ids'>,
	accountId: string,
	returnTo: string | null,
	{ minutes = linkMinutes, recovers = false } = {},
): Promise<string> {
	const token = Buffer.from(services.ids.random(32)).toString('base64url');
	await tx.db
		.insertInto('sign_in_link')
		.values({
			token_hash: keyedHash(services.config, token),
			account_id: accountId,
			return_to: returnTo,
			recovers,
			expires_at: new Date(tx.now.getTime() + minutes * 60_000),
		})
		.execute();
	return token;
}

/**
 * Signs in by a link, which is used up by it: of two at once only one gets a session.
 * A wrong, used or expired link is refused alike (`accounts.link_over`).
 */
export async function useLink(
	services: Services,
	token: string,
	visit: Visit = { address: '', device: 'unknown', known: undefined },
): Promise<Entered> {
	return transact(services, async (tx) => {
		const link = await tx.db
			.updateTable('sign_in_link')
			.set({ used_at: tx.now })
			.where('token_hash', '=', keyedHash(services.config, token))
			.where('used_at', 'is', null)
			.where('expires_at', '>', tx.now)
			.returning(['account_id', 'return_to', 'recovers'])
			.executeTakeFirst();
		if (!link) throw new Refusal('accounts.link_over');
		await tx.db
			.deleteFrom('sign_in_link')
			.where('expires_at', '<', new Date(tx.now.getTime() - 86_400_000))
			.execute();
		const by = { way: 'link' as const, secondFactor: false, returnTo: link.return_to };
		const ended = link.recovers ? await forgetWays(tx, link.account_id) : [];
		return { ...(await enter(tx, services, link.account_id, by, visit)), ended };
	});
}

/** Takes every way into an account away, and ends where it is signed in; returns the references of those sessions. */
async function forgetWays(tx: Tx, accountId: string): Promise<string[]> {
	for (const table of [
		'password',
		'passkey',
		'one_time_codes',
		'known_device',
		'half_sign_in',
	] as const)
		await sql`delete from ${sql.table(table)} where account_id = ${accountId}`.execute(tx.db);
	await tx.db
		.updateTable('sign_in_link')
		.set({ used_at: tx.now })
		.where('account_id', '=', accountId)
		.where('used_at', 'is', null)
		.execute();
	const ended = await tx.db
		.deleteFrom('session')
		.where('account_id', '=', accountId)
		.returning('ref')
		.execute();
	await audit(tx, { accountId, act: 'accounts.recovered', subject: accountId });
	return ended.map(({ ref }) => ref);
}
