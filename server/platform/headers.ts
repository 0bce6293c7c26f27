import type { ServerResponse } from 'node:http';
import type { Config } from './config.ts';

/** What may be loaded by an answer that is no page (a file, data, the page of last resort). SvelteKit's pages bring a policy of their own. */
const noPage =
	"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const features = [
	'accelerometer',
	'camera',
	'display-capture',
	'geolocation',
	'gyroscope',
	'magnetometer',
	'microphone',
	'midi',
	'payment',
	'usb',
];

/** The headers of every answer. Forms name the page's origin, so the Referrer-Policy can't be `no-referrer`: browsers would say `null`. */
export function safeHeaders(config: Pick<Config, 'origin'>): Readonly<Record<string, string>> {
	return {
		'Content-Security-Policy': noPage,
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Cross-Origin-Resource-Policy': 'same-origin',
		'Permissions-Policy': features.map((feature) => `${feature}=()`).join(', '),
		'Referrer-Policy': 'same-origin',
		'X-Content-Type-Options': 'nosniff',
		...(config.origin?.protocol === 'https:'
			? { 'Strict-Transport-Security': 'max-age=31536000' }
			: {}),
	};
}

/**
 * Headers of every answer, files from the build included (adapter-node serves those before any hook runs).
 * Under https browsers are told to stay with it for a year (OWASP ASVS 5.0, 3.4.1).
 */
export function setSafeHeaders(res: ServerResponse, config: Pick<Config, 'origin'>): void {
	for (const [name, value] of Object.entries(safeHeaders(config))) res.setHeader(name, value);
}
