import { toString as qrCode } from 'qrcode';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { asPublic } from '../following.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const found = await asPublic(event);
	const address = `${event.url.origin}${localizeHref(`${found.base}/follow`)}`;
	const svg = await qrCode(address, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
	return {
		...found,
		bare: true,
		/** Where phones follow, for reading and for scanning. */
		followAt: address,
		code: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
	};
};
