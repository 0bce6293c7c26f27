import { redirect } from '@sveltejs/kit';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { textIn } from '#domain/kernel/text.ts';
import { listColumns, listHeadings } from '#domain/partnerships/list-columns.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { tooLarge } from '#server/partnerships/list-file.ts';
import { dropList, mendList, takeListOver, uploadList } from '#server/partnerships/list.ts';
import { shownList } from '#server/partnerships/list-view.ts';
import { sectorsOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { answer, formOf } from '../../../answer.server.ts';
import { acting, fresh, here } from '../../../here.server.ts';
import { asManager, manage } from '../../managing.server.ts';
import { mendedIn } from './mended.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await asManager(event);
	const { app } = event.locals;
	const locale = getLocale();
	return {
		headings: listColumns.map((column) => ({ column, words: listHeadings[locale][column] })),
		mayExport: isFresh(event.locals),
		...(await reading(app, async (tx) => ({
			list: await shownList(tx, actor, app.clock.now().toISOString().slice(0, 10), locale),
			sectors: (await sectorsOf(tx, partnership.id)).map(({ name }) => textIn(name, locale).words),
		}))),
	};
};

function isFresh(locals: App.Locals): boolean {
	try {
		fresh(locals);
		return true;
	} catch (error) {
		if (!isRefusal(error)) throw error;
		return false;
	}
}

export const actions: Actions = {
	upload: async (event) => {
		try {
			return await manage(event, async ({ app, actor, form }) => {
				const files = form.getAll('file').filter((each) => each instanceof File);
				const sent = files.map(async (file) => ({
					name: file.name,
					bytes: new Uint8Array(await file.arrayBuffer()),
				}));
				await uploadList(app, actor, await Promise.all(sent));
			});
		} catch (error) {
			// More than the process takes at all: the form was not even read.
			if ((error as { status?: unknown }).status !== 413) throw error;
			return answer(new FormData(), () => Promise.reject(tooLarge()));
		}
	},
	mend: (event) => manage(event, ({ app, actor, form }) => mendList(app, actor, mendedIn(form))),
	drop: (event) => manage(event, ({ app, actor }) => dropList(app, actor)),
	take: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const answered = await answer(form, () => takeListOver(event.locals.app, acting(where)));
		if (!('seats' in answered)) return answered;
		const counts = new URLSearchParams({ taken: Object.values(answered).join('-') });
		redirect(303, `${event.url.pathname}?${counts}`);
	},
};
