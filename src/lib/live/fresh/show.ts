import { Idiomorph } from 'idiomorph';
import { keepUnsent } from './form-state.ts';

/** What comes up to date; the live regions outside stay mounted. A page names each part of its own once. */
const parts = '[data-fresh]';
/** How long a page waits for a stylesheet that another has not needed (ms). */
const patience = 2_000;

/** Makes the page that is open into the one from the server, node by node, so that focus and scroll stay. */
export async function show(fresh: Document, keepChoices: boolean): Promise<void> {
	await addStyles(fresh);
	if (keepChoices) keepUnsent(document, fresh);
	for (const next of fresh.querySelectorAll<HTMLElement>(parts)) {
		const old = document.querySelector(`[data-fresh="${next.dataset['fresh']}"]`);
		if (old) void Idiomorph.morph(old, next);
	}
	document.title = fresh.title;
}

async function addStyles(fresh: Document): Promise<void> {
	const here = new Set([...document.head.querySelectorAll(sheets)].map(nameOfSheet));
	const missing = [...fresh.head.querySelectorAll(sheets)].filter(
		(sheet) => !here.has(nameOfSheet(sheet)),
	);
	const loaded = missing.flatMap((sheet) => {
		const copy = document.importNode(sheet, true);
		document.head.append(copy);
		return copy instanceof HTMLLinkElement ? [settled(copy)] : [];
	});
	await Promise.race([Promise.all(loaded), later(patience)]);
}

const sheets = 'link[rel="stylesheet"], style';

const nameOfSheet = (sheet: Element): string =>
	sheet instanceof HTMLStyleElement || !sheet.hasAttribute('href')
		? sheet.textContent
		: new URL(sheet.getAttribute('href') ?? '', location.href).href;

const settled = (link: HTMLLinkElement) =>
	new Promise<void>((resolve) => {
		link.addEventListener('load', () => resolve());
		link.addEventListener('error', () => resolve());
	});

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Puts the focus where a page wants it on arrival: on what was refused, or on the heading or receipt that names
 * `data-focus`. Never called for a page that only comes up to date.
 */
export function focusOnArrival(): void {
	const target =
		document.querySelector<HTMLElement>('.govuk-error-summary, [data-refused]') ??
		document.querySelector<HTMLElement>('[data-focus]');
	target?.focus();
}
