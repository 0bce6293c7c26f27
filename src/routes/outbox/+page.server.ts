import { error } from '@sveltejs/kit';
import { unsentMail } from '#server/platform/mail.ts';
import { reading } from '#server/platform/tx.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { app }, setHeaders }) => {
	if (!app.config.demo && !app.config.dev) error(404);
	setHeaders({ 'Cache-Control': 'no-store' });
	return { mails: await reading(app, unsentMail) };
};
