import { error, redirect } from '@sveltejs/kit';
import { notFound } from '#domain/kernel/refusal.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { cardActor, claimCard, tabletView } from '#server/decisions/name-cards.ts';
import { answer, formOf } from '../../../../answer.server.ts';
import { here } from '../../../../here.server.ts';
import { castFromCard, openToCard } from '../card-ballot.server.ts';
import { field, idFrom, meetingBase } from '../following.server.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent, RequestEvent } from './$types';

const cookie = 'moothall_card';
/** Seconds: longer than any meeting. */
const lasts = 16 * 3_600;

async function whoseCard(event: RequestEvent | PageServerLoadEvent) {
	const { partnership } = await here(event);
	const of = { partnershipId: partnership.id, slug: event.params.meeting };
	const token = event.cookies.get(cookie);
	return { of, actor: token ? await cardActor(event.locals.app, of, token, 'claim') : undefined };
}

export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'Cache-Control': 'no-store' });
	const { of, actor } = await whoseCard(event);
	const view = await tabletView(event.locals.app, of);
	if (!view) error(404);
	const person = view.people.find(({ personId }) => personId === actor?.personId);
	const code = event.url.searchParams.get('person');
	return {
		bare: true,
		base: meetingBase(event),
		people: actor ? [] : view.people.map(({ personId, name }) => ({ personId, name })),
		chosen: view.people.find((each) => each.code === code)?.personId ?? '',
		name: person?.name ?? null,
		vote: actor
			? await openToCard(
					event.locals.app,
					actor,
					actor.meetingId,
					event.url.searchParams.get('seat') ?? undefined,
				)
			: null,
		key: crypto.randomUUID(),
	};
};

export const actions: Actions = {
	claim: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			const { of } = await whoseCard(event);
			const { token } = await claimCard(event.locals.app, {
				...of,
				personId: idFrom(form, 'personId'),
				pin: form.get('pin'),
			});
			event.cookies.set(cookie, token, {
				path: `/${event.params.partnership}`,
				httpOnly: true,
				sameSite: 'lax',
				secure: event.url.protocol === 'https:',
				maxAge: lasts,
			});
			redirect(303, localizeHref(`${meetingBase(event)}/card`));
		});
	},
	cast: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			const { actor } = await whoseCard(event);
			if (!actor) throw notFound();
			const { reference, secret } = await castFromCard(event.locals.app, actor, form, 'name_card');
			if (secret) return { code: reference };
			redirect(303, localizeHref(`${meetingBase(event)}/card?done=${field(form, 'key')}`));
		});
	},
};
