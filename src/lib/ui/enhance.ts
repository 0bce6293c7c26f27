import { mount, unmount } from 'svelte';
import type { Action } from 'svelte/action';
// eslint-disable-next-line no-restricted-imports -- this is what stands in for it
import { enhance as kitEnhance, type SubmitFunction } from '$app/forms';
import { doneEvent } from './done.ts';
import { updateInPlace } from './kept-focus.ts';
import Trouble from './Trouble.svelte';
import { troubleOf, type SendingTrouble } from './trouble.ts';

/** How a form is sent by a component that says itself where sending went wrong. */
export interface Sending {
	readonly submit: SubmitFunction;
	/** What went wrong with the last press; null once it is over. */
	readonly tell: (trouble: SendingTrouble | null) => void;
}

/** After so long without an answer (milliseconds) the form says that it is being sent, and that it may be sent again. */
const soon = 1_500;
const patience = 10_000;

/** One press on its way. */
interface UnderWay {
	readonly controller: AbortController;
	/** It has taken so long that the same may be sent again in its place. */
	slow: boolean;
}

/**
 * Sends a form without leaving the page: Kit's action of this name for a bad line, where what was typed stays whatever
 * comes. No answer, or one that is none of the page's (for which Kit puts its error page in place of form and words), is
 * said in the form. The same pressed twice is sent once; after ten seconds without an answer the second press goes out
 * instead of the first. What is pressed with other words goes out beside it. A form is emptied when it was done, unless
 * something else has been typed in it by then, and a focus that meanwhile went to another form stays there.
 */
export const enhance: Action<HTMLFormElement, SubmitFunction | Sending | undefined> = (
	form,
	how,
) => {
	const said = typeof how === 'object' ? undefined : saying(form);
	const tell = typeof how === 'object' ? how.tell : said?.tell;
	const submit = typeof how === 'object' ? how.submit : how;
	const underWay = new Map<string, UnderWay>();
	const timers = new Set<ReturnType<typeof setTimeout>>();
	const later = (then: () => void, milliseconds: number) => {
		const timer = setTimeout(then, milliseconds);
		timers.add(timer);
		return () => {
			clearTimeout(timer);
			timers.delete(timer);
		};
	};

	const kit = kitEnhance(form, async (sent) => {
		const words = wordsOf(new FormData(form));
		const press = `${sent.action.href} ${wordsOf(sent.formData)}`;
		const before = underWay.get(press);
		if (before && !before.slow) return sent.cancel();
		const now: UnderWay = { controller: sent.controller, slow: false };
		underWay.set(press, now);
		form.ariaBusy = 'true';
		const over = () => {
			if (underWay.get(press) === now) underWay.delete(press);
			if (underWay.size === 0) form.ariaBusy = null;
		};
		let cancelled = false;
		const cancel = () => {
			cancelled = true;
			sent.cancel();
		};
		let then: Awaited<ReturnType<SubmitFunction>>;
		try {
			then = await submit?.({ ...sent, cancel });
		} catch (error) {
			over();
			throw error;
		}
		if (cancelled) return over();
		before?.controller.abort();
		tell?.(null);
		const answered = [
			later(() => tell?.({ is: 'sending' }), soon),
			later(() => {
				now.slow = true;
				form.ariaBusy = null;
				tell?.({ is: 'slow' });
			}, patience),
		];
		return async (answer) => {
			over();
			answered.forEach((stop) => stop());
			const trouble = troubleOf(answer.result);
			const reset = wordsOf(new FormData(form)) === words;
			if (!trouble) {
				await (then ? then(answer) : updateInPlace(answer.update, { but: form, reset }));
				// Kit empties no form whose answer leads to a page, be it to this one again.
				const again = answer.result.type === 'redirect' && form.isConnected;
				if (!then && reset && again) form.dispatchEvent(new Event(doneEvent));
			}
			tell?.(trouble);
		};
	});
	return {
		destroy() {
			timers.forEach(clearTimeout);
			said?.tell(null);
			kit.destroy();
		},
	};
};

/** What is said in a form, to tell one press of it from another. */
const wordsOf = (form: FormData): string =>
	JSON.stringify([...form].filter(([, value]) => typeof value === 'string'));

/** Says it at the end of the form. */
function saying(form: HTMLFormElement): Pick<Sending, 'tell'> {
	let shown: Record<string, unknown> | undefined;
	return {
		tell(trouble) {
			if (shown) void unmount(shown);
			shown = trouble ? mount(Trouble, { target: form, props: { trouble } }) : undefined;
		},
	};
}

/** For a form whose words stay in it when it was done, as well as the focus. */
export const stay: SubmitFunction =
	() =>
	({ update }) =>
		updateInPlace(update);
