import type { ServerResponse } from 'node:http';
import type { Config } from './config.ts';

/**
 * Headers of every answer, files from the build included (adapter-node serves those before any hook runs).
 * Under https browsers are told to stay with it for a year (OWASP ASVS 5.0, 3.4.1).
 */
export function setSafeHeaders(res: ServerResponse, config: Pick<Config, 'origin'>): void {
	res.setHeader('X-Content-Type-Options', 'nosniff');
	res.setHeader('Referrer-Policy', 'same-origin');
	res.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
	if (config.origin?.protocol === 'https:')
		res.setHeader('Strict-Transport-Security', 'max-age=31536000');
}
