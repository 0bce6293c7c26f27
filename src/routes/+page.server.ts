import type { PageServerLoad } from './$types';
import { demoView } from '#server/demo/views.ts';
import { mayFound } from '#server/partnerships/found.ts';
import { reading } from '#server/platform/tx.ts';
import { partnershipsForVisitors } from '#server/publication/front.ts';

export const load: PageServerLoad = async ({ locals: { app, account } }) => {
	const founds = account !== null && (await mayFound(app, account.id));
	return reading(app, async (tx) => {
		const demo = app.config.demo ? await demoView(tx) : undefined;
		return {
			partnerships: await partnershipsForVisitors(tx),
			personas: (demo?.personas ?? []).map(({ key, name, job }) => ({ key, name, job })),
			demoSlug: demo?.slug,
			mayFound: founds,
		};
	});
};
