/** The nonce under which this document lets a script make a style sheet; empty where no policy was sent. */
export const styleNonce = (): string =>
	document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
