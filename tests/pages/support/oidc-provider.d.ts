declare module 'oidc-provider' {
	import type { RequestListener } from 'node:http';

	/** As much of the package as the tests use; it brings no types of its own. */
	export default class Provider {
		constructor(
			issuer: string,
			settings: {
				readonly clients: readonly object[];
				readonly claims: Readonly<Record<string, readonly string[]>>;
				readonly cookies: { readonly keys: readonly string[] };
				readonly findAccount: (
					context: unknown,
					id: string,
				) => { readonly accountId: string; readonly claims: () => object };
			},
		);
		callback(): RequestListener;
	}
}
