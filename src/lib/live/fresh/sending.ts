import { isSentAgain, setStage } from './form-state.ts';
import { addressOf, type Screen } from './screen.ts';

/** A ballot without an answer is sent again this often, about half a minute long: the key makes that harmless. */
const retries = 9;
/** Milliseconds after which no answer is expected any more. */
const patience = 15_000;

/** Milliseconds before the next attempt, after so many; grows up to four seconds. */
const pauseAfter = (tries: number): number => Math.min(4_000, 500 * 2 ** tries);

/** Sends the forms of the page without leaving it; a second press before the answer is dropped. */
export function sendForms(screen: Screen): void {
	const underWay = new WeakSet<HTMLFormElement>();
	document.addEventListener('submit', (event) => {
		const form = event.target;
		if (!(form instanceof HTMLFormElement) || form.method !== 'post' || event.defaultPrevented)
			return;
		// Signing out leaves the page.
		if (!form.closest('[data-fresh]')) return;
		event.preventDefault();
		if (underWay.has(form)) return;
		underWay.add(form);
		void send(screen, form, event.submitter).finally(() => underWay.delete(form));
	});
}

async function send(
	screen: Screen,
	form: HTMLFormElement,
	button: HTMLElement | null,
): Promise<void> {
	const body = fieldsOf(form, button);
	const url = new URL(form.getAttribute('action') ?? '', location.href);
	const release = screen.hold();
	setStage(form, 'sending');
	const again = isSentAgain(form);
	const part = form.closest('section');
	try {
		const answer = await post(url, body, again ? retries : 0);
		release();
		if (!answer) return setStage(form, again ? 'no_answer' : 'unsent');
		setStage(form, 'idle');
		// An act that another page does leaves one here.
		const named = url.search.startsWith('?/');
		if (named && answer.ok && !screen.isAt(addressOf(answer))) await screen.refresh();
		else await screen.arrive(answer);
		if (document.activeElement === document.body) focusAbove(part);
	} catch {
		// The act was done and the page after it did not come: asking again shows it.
		void screen.ask();
	}
}

/** Where a pressed button is gone, the next Tab starts at the heading above it; the page moves no further than it must. */
function focusAbove(part: Element | null): void {
	const above = part?.isConnected ? part.querySelector<HTMLElement>('h2') : null;
	const heading = above ?? document.querySelector<HTMLElement>('#vote-title, main h1');
	if (!heading) return;
	heading.tabIndex = -1;
	heading.focus({ preventScroll: true });
	heading.scrollIntoView({ block: 'nearest' });
}

async function post(
	url: URL,
	body: URLSearchParams,
	retriesAtMost: number,
): Promise<Response | undefined> {
	for (let tries = 1; ; tries++) {
		try {
			const response = await fetch(url, {
				method: 'POST',
				body,
				headers: { Accept: 'text/html' },
				signal: AbortSignal.timeout(patience),
			});
			if (response.status < 500) return response;
		} catch {
			// No answer means not known.
		}
		if (tries > retriesAtMost) return undefined;
		await pauseOrOnline(pauseAfter(tries));
	}
}

/** Waits, but no longer than until the device is online again. */
const pauseOrOnline = (ms: number) =>
	new Promise<void>((resolve) => {
		const done = () => {
			clearTimeout(timer);
			removeEventListener('online', done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		addEventListener('online', done);
	});

function fieldsOf(form: HTMLFormElement, button: HTMLElement | null): URLSearchParams {
	const fields = new URLSearchParams();
	for (const [name, value] of new FormData(form))
		if (typeof value === 'string') fields.append(name, value);
	if (button instanceof HTMLButtonElement && button.name) fields.append(button.name, button.value);
	return fields;
}
