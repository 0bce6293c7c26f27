import { beforeNavigate, goto } from '$app/navigation';
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
		if (!(await lastWordsSaved()) && !(await askAboutThem())) return;
		const way = wanted;
		if (!way?.to) return;
		agreed = true;
		if (way.type === 'popstate') history.go(way.delta);
		else await goto(way.to.url);
	} finally {
		wanted = null;
	}
}

async function askAboutThem(): Promise<boolean> {
	const [{ ask }, m] = await Promise.all([
		import('./ask.ts'),
		import('#lib/paraglide/messages.js'),
	]);
	const unsaved = [...openRooms].filter((room) => room.unsaved);
	const kept = unsaved.every((room) => room.kept === 'yes');
	const goOn = await ask({
		question: m.relay_leave_question(),
		loss: kept ? m.relay_leave_kept() : m.relay_leave_loss(),
		stay: m.relay_leave_stay(),
		goOn: m.relay_leave_leave(),
	});
	// What is nowhere but in this page goes with it; else it would be asked about again.
	if (goOn) for (const room of unsaved) if (room.kept !== 'yes') void room.abandon();
	return goOn;
}
