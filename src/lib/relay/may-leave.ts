import * as m from '#lib/paraglide/messages.js';
import { ask } from './ask.ts';
import { openRooms } from './unsaved.ts';
import { wayOut } from './words.ts';

/** Asks whether to leave although words are not saved. What is nowhere but in this page goes with it. */
export async function mayLeave(): Promise<boolean> {
	const unsaved = [...openRooms].filter((room) => room.unsaved);
	const kept = unsaved.every((room) => room.kept === 'yes');
	const taken = unsaved.every((room) => wayOut(room) !== 'start_again');
	const leave = await ask({
		question: m.relay_leave_question(),
		loss: !kept ? m.relay_leave_loss() : taken ? m.relay_leave_kept() : m.relay_leave_refused(),
		stay: m.relay_leave_stay(),
		goOn: m.relay_leave_leave(),
	});
	// Else it would be asked about again.
	if (leave) for (const room of unsaved) if (room.kept !== 'yes') void room.abandon();
	return leave;
}
