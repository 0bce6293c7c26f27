import * as m from '#lib/paraglide/messages.js';
import { ask } from './ask.ts';
import type { OpenRoom } from './unsaved.ts';

/**
 * The way out for words that the server will never take: they are dropped, here and on the device, and the page is loaded
 * anew. Asks first, since only the reader can have copied them.
 */
export async function startAgain(room: OpenRoom): Promise<void> {
	const sure = await ask({
		question: m.relay_start_again_question(),
		loss: m.relay_start_again_loss(),
		stay: m.relay_start_again_not_yet(),
		goOn: m.relay_start_again_yes(),
	});
	if (!sure) return;
	await room.abandon();
	location.reload();
}
