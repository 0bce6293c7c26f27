import { getLocale } from '#lib/paraglide/runtime.js';
import { testEmail } from '#server/partnerships/emails.ts';
import { adoptPreset, callDone } from '#server/partnerships/manage.ts';
import { ownDetails, progressOf } from '#server/partnerships/manage-views.ts';
import { queueMail } from '#server/platform/mail.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { signedIn } from '../../here.server.ts';
import { asManager, manage } from '../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership } = await asManager(event);
	return reading(event.locals.app, async (tx) => ({
		details: await ownDetails(tx, partnership.id),
		progress: await progressOf(tx, partnership.id),
		mailLeaves: event.locals.app.config.smtpUrl !== undefined,
	}));
};

export const actions: Actions = {
	sectors: (event) => manage(event, ({ app, actor }) => callDone(app, actor, 'sectors')),
	bodies: (event) => manage(event, ({ app, actor }) => callDone(app, actor, 'bodies')),
	mail: (event) =>
		manage(event, async ({ app, actor }) => {
			await callDone(app, actor, 'mail');
			const { email } = signedIn(event);
			await transact(app, async (tx) => {
				const { name } = await ownDetails(tx, actor.partnershipId);
				await queueMail(tx, app, testEmail(email, name, getLocale()));
			});
		}),
	rules: (event) => manage(event, ({ app, actor }) => adoptPreset(app, actor)),
};
