import { toString as qrCode } from 'qrcode';
import { shortCode } from '#domain/meetings/short-code.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { asPublic } from '../following.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const found = await asPublic(event);
	const address = `${event.url.origin}${localizeHref(`/m/${shortCode(found.meetingId)}`)}`;
	const svg = await qrCode(address, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
	return {
		...found,
		bare: true,
		/** Where phones follow, short enough for reading, and for scanning. */
		followAt: address,
		code: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
	};
};
