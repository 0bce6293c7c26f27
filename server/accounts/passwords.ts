import { hash, verify } from '@node-rs/argon2';
import { checkPassword, longest } from '#domain/accounts/password.ts';
import { emailAddress } from '#domain/accounts/email.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { audit, reading, transact, type Reading, type Services } from '../platform/tx.ts';
import { limits, networkOf, refuseTooMany, spend } from './limits.ts';
import { keyedHash } from './secrets.ts';
import { enter, isKnown } from './sign-in.ts';
import type { Entered, Visit } from './visit.ts';

// OWASP's smallest Argon2id for a server: 19 MiB, two passes, one lane. It is this package's kind when none is named.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let nobodys: Promise<string> | undefined;
/** The hash that an unknown address is compared with, so that it takes as long as a known one. */
const hashOfNobody = () => (nobodys ??= hash('nobody has this password', cost));

/**
 * Signs in by password. An unknown address, an account without a password and a wrong password are refused alike
 * (`accounts.password_wrong`) and take the same time: the same questions to the store, one hash each.
 */
export async function enterWithPassword(
	services: Services,
	typed: { readonly email: string; readonly password: string; readonly returnTo: string | null },
	visit: Visit,
): Promise<Entered> {
	const { config } = services;
	const email = emailAddress(typed.email);
	const found = await transact(services, async (tx) => {
		const row = await tx.db
			.selectFrom('account')
			.leftJoin('password', 'password.account_id', 'account.id')
			.select(['account.id', 'password.hash'])
			.where('account.email', '=', email)
			.executeTakeFirst();
		const who = row?.id ?? keyedHash(config, email);
		const known = await isKnown(tx, services, row?.id ?? tx.uuid(), visit);
		const network = await spend(tx, config, limits.signInByNetwork, networkOf(visit.address));
		// Somebody else's tries are counted apart from those on a device where the owner has been.
		const within = known
			? await spend(tx, config, limits.passwordByDevice, `${who} ${visit.known}`)
			: await spend(tx, config, limits.passwordByAccount, who);
		const day = await spend(
			tx,
			config,
			limits.passwordByAccountInADay,
			known ? `known ${who}` : who,
		);
		return { row, within: network && within && day };
	});
	refuseTooMany(found.within);
	const password = typed.password.normalize('NFKC').slice(0, 4 * longest);
	const nobody = await hashOfNobody();
	const right = await verify(found.row?.hash ?? nobody, password);
	const entered = await transact(services, async (tx): Promise<Entered | null> => {
		if (right && found.row?.hash)
			return enter(
				tx,
				services,
				found.row.id,
				{ way: 'password', secondFactor: false, returnTo: typed.returnTo },
				visit,
			);
		await audit(tx, {
			...(found.row ? { accountId: found.row.id } : {}),
			act: 'accounts.refused',
			subject: found.row?.id ?? 'unknown',
			detail: { way: 'password' },
		});
		return null;
	});
	if (!entered) throw new Refusal('accounts.password_wrong');
	return entered;
}

/** Whether the account has a password. */
export async function hasPassword(tx: Reading, accountId: string): Promise<boolean> {
	const row = await tx.db
		.selectFrom('password')
		.select('account_id')
		.where('account_id', '=', accountId)
		.executeTakeFirst();
	return row !== undefined;
}

/** Sets or changes the account's password. Needs a session that is fresh; what `checkPassword` refuses is refused. */
export async function setPassword(
	services: Services,
	account: { readonly id: string; readonly email: string },
	typed: string,
): Promise<void> {
	const made = await hash(checkPassword(typed, account.email), cost);
	await transact(services, async (tx) => {
		await tx.db
			.insertInto('password')
			.values({ account_id: account.id, hash: made })
			.onConflict((oc) => oc.column('account_id').doUpdateSet({ hash: made, set_at: tx.now }))
			.execute();
		await audit(tx, {
			accountId: account.id,
			act: 'accounts.password_set',
			subject: account.id,
		});
	});
}

/** Takes the account's password away: its owner signs in by link or passkey. */
export async function dropPassword(services: Services, accountId: string): Promise<void> {
	await transact(services, async (tx) => {
		await tx.db.deleteFrom('password').where('account_id', '=', accountId).execute();
		await audit(tx, { accountId, act: 'accounts.password_dropped', subject: accountId });
	});
}

/** How the account can sign in beside the link. */
export async function waysOf(
	services: Services,
	accountId: string,
): Promise<{ password: boolean; codes: boolean }> {
	return reading(services, async (tx) => ({
		password: await hasPassword(tx, accountId),
		codes: await tx.db
			.selectFrom('one_time_codes')
			.select('account_id')
			.where('account_id', '=', accountId)
			.where('confirmed_at', 'is not', null)
			.executeTakeFirst()
			.then((row) => row !== undefined),
	}));
}
