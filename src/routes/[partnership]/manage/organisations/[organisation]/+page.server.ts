import { error } from '@sveltejs/kit';
import { editOrganisation } from '#server/partnerships/manage-organisations.ts';
import { managedOrganisations } from '#server/partnerships/manage-views.ts';
import { sectorsOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { word } from '../../../../answer.server.ts';
import { asManager, idIn, manage, textFrom } from '../../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	return reading(event.locals.app, async (tx) => {
		const all = await managedOrganisations(tx, partnership.id);
		const organisation = all.find(({ code }) => code === event.params.organisation) ?? error(404);
		return { organisation, sectors: await sectorsOf(tx, partnership.id) };
	});
};

export const actions: Actions = {
	default: (event) =>
		manage(
			event,
			({ app, actor, form }) =>
				editOrganisation(app, actor, {
					organisationId: idIn(form, 'organisationId'),
					name: textFrom(form, 'name'),
					sectorId: idIn(form, 'sectorId'),
					seats: Number(word(form, 'seats') || Number.NaN),
					kind: word(form, 'kind'),
					contactEmail: word(form, 'contact_email'),
					contactPhone: word(form, 'contact_phone'),
				}),
			(slug) => `/${slug}/manage/organisations`,
		),
};
