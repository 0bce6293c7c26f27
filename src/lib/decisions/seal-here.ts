import { codeFrom, motionPaper, plaintext, type OpenBallot } from '#domain/decisions/sealed.ts';

/** Whether this browser can seal: over plain http on a local network it cannot. */
export const canSeal = (): boolean => globalThis.isSecureContext && 'subtle' in globalThis.crypto;

/** A fresh code for one ballot. */
export const newCode = (): string => codeFrom(crypto.getRandomValues(new Uint8Array(24)));

/** Seals a ballot on this device to the urn's key (SPKI, base64); in base64, as the form sends it. */
export async function sealHere(
	publicKey: string,
	pollId: string,
	ballot: OpenBallot,
	paper = motionPaper,
): Promise<string> {
	const spki = Uint8Array.from(atob(publicKey), (sign) => sign.charCodeAt(0));
	const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
	const key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['encrypt']);
	const bytes = plaintext(pollId, ballot, paper) as Uint8Array<ArrayBuffer>;
	const sealed = await crypto.subtle.encrypt(algorithm, key, bytes);
	return btoa(String.fromCharCode(...new Uint8Array(sealed)));
}
