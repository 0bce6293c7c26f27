import { error, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { Actor } from '#domain/kernel/actor.ts';
import type { Text } from '#domain/kernel/text.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { mayDo } from '#server/partnerships/managing.ts';
import type { Partnership } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { answer, formOf, word, type Refused } from '../answer.server.ts';
import { acting, here } from '../here.server.ts';

type Event = Pick<RequestEvent, 'params' | 'locals' | 'request' | 'url'>;

/** The partnership for somebody who runs it; 404 for everybody else, as if the page were not there. */
export async function asManager(event: Event): Promise<{ partnership: Partnership; actor: Actor }> {
	const { partnership, actor } = await here(event);
	if (!actor) error(event.locals.account ? 404 : 401);
	if (!(await reading(event.locals.app, (tx) => mayDo(tx, actor, 'partnerships.manage'))))
		error(404);
	return { partnership, actor };
}

export interface Managing {
	readonly app: App.Locals['app'];
	readonly actor: Actor;
	readonly form: FormData;
}

/**
 * One act of a page of those who run the partnership: a refusal comes back to the page with what was typed, afterwards the
 * browser goes on to `to` (the same page for none), so that reloading sends nothing twice.
 */
export async function manage(
	event: Event,
	work: (given: Managing) => Promise<unknown>,
	to?: (slug: string) => string,
): Promise<ActionFailure<Refused>> {
	const form = await formOf(event.request);
	const where = await here(event);
	const answered = await answer(form, async () => {
		await work({ app: event.locals.app, actor: acting(where), form });
		return { done: true as const };
	});
	if (!('done' in answered)) return answered;
	const slug = where.partnership.slug;
	redirect(303, to ? localizeHref(to(slug)) : `${event.url.pathname}?saved=1`);
}

/** Words in both languages from `<stem>_en` and `<stem>_cy`. */
export const textFrom = (form: FormData, stem: string): Text => ({
	en: word(form, `${stem}_en`),
	cy: word(form, `${stem}_cy`),
});

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const nothing = '00000000-0000-4000-8000-000000000000';

/** The id in a field; what is none is the id of nothing. Empty stays empty. */
export function idIn(form: FormData, name: string): string {
	const value = word(form, name);
	return value === '' || uuid.test(value) ? value : nothing;
}
