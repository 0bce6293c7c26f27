import { createHmac, timingSafeEqual } from 'node:crypto';
import { base32, codeOf, codeTyped, stepAt } from '#domain/accounts/one-time-code.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { audit, transact, type Reading, type Services, type Tx } from '../platform/tx.ts';
import { findHalf } from './half-store.ts';
import { limits, refuseTooMany, spend } from './limits.ts';
import { seal, unseal } from './secrets.ts';
import { createSession, stepCookie } from './session.ts';
import type { Way } from './session-adapter.ts';
import { codeStep, type Entered, type Visit } from './visit.ts';

/** Whether the account is asked for a code of an authenticator app. */
export async function hasCodes(tx: Reading, accountId: string): Promise<boolean> {
	const row = await tx.db
		.selectFrom('one_time_codes')
		.select('account_id')
		.where('account_id', '=', accountId)
		.where('confirmed_at', 'is not', null)
		.executeTakeFirst();
	return row !== undefined;
}

/** Begins with an authenticator app: the secret to be put into it. It counts only once a code of it was typed. */
export async function offerCodes(
	services: Services,
	account: { readonly id: string; readonly email: string },
): Promise<{ secret: string; address: string }> {
	return transact(services, async (tx) => {
		if (await hasCodes(tx, account.id)) throw new Refusal('accounts.codes_already');
		const bytes = services.ids.random(20);
		const sealed = seal(services.config, bytes, account.id);
		await tx.db
			.insertInto('one_time_codes')
			.values({ account_id: account.id, secret: sealed })
			.onConflict((oc) => oc.column('account_id').doUpdateSet({ secret: sealed, last_step: 0 }))
			.execute();
		const secret = base32(bytes);
		const label = encodeURIComponent(`Moothall:${account.email}`);
		return { secret, address: `otpauth://totp/${label}?secret=${secret}&issuer=Moothall` };
	});
}

/** The secret that was offered and not yet confirmed, to show it again on the page that a wrong code came back to. */
export async function offeredSecret(
	services: Services,
	accountId: string,
): Promise<string | undefined> {
	return transact(services, async (tx) => {
		const row = await tx.db
			.selectFrom('one_time_codes')
			.select('secret')
			.where('account_id', '=', accountId)
			.where('confirmed_at', 'is', null)
			.executeTakeFirst();
		return row && base32(unseal(services.config, row.secret, accountId));
	});
}

/** Confirms the app by one of its codes; from then on every sign-in by link or password asks for one. */
export async function confirmCodes(
	services: Services,
	accountId: string,
	typed: string,
): Promise<void> {
	const right = await transact(services, async (tx) => {
		refuseTooMany(await spend(tx, services.config, limits.codeByAccount, accountId));
		if (!(await check(tx, services, accountId, typed))) return false;
		await tx.db
			.updateTable('one_time_codes')
			.set({ confirmed_at: tx.now })
			.where('account_id', '=', accountId)
			.execute();
		await audit(tx, { accountId, act: 'accounts.codes_on', subject: accountId });
		return true;
	});
	if (!right) throw new Refusal('accounts.code_wrong', {}, 'code');
}

/** Leaves the authenticator app, by one of its codes. */
export async function stopCodes(
	services: Services,
	accountId: string,
	typed: string,
): Promise<void> {
	const right = await transact(services, async (tx) => {
		refuseTooMany(await spend(tx, services.config, limits.codeByAccount, accountId));
		if (!(await check(tx, services, accountId, typed))) return false;
		await tx.db.deleteFrom('one_time_codes').where('account_id', '=', accountId).execute();
		await audit(tx, { accountId, act: 'accounts.codes_off', subject: accountId });
		return true;
	});
	if (!right) throw new Refusal('accounts.code_wrong', {}, 'code');
}

/** The second factor: the token of the first step's cookie and a code. Refuses `accounts.link_over` when the step ran out. */
export async function enterWithCode(
	services: Services,
	token: string,
	typed: string,
	visit: Visit,
): Promise<Entered> {
	const entered = await transact(services, async (tx): Promise<Entered | null> => {
		const half = await findHalf(tx, services, 'code', token, false);
		if (!half?.accountId) throw new Refusal('accounts.step_over');
		const { accountId } = half;
		const { way, returnTo } = half.detail as { way: Way; returnTo: string | null };
		if (!(await spend(tx, services.config, limits.codeByAccount, accountId))) return null;
		if (!(await check(tx, services, accountId, typed))) {
			await audit(tx, {
				accountId,
				act: 'accounts.refused',
				subject: accountId,
				detail: { way: 'code' },
			});
			return null;
		}
		await findHalf(tx, services, 'code', token, true);
		const by = { way, secondFactor: true, device: visit.device };
		const { cookie } = await createSession(tx, services.config, accountId, by);
		const over = stepCookie(services.config, codeStep, '', 0);
		return { accountId, step: 'in', returnTo, cookies: [cookie, over] };
	});
	// Thrown after the commit, so that the try is counted and written down.
	if (!entered) throw new Refusal('accounts.code_wrong', {}, 'code');
	return entered;
}

/** Whether this is the code of now, or of the step before or after it, and none that was used before. Uses it up. */
async function check(
	tx: Tx,
	services: Services,
	accountId: string,
	typed: string,
): Promise<boolean> {
	const row = await tx.db
		.selectFrom('one_time_codes')
		.select(['secret', 'last_step'])
		.where('account_id', '=', accountId)
		.forUpdate()
		.executeTakeFirst();
	const code = codeTyped(typed);
	if (!row || !code) return false;
	const secret = unseal(services.config, row.secret, accountId);
	const now = stepAt(tx.now.getTime());
	for (const step of [now - 1, now, now + 1]) {
		if (step <= row.last_step || !same(codeAt(secret, step), code)) continue;
		await tx.db
			.updateTable('one_time_codes')
			.set({ last_step: step })
			.where('account_id', '=', accountId)
			.execute();
		return true;
	}
	return false;
}

/** The code of a step. */
export function codeAt(secret: Uint8Array, step: number): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(step));
	return codeOf(createHmac('sha1', secret).update(counter).digest());
}

const same = (a: string, b: string) =>
	a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
