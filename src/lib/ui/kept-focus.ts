/**
 * Watches where the focus is until `back`, which gives it back to where somebody had put it. For what takes it away although
 * nobody asked for that: Kit puts it on the page after every act that was done, also when its answer comes while somebody
 * already types in another field.
 */
function keptFocus(but?: HTMLFormElement): { back(): void } {
	let last = document.activeElement;
	const came = ({ target }: FocusEvent) => {
		if (target instanceof HTMLElement && target !== document.body) last = target;
	};
	const went = ({ target, relatedTarget }: FocusEvent) => {
		// Left for nothing: they tapped beside it. Another window takes no focus from this page.
		if (target === last && relatedTarget === null && document.hasFocus()) last = null;
	};
	document.addEventListener('focusin', came);
	document.addEventListener('focusout', went);
	return {
		back() {
			document.removeEventListener('focusin', came);
			document.removeEventListener('focusout', went);
			if (document.activeElement !== document.body) return;
			if (!(last instanceof HTMLElement) || last === document.body || !last.isConnected) return;
			if (!but?.contains(last)) last.focus({ preventScroll: true });
		},
	};
}

/**
 * Brings the page up to date after an act (the `update` that `use:enhance` hands over): the focus stays where it is, and
 * so does what is typed unless the form is to be emptied. Not given back is a focus in the form `but`.
 */
export async function updateInPlace(
	update: (options: { readonly reset: boolean }) => Promise<void>,
	{ but, reset = false }: { readonly but?: HTMLFormElement; readonly reset?: boolean } = {},
): Promise<void> {
	const focus = keptFocus(but);
	await update({ reset });
	focus.back();
}
