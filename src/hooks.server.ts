import { error } from '@sveltejs/kit';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { paraglideMiddleware } from '#lib/paraglide/server.js';
import { lookAttributes, lookCookie } from '#lib/ui/look.ts';
import { blankCookie, hasSessionCookie, validateSession } from '#server/accounts/session.ts';
import { currentApp } from '#server/app.ts';

/** What a form may weigh (bytes), but for the pages that take a file: those have the whole server's limit (server/index.ts). */
const formBytes = 512 << 10;
const takesFiles: ReadonlySet<string | null> = new Set(['/[partnership]/manage/list']);

export const handle: Handle = async ({ event, resolve }) => {
	const bytes = Number(event.request.headers.get('content-length') ?? 0);
	if (bytes > formBytes && !takesFiles.has(event.route.id)) error(413);
	const app = currentApp();
	event.locals.app = app;
	const header = event.request.headers.get('cookie');
	const signedIn = await validateSession(app, header, { answers: true });
	event.locals.account = signedIn?.account ?? null;
	event.locals.session = signedIn?.session ?? null;
	const cookie =
		signedIn?.cookie ?? (!signedIn && hasSessionCookie(app, header) ? blankCookie(app) : undefined);
	if (cookie) event.cookies.set(cookie.name, cookie.value, cookie.attributes);
	const response = await paraglideMiddleware(event.request, ({ locale }) =>
		resolve(event, {
			transformPageChunk: ({ html }) =>
				html
					.replace('%lang%', locale === 'en' ? 'en-GB' : locale)
					.replace('%look%', lookAttributes(event.cookies.get(lookCookie))),
		}),
	);
	// A shared tablet keeps nothing of a member's pages: the Back button asks again after signing out.
	if (signedIn && !response.headers.has('cache-control'))
		response.headers.set('Cache-Control', 'private, no-store');
	return response;
};

export const handleError: HandleServerError = ({ kind, error, event }) => {
	if (kind !== 'unknown') return;
	const id = crypto.randomUUID();
	currentApp().log.error({ err: error, id, route: event.route.id }, 'fault');
	return { message: 'fault', id };
};
