import { sql, type Kysely } from 'kysely';
import { generateIdFromEntropySize, Lucia, TimeSpan } from 'lucia';
import type { Config } from '../platform/config.ts';
import type { DB } from '../platform/schema.ts';
import { audit, transact, type Reading, type Services, type Tx } from '../platform/tx.ts';
import {
	hashOfId,
	HashingAdapter,
	SessionGone,
	type SessionAttributes,
	type Way,
} from './session-adapter.ts';

/** A session unused for so long has ended. Lucia writes the new end when half of it is over. */
const idle = new TimeSpan(30, 'd');
/** After so long one signs in again, whatever the use: about once between two quarterly meetings. */
const absolute = new TimeSpan(90, 'd');

function sessions(db: Kysely<DB>, config: Config) {
	const secure = config.origin?.protocol === 'https:';
	return new Lucia(new HashingAdapter(db), {
		sessionExpiresIn: idle,
		sessionCookie: {
			name: secure ? '__Host-session' : 'session',
			attributes: { secure, sameSite: 'lax' },
		},
		getSessionAttributes: (attributes) => attributes,
		getUserAttributes: (attributes) => attributes,
	});
}

declare module 'lucia' {
	interface Register {
		Lucia: ReturnType<typeof sessions>;
		DatabaseSessionAttributes: SessionAttributes;
		DatabaseUserAttributes: { email: string };
		UserId: string;
	}
}

/** A cookie as SvelteKit's `cookies.set` takes it. `maxAge` is in seconds. */
export interface SessionCookie {
	readonly name: string;
	readonly value: string;
	readonly attributes: {
		readonly path: '/';
		readonly httpOnly: true;
		readonly sameSite: 'lax';
		readonly secure: boolean;
		readonly maxAge: number;
	};
}

/** Who is signed in: the account, and the public reference of the session (its id never leaves the cookie). */
export interface SignedIn {
	readonly account: { readonly id: string; readonly email: string };
	readonly session: {
		readonly ref: string;
		readonly way: Way;
		readonly secondFactor: boolean;
		readonly freshAt: Date;
	};
	/** Set when the cookie is due to be written again. */
	readonly cookie: SessionCookie | undefined;
}

/** How somebody showed who they are, and on what. */
export interface SignInBy {
	readonly way: Way;
	readonly secondFactor: boolean;
	readonly device: string;
}

/** Signs the account in within the caller's transaction. The cookie holds the only copy of the session's id. */
export async function createSession(
	tx: Tx,
	config: Config,
	accountId: string,
	by: SignInBy = { way: 'link', secondFactor: false, device: 'unknown' },
): Promise<{ ref: string; cookie: SessionCookie }> {
	const lucia = sessions(tx.db, config);
	await lucia.deleteExpiredSessions();
	const ref = tx.uuid();
	const endsAt = new Date(tx.now.getTime() + absolute.milliseconds());
	const session = await lucia.createSession(accountId, {
		ref,
		endsAt,
		freshAt: tx.now,
		rotates: false,
		...by,
	});
	await audit(tx, {
		accountId,
		act: 'accounts.signed_in',
		subject: ref,
		detail: { way: by.way, secondFactor: by.secondFactor },
	});
	return { ref, cookie: cookieOf(lucia.createSessionCookie(session.id)) };
}

/** For requests that were on their way, and an answer that never arrived. */
const oldIdMinutes = 5;

/** Gives the session another id; of two requests at once one gets it, and the other keeps its own for some minutes. */
async function rotate(db: Kysely<DB>, presented: string): Promise<string | undefined> {
	const id = generateIdFromEntropySize(25);
	const { numUpdatedRows } = await db
		.updateTable('session')
		.set({
			id_hash: hashOfId(id),
			previous_hash: hashOfId(presented),
			previous_until: sql<Date>`clock_timestamp() + make_interval(mins => ${oldIdMinutes})`,
			rotates: false,
		})
		.where('id_hash', '=', hashOfId(presented))
		.where('rotates', '=', true)
		.executeTakeFirst();
	return numUpdatedRows === 1n ? id : undefined;
}

/**
 * Who presents these cookies; null for nobody, an unknown id or an ended session (which is removed). `answers`: the caller
 * can hand a cookie back, so that a session whose rights changed is given another id.
 */
export async function validateSession(
	services: Pick<Services, 'db' | 'clock' | 'config'>,
	cookieHeader: string | null,
	{ answers = false } = {},
): Promise<SignedIn | null> {
	if (!cookieHeader) return null;
	const lucia = sessions(services.db, services.config);
	const id = lucia.readSessionCookie(cookieHeader);
	if (!id) return null;
	try {
		const { user, session } = await lucia.validateSession(id);
		if (!session) return null;
		if (session.endsAt <= services.clock.now()) {
			await lucia.invalidateSession(id);
			return null;
		}
		const another = answers && session.rotates ? await rotate(services.db, id) : undefined;
		return {
			account: { id: user.id, email: user.email },
			session: {
				ref: session.ref,
				way: session.way,
				secondFactor: session.secondFactor,
				freshAt: session.freshAt,
			},
			cookie:
				another || session.fresh ? cookieOf(lucia.createSessionCookie(another ?? id)) : undefined,
		};
	} catch (error) {
		if (error instanceof SessionGone) return null;
		throw error;
	}
}

/** For the relay's upgrade: the same answer as `validateSession`, as ids. */
export async function authenticate(
	services: Pick<Services, 'db' | 'clock' | 'config'>,
	cookieHeader: string | null,
): Promise<{ accountId: string; sessionRef: string; secondFactor: boolean } | null> {
	const signedIn = await validateSession(services, cookieHeader);
	return (
		signedIn && {
			accountId: signedIn.account.id,
			sessionRef: signedIn.session.ref,
			secondFactor: signedIn.session.secondFactor,
		}
	);
}

/** Which of these sessions, by reference, have neither been ended nor run out. Asking is no use: it moves no end. */
export async function standingSessions(
	services: Pick<Services, 'db'>,
	refs: readonly string[],
): Promise<ReadonlySet<string>> {
	const rows = await services.db
		.selectFrom('session')
		.select('ref')
		.where('ref', 'in', refs)
		.where(sql<boolean>`least(expires_at, ends_at) > clock_timestamp()`)
		.execute();
	return new Set(rows.map((row) => row.ref));
}

/** Ends one session of the account by its public reference. Says whether there was one. */
export async function endSession(
	services: Services,
	accountId: string,
	ref: string,
): Promise<boolean> {
	return transact(services, async (tx) => {
		const { numDeletedRows } = await tx.db
			.deleteFrom('session')
			.where('ref', '=', ref)
			.where('account_id', '=', accountId)
			.executeTakeFirst();
		if (numDeletedRows !== 1n) return false;
		await audit(tx, { accountId, act: 'accounts.signed_out', subject: ref });
		return true;
	});
}

/** Ends every session of the account and returns their references, so that their sockets can be closed. */
export async function endAllSessions(services: Services, accountId: string): Promise<string[]> {
	return transact(services, async (tx) => {
		const ended = await tx.db
			.deleteFrom('session')
			.where('account_id', '=', accountId)
			.returning('ref')
			.execute();
		await audit(tx, { accountId, act: 'accounts.signed_out_everywhere', subject: accountId });
		return ended.map((row) => row.ref);
	});
}

/** The cookie that takes a session's cookie away. */
export function blankCookie(services: Pick<Services, 'db' | 'config'>): SessionCookie {
	return cookieOf(sessions(services.db, services.config).createBlankSessionCookie());
}

/** Whether these cookies hold a session cookie, good or not. */
export function hasSessionCookie(
	services: Pick<Services, 'db' | 'config'>,
	cookieHeader: string | null,
): boolean {
	return (
		cookieHeader !== null &&
		sessions(services.db, services.config).readSessionCookie(cookieHeader) !== null
	);
}

/** A cookie of our own beside the session's, for a step on the way to one. */
export function stepCookie(
	config: Config,
	name: string,
	value: string,
	maxAgeSeconds: number,
): SessionCookie {
	const secure = config.origin?.protocol === 'https:';
	return {
		name: stepCookieName(config, name),
		value,
		attributes: { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: maxAgeSeconds },
	};
}

export const stepCookieName = (config: Config, name: string): string =>
	config.origin?.protocol === 'https:' ? `__Host-${name}` : name;

/** One of an account's sessions, as its owner is shown it. */
export interface OwnSession {
	/** Its public reference; the id is in the cookie alone. */
	readonly ref: string;
	readonly device: string;
	readonly way: Way;
	readonly since: Date;
	/** When it was last written down as used: about half the idle time may lie between. */
	readonly seenAt: Date;
}

/** Where the account is signed in now, newest first. */
export async function sessionsOf(tx: Reading, accountId: string): Promise<OwnSession[]> {
	const rows = await tx.db
		.selectFrom('session')
		.select(['ref', 'device', 'way', 'created_at', 'seen_at'])
		.where('account_id', '=', accountId)
		.where(sql<boolean>`least(expires_at, ends_at) > clock_timestamp()`)
		.orderBy('created_at', 'desc')
		.execute();
	return rows.map((row) => ({
		ref: row.ref,
		device: row.device,
		way: row.way as Way,
		since: row.created_at,
		seenAt: row.seen_at,
	}));
}

/**
 * Rights of the account changed: every session of it is stale (before the next act that needs it, its person shows again
 * who they are), and is given another id at its next request.
 */
export async function ageSessions(tx: Tx, accountId: string): Promise<void> {
	await tx.db
		.updateTable('session')
		.set({ fresh_at: new Date(0), rotates: true })
		.where('account_id', '=', accountId)
		.execute();
}

function cookieOf(cookie: {
	name: string;
	value: string;
	attributes: { secure?: boolean; maxAge?: number };
}): SessionCookie {
	return {
		name: cookie.name,
		value: cookie.value,
		attributes: {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: cookie.attributes.secure === true,
			maxAge: cookie.attributes.maxAge ?? 0,
		},
	};
}
