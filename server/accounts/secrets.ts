import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Config } from '../platform/config.ts';

/** What of a one-time token or of a name that must not be stored is stored: an HMAC under the server's secret. */
export const keyedHash = (config: Pick<Config, 'secret'>, text: string): string =>
	createHmac('sha256', config.secret).update(text).digest('hex');

const sealKey = (config: Pick<Config, 'secret'>) =>
	new Uint8Array(hkdfSync('sha256', config.secret, '', 'moothall one-time codes', 32));

/** Seals a secret for one row (AES-256-GCM); `bound` is what the row is about, so that it opens nowhere else. */
export function seal(config: Pick<Config, 'secret'>, secret: Uint8Array, bound: string): string {
	const iv = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', sealKey(config), iv).setAAD(Buffer.from(bound));
	const text = Buffer.concat([cipher.update(secret), cipher.final()]);
	return [iv, cipher.getAuthTag(), text].map((part) => part.toString('base64url')).join('.');
}

/** Opens what `seal` made; throws where the secret of the server or the row is another. */
export function unseal(config: Pick<Config, 'secret'>, sealed: string, bound: string): Uint8Array {
	const [iv, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
	if (!iv || !tag || !text) throw new Error('not sealed');
	const cipher = createDecipheriv('aes-256-gcm', sealKey(config), iv)
		.setAAD(Buffer.from(bound))
		.setAuthTag(tag);
	return new Uint8Array(Buffer.concat([cipher.update(text), cipher.final()]));
}
