import { sql } from 'kysely';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { Config } from '../platform/config.ts';
import type { Tx } from '../platform/tx.ts';
import { keyedHash } from './secrets.ts';

export interface Limit {
	readonly name: string;
	readonly most: number;
	readonly seconds: number;
}

/**
 * By account first: a community hall's people share one address of the network. A known device has a count of its own, so
 * that a stranger's wrong tries never keep the owner out.
 */
export const limits = {
	passwordByAccount: { name: 'password-account', most: 5, seconds: 60 },
	passwordByAccountInADay: { name: 'password-account-day', most: 100, seconds: 86_400 },
	passwordByDevice: { name: 'password-device', most: 5, seconds: 60 },
	codeByAccount: { name: 'code-account', most: 5, seconds: 60 },
	signInByNetwork: { name: 'sign-in-network', most: 60, seconds: 60 },
	pinByCard: { name: 'pin-card', most: 5, seconds: 900 },
	cardCodeByNetwork: { name: 'card-code-network', most: 100, seconds: 900 },
	linkByAddress: { name: 'link-address', most: 10, seconds: 3_600 },
} as const satisfies Record<string, Limit>;

/** Counts one try of `who` (an account, an address, a network) and says whether it is within the limit. */
export async function spend(
	tx: Tx,
	config: Pick<Config, 'secret'>,
	limit: Limit,
	who: string,
): Promise<boolean> {
	const key = keyedHash(config, `${limit.name} ${who}`);
	const { rows } = await sql<{ used: number }>`
		insert into rate_limit as r (key, used, since) values (${key}, 1, clock_timestamp())
		on conflict (key) do update set
			used = case when r.since < clock_timestamp() - make_interval(secs => ${limit.seconds}) then 1 else r.used + 1 end,
			since = case when r.since < clock_timestamp() - make_interval(secs => ${limit.seconds}) then clock_timestamp() else r.since end
		returning used`.execute(tx.db);
	return (rows[0]?.used ?? 0) <= limit.most;
}

/** Whether `who` is within the limit, without counting a try: for what counts only those that fail. */
export async function isWithin(
	tx: Tx,
	config: Pick<Config, 'secret'>,
	limit: Limit,
	who: string,
): Promise<boolean> {
	const key = keyedHash(config, `${limit.name} ${who}`);
	const { rows } = await sql<{ used: number }>`
		select used from rate_limit
		where key = ${key} and since >= clock_timestamp() - make_interval(secs => ${limit.seconds})`.execute(
		tx.db,
	);
	return (rows[0]?.used ?? 0) < limit.most;
}

/** Forgets the tries of `who`: the owner came in. */
export async function forgive(
	tx: Tx,
	config: Pick<Config, 'secret'>,
	limit: Limit,
	who: string,
): Promise<void> {
	await tx.db
		.deleteFrom('rate_limit')
		.where('key', '=', keyedHash(config, `${limit.name} ${who}`))
		.execute();
}

/** Refuses `accounts.too_many`; the same sentence for every account, known or not. */
export function refuseTooMany(within: boolean): void {
	if (!within) throw new Refusal('accounts.too_many');
}

/** The part of a network address that one household or hall has: IPv4 whole, IPv6 its first four groups. */
export function networkOf(address: string): string {
	if (!address.includes(':')) return address;
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
	if (mapped?.[1]) return mapped[1];
	const [head = '', tail = ''] = address.split('::');
	const left = head.split(':').filter(Boolean);
	const right = tail.split(':').filter(Boolean);
	const groups = [
		...left,
		...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'),
		...right,
	];
	return groups.slice(0, 4).join(':');
}
