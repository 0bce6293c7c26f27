import { whatIfView } from '#server/decisions/what-if-view.ts';
import { notFound } from '#domain/kernel/refusal.ts';
import { here } from '../../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await here(event);
	const { searchParams } = event.url;
	// Each seat says where its member is; anything else is here.
	const picked = (where: string) =>
		new Set([...searchParams].flatMap(([seat, value]) => (value === where ? [seat] : [])));
	const view = await whatIfView(event.locals.app, partnership.id, {
		away: picked('away'),
		left: picked('left'),
	});
	if (!view) throw notFound();
	return { view };
};
