import { newSector, renameSector } from '#server/partnerships/manage.ts';
import { sectorsOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { asManager, idIn, manage, textFrom } from '../../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	const { searchParams } = event.url;
	return {
		sectors: await reading(event.locals.app, (tx) => sectorsOf(tx, partnership.id)),
		editing: searchParams.get('change'),
	};
};

export const actions: Actions = {
	add: (event) =>
		manage(event, ({ app, actor, form }) =>
			newSector(app, actor, { name: textFrom(form, 'name') }),
		),
	rename: (event) =>
		manage(event, ({ app, actor, form }) =>
			renameSector(app, actor, { sectorId: idIn(form, 'sectorId'), name: textFrom(form, 'name') }),
		),
};
