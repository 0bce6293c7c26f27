import { localPath } from '#domain/accounts/return-to.ts';
import type { Services, Tx } from '../platform/tx.ts';
import { hasCodes } from './codes.ts';
import { startHalf } from './half-store.ts';
import { forgive, limits } from './limits.ts';
import { keyedHash } from './secrets.ts';
import { createSession, stepCookie, type SessionCookie } from './session.ts';
import type { Way } from './session-adapter.ts';
import { codeStep, knownDevice, type Entered, type Visit } from './visit.ts';

const codeMinutes = 10;
const knownDays = 365;

/**
 * Lets an account in after its first factor. Whoever has an authenticator app is asked for a code first; a passkey is two
 * factors in one (what one has, and the finger or figure that unlocks it). The device is known from now on.
 */
export async function enter(
	tx: Tx,
	services: Services,
	accountId: string,
	by: { readonly way: Way; readonly secondFactor: boolean; readonly returnTo: string | null },
	visit: Visit,
): Promise<Entered> {
	const returnTo = localPath(by.returnTo);
	if (!by.secondFactor && (await hasCodes(tx, accountId))) {
		const token = await startHalf(tx, services, {
			kind: 'code',
			accountId,
			detail: { way: by.way, returnTo },
			minutes: codeMinutes,
		});
		return {
			accountId,
			step: 'code',
			returnTo,
			cookies: [stepCookie(services.config, codeStep, token, codeMinutes * 60)],
		};
	}
	const { cookie } = await createSession(tx, services.config, accountId, {
		way: by.way,
		secondFactor: by.secondFactor,
		device: visit.device,
	});
	await forgive(tx, services.config, limits.passwordByAccount, accountId);
	await forgive(tx, services.config, limits.passwordByAccountInADay, accountId);
	return {
		accountId,
		step: 'in',
		returnTo,
		cookies: [
			cookie,
			await remember(tx, services, accountId, visit),
			stepCookie(services.config, codeStep, '', 0),
		],
	};
}

async function remember(
	tx: Tx,
	services: Services,
	accountId: string,
	visit: Visit,
): Promise<SessionCookie> {
	const token = visit.known ?? Buffer.from(services.ids.random(24)).toString('base64url');
	await tx.db
		.insertInto('known_device')
		.values({ account_id: accountId, hash: keyedHash(services.config, token) })
		.onConflict((oc) => oc.columns(['account_id', 'hash']).doUpdateSet({ seen_at: tx.now }))
		.execute();
	return stepCookie(services.config, knownDevice, token, knownDays * 86_400);
}

/** Whether this account has signed in on this device before. */
export async function isKnown(
	tx: Tx,
	services: Pick<Services, 'config'>,
	accountId: string,
	visit: Visit,
): Promise<boolean> {
	const row = await tx.db
		.selectFrom('known_device')
		.select('hash')
		.where('account_id', '=', accountId)
		.where('hash', '=', keyedHash(services.config, visit.known ?? ''))
		.executeTakeFirst();
	return row !== undefined;
}
