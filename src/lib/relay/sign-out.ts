import { mount, unmount } from 'svelte';
import { forgetDevice } from './device.ts';
import SignOutQuestion from './SignOutQuestion.svelte';
import { notedUnsaved, noteSaved, openRooms } from './unsaved.ts';

/** How long words that are on their way get to arrive before anybody is asked about them (ms). */
const patience = 2_000;

/**
 * Runs before the session ends: asks when words of the account would be lost, then deletes its copies on this device.
 * Resolves to false when the reader would rather stay.
 */
export async function beforeSignOut(accountId: string): Promise<boolean> {
	await onTheirWay();
	const waiting = notedUnsaved(accountId);
	const unsaved = waiting.length > 0 || [...openRooms].some((room) => room.unsaved);
	if (unsaved && !(await ask())) return false;
	await Promise.all([...openRooms].map((room) => room.abandon()));
	await forgetDevice(accountId);
	for (const room of waiting) noteSaved(accountId, room);
	return true;
}

async function onTheirWay(): Promise<void> {
	const late = Date.now() + patience;
	while (
		[...openRooms].some((room) => room.unsaved && room.state === 'saving') &&
		Date.now() < late
	)
		await new Promise((resolve) => setTimeout(resolve, 50));
}

function ask(): Promise<boolean> {
	return new Promise((resolve) => {
		const question = mount(SignOutQuestion, {
			target: document.body,
			props: {
				onanswer(leave: boolean) {
					void unmount(question);
					resolve(leave);
				},
			},
		});
	});
}
