import * as m from '#lib/paraglide/messages.js';
import { ask } from './ask.ts';
import { forgetDevice } from './device.ts';
import { forgetUnsaved, lastWordsSaved, notedUnsaved, openRooms } from './unsaved.ts';

/**
 * Runs before the session ends: asks when words of the account would be lost, then deletes its copies on this device.
 * Resolves to false when the reader would rather stay.
 */
export async function beforeSignOut(accountId: string): Promise<boolean> {
	const saved = await lastWordsSaved();
	if (!(saved && notedUnsaved(accountId).length === 0) && !(await ask(question()))) return false;
	await Promise.all([...openRooms].map((room) => room.abandon()));
	await forgetDevice(accountId);
	forgetUnsaved(accountId);
	return true;
}

const question = () => ({
	question: m.relay_sign_out_question(),
	loss: m.relay_sign_out_loss(),
	stay: m.relay_sign_out_stay(),
	goOn: m.relay_sign_out_leave(),
});
