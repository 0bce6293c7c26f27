import type { Json } from '#domain/kernel/canonical.ts';
import type { Services, Tx } from '../platform/tx.ts';
import { keyedHash } from './secrets.ts';

export type HalfKind = 'code' | 'passkey' | 'new_passkey' | 'provider';

export interface Half {
	readonly accountId: string | null;
	readonly detail: Json;
}

/** Remembers a step of a sign-in for some minutes and returns the token that the browser brings back. */
export async function startHalf(
	tx: Tx,
	services: Pick<Services, 'config' | 'ids'>,
	half: Half & { readonly kind: HalfKind; readonly minutes: number },
): Promise<string> {
	const token = Buffer.from(services.ids.random(32)).toString('base64url');
	await tx.db.deleteFrom('half_sign_in').where('expires_at', '<', tx.now).execute();
	await tx.db
		.insertInto('half_sign_in')
		.values({
			token_hash: keyedHash(services.config, token),
			kind: half.kind,
			account_id: half.accountId,
			detail: JSON.stringify(half.detail),
			expires_at: new Date(tx.now.getTime() + half.minutes * 60_000),
		})
		.execute();
	return token;
}

/** The step that the token stands for, if it has not run out. `take` uses it up: of two at once one gets it. */
export async function findHalf(
	tx: Tx,
	services: Pick<Services, 'config'>,
	kind: HalfKind,
	token: string,
	take: boolean,
): Promise<Half | undefined> {
	const hash = keyedHash(services.config, token);
	const row = take
		? await tx.db
				.deleteFrom('half_sign_in')
				.where('token_hash', '=', hash)
				.where('kind', '=', kind)
				.where('expires_at', '>', tx.now)
				.returning(['account_id', 'detail'])
				.executeTakeFirst()
		: await tx.db
				.selectFrom('half_sign_in')
				.select(['account_id', 'detail'])
				.where('token_hash', '=', hash)
				.where('kind', '=', kind)
				.where('expires_at', '>', tx.now)
				.executeTakeFirst();
	return row && { accountId: row.account_id, detail: row.detail as Json };
}
