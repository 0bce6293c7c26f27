import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia';
import type { DB } from '../platform/schema.ts';

/** What lucia reads and writes beside the id, the account and the idle end. */
export interface SessionAttributes {
	readonly ref: string;
	readonly endsAt: Date;
	readonly way: Way;
	/** Whether two factors were shown: a code after the first one, or a passkey, which is both. */
	readonly secondFactor: boolean;
	/** When its person last showed who they are. */
	readonly freshAt: Date;
	/** Browser and system, such as "firefox-windows". */
	readonly device: string;
	/** Whether the id is due to be changed: rights changed since it was given. */
	readonly rotates: boolean;
}

/** How somebody came in. */
export type Way = 'link' | 'password' | 'passkey' | 'provider' | 'demo';

function attributesOf(row: {
	ref: string;
	ends_at: Date;
	way: string;
	second_factor: boolean;
	fresh_at: Date;
	device: string;
	rotates: boolean;
}): SessionAttributes {
	return {
		ref: row.ref,
		endsAt: row.ends_at,
		way: row.way as Way,
		secondFactor: row.second_factor,
		freshAt: row.fresh_at,
		device: row.device,
		rotates: row.rotates,
	};
}

/** The row that was to be changed was not there: another request ended the session meanwhile. */
export class SessionGone extends Error {}

/** What of a session id is stored. The id has 200 random bits, so that a plain hash is enough. */
export const hashOfId = (id: string): string => createHash('sha256').update(id).digest('hex');

/** The session of this id, or of the id before it while requests that were on their way may still bring that. */
const presentedIs = (presented: string) => {
	const hash = hashOfId(presented);
	return sql<boolean>`(session.id_hash = ${hash}
		or (session.previous_hash = ${hash} and session.previous_until > clock_timestamp()))`;
};

/**
 * Stores sessions by the hash of their id. Lucia hands the id of the row it read back to `deleteSession` and
 * `updateSessionExpiration`: it must be given the id that the browser presented, since the stored hash would be
 * hashed again and touch no row. Changes of one session therefore throw SessionGone unless they met one row.
 */
export class HashingAdapter implements Adapter {
	readonly #db: Kysely<DB>;

	constructor(db: Kysely<DB>) {
		this.#db = db;
	}

	async getSessionAndUser(
		presented: string,
	): Promise<[DatabaseSession, DatabaseUser] | [null, null]> {
		const row = await this.#db
			.selectFrom('session')
			.innerJoin('account', 'account.id', 'session.account_id')
			.select([
				'session.account_id',
				'session.ref',
				'session.expires_at',
				'session.ends_at',
				'session.way',
				'session.second_factor',
				'session.fresh_at',
				'session.device',
				'session.rotates',
				'account.email',
			])
			.where(presentedIs(presented))
			.executeTakeFirst();
		if (!row) return [null, null];
		return [
			{
				id: presented,
				userId: row.account_id,
				expiresAt: row.expires_at,
				attributes: attributesOf(row),
			},
			{ id: row.account_id, attributes: { email: row.email } },
		];
	}

	/** Their ids are hashes: good for counting, useless for signing in. */
	async getUserSessions(accountId: string): Promise<DatabaseSession[]> {
		const rows = await this.#db
			.selectFrom('session')
			.selectAll()
			.where('account_id', '=', accountId)
			.execute();
		return rows.map((row) => ({
			id: row.id_hash,
			userId: row.account_id,
			expiresAt: row.expires_at,
			attributes: attributesOf(row),
		}));
	}

	async setSession(session: DatabaseSession): Promise<void> {
		await this.#db
			.insertInto('session')
			.values({
				id_hash: hashOfId(session.id),
				ref: session.attributes.ref,
				account_id: session.userId,
				expires_at: session.expiresAt,
				ends_at: session.attributes.endsAt,
				way: session.attributes.way,
				second_factor: session.attributes.secondFactor,
				fresh_at: session.attributes.freshAt,
				device: session.attributes.device,
			})
			.execute();
	}

	async updateSessionExpiration(presented: string, expiresAt: Date): Promise<void> {
		const { numUpdatedRows } = await this.#db
			.updateTable('session')
			.set({ expires_at: expiresAt, seen_at: sql<Date>`clock_timestamp()` })
			.where(presentedIs(presented))
			.executeTakeFirst();
		if (numUpdatedRows !== 1n) throw new SessionGone();
	}

	async deleteSession(presented: string): Promise<void> {
		const { numDeletedRows } = await this.#db
			.deleteFrom('session')
			.where(presentedIs(presented))
			.executeTakeFirst();
		if (numDeletedRows !== 1n) throw new SessionGone();
	}

	async deleteUserSessions(accountId: string): Promise<void> {
		await this.#db.deleteFrom('session').where('account_id', '=', accountId).execute();
	}

	async deleteExpiredSessions(): Promise<void> {
		await this.#db
			.deleteFrom('session')
			.where(sql<boolean>`least(expires_at, ends_at) <= clock_timestamp()`)
			.execute();
	}
}
