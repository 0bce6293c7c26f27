import { error } from '@sveltejs/kit';
import { addBodySeat, closeBody, closeBodySeat, editBody } from '#server/partnerships/bodies.ts';
import { mergeBody, splitBody } from '#server/partnerships/body-merge.ts';
import { managedBodies } from '#server/partnerships/body-views.ts';
import { managedOrganisations, managedSeats } from '#server/partnerships/manage-views.ts';
import { reading } from '#server/platform/tx.ts';
import { word } from '../../../../answer.server.ts';
import { fresh } from '../../../../here.server.ts';
import { asManager, idIn, manage, textFrom } from '../../../managing.server.ts';
import { bodyFrom, typeIn } from '../body-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	return reading(event.locals.app, async (tx) => {
		const bodies = await managedBodies(tx, partnership.id);
		const one = bodies.find(({ code }) => code === event.params.body) ?? error(404);
		const seats = await managedSeats(tx, partnership.id);
		return {
			one,
			bodies,
			seats: seats.filter(({ bodyId }) => bodyId === one.id),
			organisations: await managedOrganisations(tx, partnership.id),
		};
	});
};

const list = (slug: string) => `/${slug}/manage/bodies?saved=1`;

export const actions: Actions = {
	edit: (event) =>
		manage(
			event,
			({ app, actor, form }) =>
				editBody(app, actor, { bodyId: idIn(form, 'bodyId'), ...bodyFrom(form) }),
			list,
		),
	addSeat: (event) =>
		manage(event, ({ app, actor, form }) =>
			addBodySeat(app, actor, {
				bodyId: idIn(form, 'bodyId'),
				organisationId: idIn(form, 'organisationId'),
				voting: word(form, 'voting') !== 'advisory',
			}),
		),
	closeSeat: (event) =>
		manage(event, ({ app, actor, form }) =>
			closeBodySeat(app, actor, { seatId: idIn(form, 'seatId') }),
		),
	close: (event) =>
		manage(
			event,
			({ app, actor, form }) => {
				fresh(event.locals);
				return closeBody(app, actor, { bodyId: idIn(form, 'bodyId') });
			},
			list,
		),
	merge: (event) =>
		manage(
			event,
			({ app, actor, form }) => {
				fresh(event.locals);
				return mergeBody(app, actor, {
					bodyId: idIn(form, 'bodyId'),
					intoId: idIn(form, 'intoId'),
				});
			},
			list,
		),
	split: (event) =>
		manage(
			event,
			({ app, actor, form }) => {
				fresh(event.locals);
				return splitBody(app, actor, {
					bodyId: idIn(form, 'bodyId'),
					name: textFrom(form, 'name'),
					type: typeIn(form),
					seatIds: form.getAll('seatIds').filter((id) => typeof id === 'string'),
				});
			},
			list,
		),
};
