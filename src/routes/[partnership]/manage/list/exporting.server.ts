import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actor } from '#domain/kernel/actor.ts';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { fresh } from '../../../here.server.ts';
import { asManager } from '../../managing.server.ts';

/**
 * A file with everybody's addresses, for somebody who runs the partnership and showed lately who they are; else the way to
 * the page that asks for it.
 */
export async function exporting(
	event: RequestEvent,
	name: string,
	type: string,
	work: (app: App.Locals['app'], actor: Actor) => Promise<Uint8Array<ArrayBuffer> | string>,
): Promise<Response> {
	const { partnership, actor } = await asManager(event);
	try {
		fresh(event.locals);
	} catch (error) {
		if (!isRefusal(error)) throw error;
		redirect(303, localizeHref(`/${partnership.slug}/manage/list#export`));
	}
	return new Response(await work(event.locals.app, actor), {
		headers: {
			'content-type': type,
			'content-disposition': `attachment; filename="${partnership.slug}-${name}"`,
			'cache-control': 'private, no-store',
		},
	});
}
