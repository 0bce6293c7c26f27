import { error } from '@sveltejs/kit';
import { whatIfView } from '#server/decisions/what-if-view.ts';
import { here } from '../../../here.server.ts';
import type { PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const { searchParams } = event.url;
	// Each seat says where its member is; anything else is here.
	const picked = (where: string) =>
		new Set([...searchParams].flatMap(([seat, value]) => (value === where ? [seat] : [])));
	const draft = searchParams.get('draft');
	if (draft !== null && !uuid.test(draft)) error(404);
	const viewer = { partnershipId: partnership.id, actor };
	const view = await whatIfView(event.locals.app, viewer, {
		away: picked('away'),
		left: picked('left'),
		draftId: draft,
	});
	if (!view) error(404);
	return { view };
};
