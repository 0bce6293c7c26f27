import { error, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { Actor } from '#domain/kernel/actor.ts';
import { isRefusal, notFound } from '#domain/kernel/refusal.ts';
import { localizeHref } from '#lib/paraglide/runtime.js';
import { followed, meetingHere, type Followed, type Me } from '#server/live/views.ts';
import { answer, formOf, type Refused } from '../../../answer.server.ts';
import { acting, here } from '../../../here.server.ts';

type AtMeeting = Pick<RequestEvent, 'params' | 'locals' | 'request'> & {
	params: { partnership: string; meeting: string };
};

export interface Following extends Omit<Followed, 'me' | 'meeting'> {
	/** What the browser's Follow starts from. */
	readonly address: string;
	readonly accountId: string | null;
	/** The meeting's own address, without language. */
	readonly base: string;
	readonly meetingId: string;
}

/** The address of the meeting's pages. */
export const meetingBase = ({ params }: Pick<AtMeeting, 'params'>): string =>
	`/${params.partnership}/meetings/${params.meeting}`;

/** The meeting as the public sees it, whoever asks. Answers 404 where there is nothing to see. */
export async function asPublic(event: AtMeeting): Promise<Following> {
	return following(event, true);
}

/** The meeting for somebody of its body; anybody else is led to the public gallery. */
export async function asMember(event: AtMeeting): Promise<Following & { me: Me }> {
	const found = await following(event, false);
	if (!found.me) elsewhere(event, `${meetingBase(event)}/gallery`);
	return { ...found, me: found.me };
}

/** As `asMember`, for the pages of a ballot: without session it says so there, so that the choice is not lost on the way. */
export async function asVoter(event: AtMeeting): Promise<Following & { me: Me }> {
	if (!event.locals.account) error(401);
	return asMember(event);
}

/** Leads on to a page that is for this reader; after a form that they may not send it says that instead. */
export function elsewhere(event: Pick<AtMeeting, 'request'>, path: string): never {
	if (event.request.method === 'POST') error(403);
	redirect(303, localizeHref(path));
}

async function following(
	event: AtMeeting,
	publicly: boolean,
): Promise<Following & { me: Me | null }> {
	const { partnership, actor } = await here(event);
	const base = meetingBase(event);
	try {
		const { meeting, told, me } = await followed(event.locals.app, {
			partnershipId: partnership.id,
			slug: event.params.meeting,
			actor,
			asPublic: publicly,
		});
		// Nothing happens in it: its own page says why.
		if (meeting.cancelledAt) elsewhere(event, base);
		return {
			told,
			me,
			base,
			meetingId: meeting.id,
			address: localizeHref(`${base}/topics${publicly ? '?public' : ''}`),
			accountId: publicly ? null : (event.locals.account?.id ?? null),
		};
	} catch (refusal) {
		if (isRefusal(refusal)) error(404);
		throw refusal;
	}
}

/** What an act on a meeting's page is given. */
export interface Acting {
	readonly form: FormData;
	readonly actor: Actor;
	readonly meetingId: string;
}

/**
 * One act of a meeting's page: a refusal comes back to the page with what was typed; afterwards a browser without
 * JavaScript is led back to the page, so that reloading sends nothing twice.
 */
export async function actAtMeeting<T>(
	event: AtMeeting & { url: URL },
	work: (given: Acting) => Promise<T>,
): Promise<{ done: true } | ActionFailure<Refused>> {
	const form = await formOf(event.request);
	const result = await answer(form, async () => {
		const where = await here(event);
		const actor = acting(where);
		const { id } = await meetingHere(event.locals.app, actor.partnershipId, event.params.meeting);
		await work({ form, actor, meetingId: id });
		return { done: true as const };
	});
	if ('done' in result && !event.request.headers.has('x-sveltekit-action'))
		redirect(303, event.url.pathname);
	return result;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id in a field; what is none is answered like the id of nothing. */
export function idFrom(form: FormData, name: string): string {
	const value = field(form, name);
	if (!uuid.test(value)) throw notFound();
	return value;
}

/** A field of a form as text; empty when it is missing or a file. */
export function field(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
}
