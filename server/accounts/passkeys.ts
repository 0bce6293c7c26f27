import {
	generateAuthenticationOptions,
	generateRegistrationOptions,
	verifyAuthenticationResponse,
	verifyRegistrationResponse,
	type AuthenticationResponseJSON,
	type AuthenticatorTransport,
	type PublicKeyCredentialCreationOptionsJSON,
	type PublicKeyCredentialRequestOptionsJSON,
	type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { Refusal } from '#domain/kernel/refusal.ts';
import { audit, reading, transact, type Reading, type Services } from '../platform/tx.ts';
import { findHalf, startHalf } from './half-store.ts';
import { limits, networkOf, refuseTooMany, spend } from './limits.ts';
import { stepCookie, type SessionCookie } from './session.ts';
import { enter } from './sign-in.ts';
import { passkeyStep, type Entered, type Visit } from './visit.ts';

/** The site a passkey is for: its origin, and its host as the id that the passkey is bound to. */
const siteOf = (origin: string) => ({ origin, id: new URL(origin).hostname });
const minutes = 5;
/** More would be a sign of something else than devices. */
const mostPasskeys = 10;

type Asked<T> = { readonly options: T; readonly cookie: SessionCookie };

/** A passkey as its owner is shown it. */
export interface OwnPasskey {
	readonly ref: string;
	/** On which device it was made: "safari-iphone". */
	readonly label: string;
	readonly createdAt: Date;
	readonly usedAt: Date | null;
}

/** The account's passkeys, oldest first. */
export async function passkeysOf(tx: Reading, accountId: string): Promise<OwnPasskey[]> {
	const rows = await tx.db
		.selectFrom('passkey')
		.select(['ref', 'label', 'created_at', 'used_at'])
		.where('account_id', '=', accountId)
		.orderBy('created_at')
		.execute();
	return rows.map(({ ref, label, created_at, used_at }) => ({
		ref,
		label,
		createdAt: created_at,
		usedAt: used_at,
	}));
}

/** What the browser needs to make a passkey for the account. `origin` is the site's own. */
export async function askForNewPasskey(
	services: Services,
	account: { readonly id: string; readonly email: string },
	origin: string,
): Promise<Asked<PublicKeyCredentialCreationOptionsJSON>> {
	const rows = await reading(services, (tx) =>
		tx.db
			.selectFrom('passkey')
			.select(['id', 'transports'])
			.where('account_id', '=', account.id)
			.execute(),
	);
	if (rows.length >= mostPasskeys) throw new Refusal('accounts.passkeys_enough');
	const options = await generateRegistrationOptions({
		rpName: 'Moothall',
		rpID: siteOf(origin).id,
		userName: account.email,
		userID: new Uint8Array(Buffer.from(account.id)),
		attestationType: 'none',
		excludeCredentials: rows.map(({ id, transports }) => ({
			id,
			transports: transportsOf(transports),
		})),
		authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
	});
	const cookie = await remember(services, 'new_passkey', account.id, options.challenge);
	return { options, cookie };
}

/** Keeps the passkey that the browser made. Refuses `accounts.passkey_wrong` for anything that is not the answer to our question. */
export async function keepPasskey(
	services: Services,
	account: { readonly id: string },
	given: {
		readonly token: string;
		readonly response: RegistrationResponseJSON;
		readonly origin: string;
	},
	device: string,
): Promise<void> {
	const site = siteOf(given.origin);
	const half = await transact(services, (tx) =>
		findHalf(tx, services, 'new_passkey', given.token, true),
	);
	if (half?.accountId !== account.id) throw new Refusal('accounts.step_over');
	const made = await verifyRegistrationResponse({
		response: given.response,
		expectedChallenge: half.detail as string,
		expectedOrigin: site.origin,
		expectedRPID: site.id,
		requireUserVerification: true,
	}).catch(() => undefined);
	if (!made?.verified) throw new Refusal('accounts.passkey_wrong');
	const { credential } = made.registrationInfo;
	await transact(services, async (tx) => {
		const ref = tx.uuid();
		const kept = await tx.db
			.insertInto('passkey')
			.values({
				id: credential.id,
				ref,
				account_id: account.id,
				public_key: Buffer.from(credential.publicKey).toString('base64url'),
				counter: credential.counter,
				transports: (credential.transports ?? []).join(' '),
				label: device,
			})
			.onConflict((oc) => oc.column('id').doNothing())
			.returning('ref')
			.executeTakeFirst();
		if (!kept) throw new Refusal('accounts.passkey_wrong');
		await audit(tx, { accountId: account.id, act: 'accounts.passkey_added', subject: ref });
	});
}

/** Takes one of the account's passkeys away, by its public reference. Says whether there was one. */
export async function dropPasskey(
	services: Services,
	accountId: string,
	ref: string,
): Promise<boolean> {
	return transact(services, async (tx) => {
		const gone = await tx.db
			.deleteFrom('passkey')
			.where('account_id', '=', accountId)
			.where('ref', '=', ref)
			.returning('ref')
			.executeTakeFirst();
		if (gone) await audit(tx, { accountId, act: 'accounts.passkey_dropped', subject: ref });
		return gone !== undefined;
	});
}

/** What the browser needs to sign in with whatever passkey the person has for this site: it names no account. */
export async function askForPasskey(
	services: Services,
	origin: string,
	visit: Pick<Visit, 'address'>,
): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {
	const network = networkOf(visit.address);
	refuseTooMany(
		await transact(services, (tx) => spend(tx, services.config, limits.signInByNetwork, network)),
	);
	const options = await generateAuthenticationOptions({
		rpID: siteOf(origin).id,
		userVerification: 'required',
	});
	return { options, cookie: await remember(services, 'passkey', null, options.challenge) };
}

/** Signs in by passkey; it counts as two factors. Refuses `accounts.passkey_wrong` for an unknown one and a wrong answer alike. */
export async function enterWithPasskey(
	services: Services,
	given: {
		readonly token: string;
		readonly response: AuthenticationResponseJSON;
		readonly origin: string;
		readonly returnTo: string | null;
	},
	visit: Visit,
): Promise<Entered> {
	const site = siteOf(given.origin);
	const [half, row] = await transact(services, async (tx) => [
		await findHalf(tx, services, 'passkey', given.token, true),
		await tx.db
			.selectFrom('passkey')
			.selectAll()
			.where('id', '=', idOf(given.response))
			.executeTakeFirst(),
	]);
	if (!half) throw new Refusal('accounts.step_over');
	const shown =
		row &&
		(await verifyAuthenticationResponse({
			response: given.response,
			expectedChallenge: half.detail as string,
			expectedOrigin: site.origin,
			expectedRPID: site.id,
			credential: {
				id: row.id,
				publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')),
				counter: row.counter,
				transports: transportsOf(row.transports),
			},
			requireUserVerification: true,
		}).catch(() => undefined));
	const entered = await transact(services, async (tx): Promise<Entered | null> => {
		if (!row || !shown?.verified) {
			const subject = row?.account_id ?? 'unknown';
			await audit(tx, { act: 'accounts.refused', subject, detail: { way: 'passkey' } });
			return null;
		}
		await tx.db
			.updateTable('passkey')
			.set({ counter: shown.authenticationInfo.newCounter, used_at: tx.now })
			.where('id', '=', row.id)
			.execute();
		const by = { way: 'passkey' as const, secondFactor: true, returnTo: given.returnTo };
		return enter(tx, services, row.account_id, by, visit);
	});
	if (!entered) throw new Refusal('accounts.passkey_wrong');
	return entered;
}

async function remember(
	services: Services,
	kind: 'passkey' | 'new_passkey',
	accountId: string | null,
	challenge: string,
): Promise<SessionCookie> {
	const token = await transact(services, (tx) =>
		startHalf(tx, services, { kind, accountId, detail: challenge, minutes }),
	);
	return stepCookie(services.config, passkeyStep, token, minutes * 60);
}

/** The id that an answer names; what was sent may be anything. */
const idOf = (response: { id?: unknown } | null): string =>
	typeof response?.id === 'string' ? response.id : '';

const transportsOf = (words: string) =>
	words.split(' ').filter(Boolean) as AuthenticatorTransport[];
