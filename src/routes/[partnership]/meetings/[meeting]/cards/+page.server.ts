import { error } from '@sveltejs/kit';
import { toString as qrCode } from 'qrcode';
import { isRefusal } from '#domain/kernel/refusal.ts';
import {
	cardCode,
	cardsView,
	makeCards,
	undoClaim,
	type PrintedCard,
} from '#server/decisions/name-cards.ts';
import { meetingHere } from '#server/live/views.ts';
import { answer, formOf } from '../../../../answer.server.ts';
import { acting, fresh, here } from '../../../../here.server.ts';
import { actAtMeeting, field, idFrom, meetingBase } from '../following.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'Cache-Control': 'no-store' });
	const { app } = event.locals;
	const where = await here(event);
	try {
		const actor = acting(where);
		const { id, title } = await meetingHere(app, actor.partnershipId, event.params.meeting);
		return { base: meetingBase(event), title, people: await cardsView(app, actor, id) };
	} catch (refusal) {
		if (isRefusal(refusal)) error(404);
		throw refusal;
	}
};

/** A card with what a phone scans: the ballot of whoever it is for. */
async function withCode(card: PrintedCard, address: string) {
	const svg = await qrCode(`${address}?person=${card.code}`, {
		type: 'svg',
		margin: 1,
		errorCorrectionLevel: 'M',
	});
	return { ...card, qr: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` };
}

export const actions: Actions = {
	/** The PINs are in this answer and nowhere else: it is printed. */
	make: async (event) => {
		const form = await formOf(event.request);
		return answer(form, async () => {
			fresh(event.locals);
			const { app } = event.locals;
			const actor = acting(await here(event));
			const { id } = await meetingHere(app, actor.partnershipId, event.params.meeting);
			const cards = await makeCards(app, actor, {
				meetingId: id,
				personId: field(form, 'personId') ? idFrom(form, 'personId') : undefined,
			});
			const code = await cardCode(app, { partnershipId: actor.partnershipId, meetingId: id });
			// Without a language: whoever scans it reads in their own.
			const address = `${event.url.origin}/m/${code ?? ''}`;
			return { address, cards: await Promise.all(cards.map((card) => withCode(card, address))) };
		});
	},
	undo: (event) =>
		actAtMeeting(event, ({ actor, meetingId, form }) =>
			undoClaim(event.locals.app, actor, { meetingId, personId: idFrom(form, 'personId') }),
		),
};
