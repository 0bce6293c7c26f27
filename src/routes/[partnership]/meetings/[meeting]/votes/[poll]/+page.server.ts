import { error } from '@sveltejs/kit';
import { resultView } from '#server/decisions/result-view.ts';
import { here } from '../../../../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const viewer = { partnershipId: partnership.id, actor };
	const view = await resultView(event.locals.app, viewer, event.params.poll);
	if (!view || view.meeting.slug !== event.params.meeting) error(404);
	const { poll, meeting, item, result, sectors, votes, manifest, manifestHash, urn } = view;
	return { poll, meeting, item, result, sectors, votes, rule: manifest.rule, manifestHash, urn };
};
