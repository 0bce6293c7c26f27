import { error, fail } from '@sveltejs/kit';
import { Refusal } from '#domain/kernel/refusal.ts';
import { cardActor, endTurn, enterTablet, tabletView } from '#server/decisions/name-cards.ts';
import { answer, formOf } from '../../../../answer.server.ts';
import { here } from '../../../../here.server.ts';
import { castFromCard, openToCard } from '../card-ballot.server.ts';
import { field, idFrom, meetingBase } from '../following.server.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent, RequestEvent } from './$types';

async function place(event: RequestEvent | PageServerLoadEvent) {
	const { partnership } = await here(event);
	return { partnershipId: partnership.id, slug: event.params.meeting };
}

export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'Cache-Control': 'no-store' });
	const view = await tabletView(event.locals.app, await place(event));
	if (!view) error(404);
	return {
		bare: true,
		base: meetingBase(event),
		voting: view.voting,
		people: view.people.map(({ personId, name, claimedAt }) => ({
			personId,
			name,
			claimed: claimedAt !== null,
		})),
		/** The form's own mark: sent again by going back it opens nothing. */
		turn: crypto.randomUUID(),
		key: crypto.randomUUID(),
	};
};

/** Somebody's turn: what is open to them, and the pass that lets them cast it once. */
async function turnOf(event: RequestEvent, pass: string) {
	const { app } = event.locals;
	const of = await place(event);
	const actor = await cardActor(app, of, pass, 'pass');
	if (!actor) throw new Refusal('decisions.turn_over');
	const people = (await tabletView(app, of))?.people ?? [];
	return {
		actor,
		turn: {
			pass,
			name: people.find(({ personId }) => personId === actor.personId)?.name ?? '',
			vote: await openToCard(app, actor, actor.meetingId),
		},
	};
}

export const actions: Actions = {
	enter: async (event) => {
		const form = await formOf(event.request);
		const answered = await answer(form, async () => {
			const { pass } = await enterTablet(event.locals.app, {
				...(await place(event)),
				personId: idFrom(form, 'personId'),
				pin: form.get('pin'),
				turn: field(form, 'turn'),
			});
			return (await turnOf(event, pass)).turn;
		});
		// Neither the PIN nor the name stays on a screen that is handed on.
		return 'pass' in answered
			? { mine: answered }
			: fail(answered.status, { ...answered.data, typed: {} });
	},
	cast: async (event) => {
		const form = await formOf(event.request);
		const pass = field(form, 'pass');
		const answered = await answer(form, async () => {
			const { actor } = await turnOf(event, pass);
			const done = await castFromCard(event.locals.app, actor, form, 'tablet');
			await endTurn(event.locals.app, actor);
			return { done };
		});
		if ('done' in answered) return answered;
		// What was chosen stays for them to mend, as long as it is their turn.
		const mine = await turnOf(event, pass).catch(() => null);
		return fail(answered.status, {
			...answered.data,
			typed: mine ? answered.data.typed : {},
			...(mine ? { mine: mine.turn } : {}),
		});
	},
};
