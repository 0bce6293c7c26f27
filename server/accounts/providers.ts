import * as oidc from 'openid-client';
import { emailAddress } from '#domain/accounts/email.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { ProviderConfig } from '../platform/config.ts';
import { audit, transact, type Services, type Tx } from '../platform/tx.ts';
import { findHalf, startHalf } from './half-store.ts';
import { stepCookie, type SessionCookie } from './session.ts';
import { enter } from './sign-in.ts';
import { providerStep, type Entered, type Visit } from './visit.ts';

// OpenID Connect, code flow with PKCE, state and nonce: one provider by the settings, whichever it is.

const minutes = 10;
export const backPath = '/sign-in/provider/back';

const found = new Map<string, Promise<oidc.Configuration>>();

/** The provider's own description of itself, asked once; a failure is asked again next time. */
function described(provider: ProviderConfig): Promise<oidc.Configuration> {
	const key = provider.issuer.href;
	let asked = found.get(key);
	if (!asked) {
		const insecure = provider.issuer.protocol === 'http:';
		asked = oidc.discovery(
			provider.issuer,
			provider.clientId,
			provider.clientSecret,
			undefined,
			// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it stands out; the settings allow http on this machine alone.
			insecure ? { execute: [oidc.allowInsecureRequests] } : undefined,
		);
		asked.catch(() => found.delete(key));
		found.set(key, asked);
	}
	return asked;
}

interface Agreed {
	readonly verifier: string;
	readonly state: string;
	readonly nonce: string;
	readonly returnTo: string | null;
}

/** Where to send the browser, and the cookie that it must bring back. Refuses `accounts.provider_away` while the provider can't be reached. */
export async function beginProvider(
	services: Services,
	asked: { readonly origin: string; readonly returnTo: string | null },
): Promise<{ address: string; cookie: SessionCookie }> {
	const { provider } = services.config;
	if (!provider) throw notFound();
	const agreed: Agreed = {
		verifier: oidc.randomPKCECodeVerifier(),
		state: oidc.randomState(),
		nonce: oidc.randomNonce(),
		returnTo: asked.returnTo,
	};
	const configuration = await reached(services, () => described(provider));
	const address = oidc.buildAuthorizationUrl(configuration, {
		redirect_uri: `${asked.origin}${backPath}`,
		scope: 'openid email',
		code_challenge: await oidc.calculatePKCECodeChallenge(agreed.verifier),
		code_challenge_method: 'S256',
		state: agreed.state,
		nonce: agreed.nonce,
	});
	const token = await transact(services, (tx) =>
		startHalf(tx, services, { kind: 'provider', accountId: null, detail: { ...agreed }, minutes }),
	);
	return {
		address: address.href,
		cookie: stepCookie(services.config, providerStep, token, minutes * 60),
	};
}

/**
 * Signs in whoever the provider sent back. The first time an account is found by the address that the provider verified,
 * from then on by issuer and subject alone. Refuses `accounts.provider_unknown` for an address nobody invited, and
 * `accounts.provider_not` for an answer that is not the one we asked for.
 */
export async function enterWithProvider(
	services: Services,
	given: { readonly token: string; readonly address: URL },
	visit: Visit,
): Promise<Entered> {
	const { provider } = services.config;
	if (!provider) throw notFound();
	const half = await transact(services, (tx) =>
		findHalf(tx, services, 'provider', given.token, true),
	);
	if (!half) throw new Refusal('accounts.step_over');
	const agreed = half.detail as unknown as Agreed;
	const configuration = await reached(services, () => described(provider));
	const tokens = await oidc
		.authorizationCodeGrant(configuration, given.address, {
			pkceCodeVerifier: agreed.verifier,
			expectedState: agreed.state,
			expectedNonce: agreed.nonce,
			idTokenExpected: true,
		})
		.catch((error: unknown) => {
			services.log.warn({ err: error instanceof Error ? error.name : 'unknown' }, 'provider');
			return undefined;
		});
	const claims = tokens?.claims();
	if (!tokens || !claims) throw new Refusal('accounts.provider_not');
	const told =
		typeof claims['email'] === 'string'
			? claims
			: await oidc
					.fetchUserInfo(configuration, tokens.access_token, claims.sub)
					.catch(() => claims as Record<string, unknown>);
	const verified = told['email_verified'] === true || provider.trustEmail;
	const email = typeof told['email'] === 'string' && verified ? told['email'] : null;
	const entered = await transact(services, async (tx): Promise<Entered | null> => {
		const who = { issuer: claims.iss, subject: claims.sub };
		const accountId = await accountOf(tx, who, email);
		if (!accountId) {
			const detail = { way: 'provider' };
			await audit(tx, { act: 'accounts.refused', subject: 'unknown', detail });
			return null;
		}
		const by = { way: 'provider' as const, secondFactor: false, returnTo: agreed.returnTo };
		return enter(tx, services, accountId, by, visit);
	});
	if (!entered) throw new Refusal('accounts.provider_unknown', { name: provider.name });
	return entered;
}

async function accountOf(
	tx: Tx,
	who: { readonly issuer: string; readonly subject: string },
	email: string | null,
): Promise<string | undefined> {
	const known = await tx.db
		.selectFrom('provider_identity')
		.select('account_id')
		.where('issuer', '=', who.issuer)
		.where('subject', '=', who.subject)
		.executeTakeFirst();
	if (known) return known.account_id;
	if (email === null) return undefined;
	const account = await tx.db
		.selectFrom('account')
		.select('id')
		.where('email', '=', emailAddress(email))
		.executeTakeFirst();
	if (!account) return undefined;
	await tx.db
		.insertInto('provider_identity')
		.values({ ...who, account_id: account.id })
		.execute();
	await audit(tx, {
		accountId: account.id,
		act: 'accounts.provider_joined',
		subject: account.id,
	});
	return account.id;
}

async function reached<T>(services: Services, ask: () => Promise<T>): Promise<T> {
	try {
		return await ask();
	} catch (error) {
		services.log.warn({ err: error instanceof Error ? error.name : 'unknown' }, 'provider');
		throw new Refusal('accounts.provider_away');
	}
}
