import { forgetDevice } from '#lib/relay/device.ts';
import { forgetUnsaved, notedUnsaved } from '#lib/relay/unsaved.ts';

/**
 * What comes before the session ends on a page with a header: asks when words of the account wait on this device, then
 * deletes its copies here (SignOutDialog.svelte has the words). These pages have no rooms of drafts open themselves.
 */
export function askBeforeSignOut(): void {
	const dialog = document.querySelector<HTMLDialogElement>('dialog[data-account]');
	const form = document.querySelector<HTMLFormElement>('form[data-sign-out]');
	const accountId = dialog?.dataset['account'];
	if (!dialog || !form || !accountId) return;
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		if (notedUnsaved(accountId).length === 0) void leave(form, accountId);
		else dialog.showModal();
	});
	dialog.addEventListener('close', () => {
		if (dialog.returnValue === 'leave') void leave(form, accountId);
	});
}

async function leave(form: HTMLFormElement, accountId: string): Promise<void> {
	await forgetDevice(accountId);
	forgetUnsaved(accountId);
	form.submit();
}
