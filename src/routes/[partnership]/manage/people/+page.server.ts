import { getLocale } from '#lib/paraglide/runtime.js';
import { inviteAll } from '#server/partnerships/invitations.ts';
import { newPerson } from '#server/partnerships/manage-people.ts';
import {
	managedOrganisations,
	managedPeople,
	managedSeats,
} from '#server/partnerships/manage-views.ts';
import { reading } from '#server/platform/tx.ts';
import { word } from '../../../answer.server.ts';
import { originOf } from '../../../sign-in/enter.server.ts';
import { asManager, idIn, manage, textFrom } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	return reading(event.locals.app, async (tx) => ({
		people: await managedPeople(tx, partnership.id),
		organisations: await managedOrganisations(tx, partnership.id),
		seats: await managedSeats(tx, partnership.id),
	}));
};

export const actions: Actions = {
	add: (event) =>
		manage(event, ({ app, actor, form }) =>
			newPerson(app, actor, {
				name: word(form, 'name'),
				job: textFrom(form, 'job'),
				organisationId: idIn(form, 'organisationId'),
				email: word(form, 'email'),
				seatId: idIn(form, 'seatId'),
				startsOn: word(form, 'starts_on'),
			}),
		),
	invite: (event) =>
		manage(event, ({ app, actor }) =>
			inviteAll(app, actor, { base: originOf(event), locale: getLocale() }),
		),
};
