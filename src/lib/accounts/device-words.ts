import * as m from '#lib/paraglide/messages.js';

/** Names of programs and machines are the makers' own, in every language. */
const names: Readonly<Record<string, string>> = {
	edge: 'Edge',
	opera: 'Opera',
	samsung: 'Samsung Internet',
	firefox: 'Firefox',
	chrome: 'Chrome',
	safari: 'Safari',
	iphone: 'iPhone',
	ipad: 'iPad',
	android: 'Android',
	windows: 'Windows',
	mac: 'Mac',
	chromebook: 'Chromebook',
	linux: 'Linux',
};

/** "firefox-windows" as a line of a list: "Firefox, Windows". */
export function deviceWords(device: string): string {
	const words = device.split('-').flatMap((word) => names[word] ?? []);
	return words.length > 0 ? words.join(', ') : m.accounts_device_unknown();
}

/** How somebody came in, in the reader's language. */
export function wayWords(way: string): string {
	switch (way) {
		case 'password':
			return m.accounts_way_password();
		case 'passkey':
			return m.accounts_way_passkey();
		case 'provider':
			return m.accounts_way_provider();
		case 'demo':
			return m.accounts_way_demo();
		default:
			return m.accounts_way_link();
	}
}
