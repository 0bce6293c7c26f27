import type { SessionCookie } from './session.ts';

/** The cookie that brings the first factor to the second. */
export const codeStep = 'code_step';
/** The cookie that brings the challenge of a passkey back. */
export const passkeyStep = 'passkey_step';
/** The cookie that brings back what was agreed with a provider. */
export const providerStep = 'provider_step';
/** The cookie by which a device is known to have signed in once. */
export const knownDevice = 'device';

/** Where from and on what somebody signs in. */
export interface Visit {
	/** The address in the network, as the proxy in front of us says it. */
	readonly address: string;
	readonly device: string;
	/** The token of the known-device cookie, if the browser brought one. */
	readonly known: string | undefined;
}

/** After the first factor: signed in, or asked for a code. */
export interface Entered {
	readonly accountId: string;
	readonly step: 'in' | 'code';
	readonly returnTo: string | null;
	readonly cookies: readonly SessionCookie[];
	/** Sessions of the account that ended by it, so that their sockets can be closed. */
	readonly ended?: readonly string[];
}
