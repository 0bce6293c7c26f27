import { beforeNavigate, goto } from '$app/navigation';
import { mayLeave } from './may-leave.ts';
import { lastWordsSaved, openRooms } from './unsaved.ts';

type BeforeNavigate = Parameters<Parameters<typeof beforeNavigate>[0]>[0];

/** The way that waits for the last words; a newer one takes its place. */
let wanted: BeforeNavigate | null = null;
/** The way that was agreed to. */
let agreed = false;

/**
 * Call while a component is made: leaving for another page of the site waits until the last words are saved, and asks when
 * they can't be. Closing the tab is the browser's own question (see Room).
 */
export function guardLeaving(): void {
	beforeNavigate((navigation) => {
		const { from, to, willUnload } = navigation;
		if (agreed) {
			agreed = false;
			return;
		}
		if (willUnload || !to || from?.url.pathname === to.url.pathname) return;
		if (![...openRooms].some(({ unsaved }) => unsaved)) return;
		navigation.cancel();
		const waiting = wanted !== null;
		wanted = navigation;
		if (!waiting) void leave();
	});
}

async function leave(): Promise<void> {
	try {
		if (!(await lastWordsSaved()) && !(await mayLeave())) return;
		const way = wanted;
		if (!way?.to) return;
		agreed = true;
		if (way.type === 'popstate') history.go(way.delta);
		else await goto(way.to.url);
	} finally {
		wanted = null;
	}
}
