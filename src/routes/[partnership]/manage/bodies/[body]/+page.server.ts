import { error } from '@sveltejs/kit';
import { addBodySeat, closeBody, closeBodySeat, editBody } from '#server/partnerships/bodies.ts';
import { mergeBody, splitBody } from '#server/partnerships/body-merge.ts';
import { decisionRegister } from '#server/decisions/decision-views.ts';
import { managedBodies } from '#server/partnerships/body-views.ts';
import { coOpt, coOptedOn } from '#server/partnerships/co-option.ts';
import { endTerm } from '#server/partnerships/manage-people.ts';
import {
	managedOrganisations,
	managedPeople,
	managedSeats,
} from '#server/partnerships/manage-views.ts';
import { constitutionOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { word } from '../../../../answer.server.ts';
import { fresh } from '../../../../here.server.ts';
import { asManager, idIn, manage, textFrom } from '../../../managing.server.ts';
import { bodyFrom, typeIn } from '../body-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await asManager(event);
	const viewer = { partnershipId: partnership.id, actor };
	const everything = { effect: '', year: '', words: '' };
	const decisions = (await decisionRegister(event.locals.app, viewer, everything)).lines;
	return reading(event.locals.app, async (tx) => {
		const bodies = await managedBodies(tx, partnership.id);
		const one = bodies.find(({ code }) => code === event.params.body) ?? error(404);
		const seats = await managedSeats(tx, partnership.id);
		return {
			one,
			bodies,
			seats: seats.filter(({ bodyId }) => bodyId === one.id),
			organisations: await managedOrganisations(tx, partnership.id),
			coOption: {
				rule: (await constitutionOf(tx, partnership.id, one.id))?.rules.coOption ?? null,
				members: (await coOptedOn(tx, partnership.id, one.id)).map(({ decisionId, ...member }) => ({
					...member,
					decision: decisions.find(({ id }) => id === decisionId) ?? null,
				})),
				people: (await managedPeople(tx, partnership.id)).map(({ id, name }) => ({ id, name })),
				decisions: decisions
					.filter(({ takenBack }) => !takenBack)
					.map(({ id, number, title }) => ({ id, number, title })),
			},
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
	coOpt: (event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			return coOpt(app, actor, {
				bodyId: idIn(form, 'bodyId'),
				personId: idIn(form, 'personId'),
				startsOn: word(form, 'starts_on'),
				endsOn: word(form, 'ends_on'),
				decisionId: idIn(form, 'decisionId'),
			});
		}),
	endCoOption: (event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			return endTerm(app, actor, {
				kind: 'seat_term',
				termId: idIn(form, 'termId'),
				endsOn: '',
			});
		}),
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
