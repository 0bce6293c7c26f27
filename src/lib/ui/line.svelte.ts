import { patient } from './patient-fetch.ts';

/** Whether pages wait for data that does not come; only browsers write it. */
export const line = $state({ waiting: 0 });

/** Makes this browser ask for the data of pages until an answer comes. Called once, before the first page is shown. */
export function waitForTheLine(): void {
	window.fetch = patient(window.fetch.bind(window), {
		isOpen: (pathname) => pathname === location.pathname,
		held: (count) => void (line.waiting = count),
		later: (milliseconds) =>
			new Promise((resolve) => {
				const go = () => {
					clearTimeout(timer);
					removeEventListener('online', go);
					resolve();
				};
				const timer = setTimeout(go, milliseconds);
				addEventListener('online', go);
			}),
	});
}
