import { error } from '@sveltejs/kit';
import { here } from '../../../../here.server.ts';
import { sectionAuthors } from '#server/documents/views.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const found = await sectionAuthors(
		event.locals.app,
		partnership.id,
		actor,
		Number(event.params.section),
	);
	if (!found) error(404);
	return found;
};
