import { error, fail } from '@sveltejs/kit';
import { castForDevice, castSecretBallot } from '#server/decisions/commands.ts';
import { urnKeyLost } from '#server/decisions/prepare-urn.ts';
import { answer, formOf } from '../../../../../answer.server.ts';
import { acting, here } from '../../../../../here.server.ts';
import { ballotIn } from '../../ballot.server.ts';
import { field, idFrom, meetingBase } from '../../following.server.ts';
import type { Actions, PageServerLoad } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
	if (!event.locals.account) error(401);
	const seat = event.url.searchParams.get('seat') ?? undefined;
	const ballot = uuid.test(event.params.poll)
		? await ballotIn(event, event.params.poll, seat)
		: null;
	if (ballot?.poll.ballot !== 'secret') error(404);
	const lost =
		ballot.poll.state === 'open' && (await urnKeyLost(event.locals.app, event.params.poll));
	return { ballot, lost, base: meetingBase(event) };
};

export const actions: Actions = {
	default: async (event) => {
		const form = await formOf(event.request);
		const where = await here(event);
		const { app } = event.locals;
		const answered = await answer(form, async () => {
			const actor = acting(where);
			const input = { pollId: idFrom(form, 'pollId'), seatId: idFrom(form, 'seatId') };
			const sealed = field(form, 'sealed');
			const { code, meetingId } =
				sealed === ''
					? await castForDevice(app, actor, { ...input, choice: form.get('choice') })
					: { code: null, ...(await castSecretBallot(app, actor, { ...input, sealed })) };
			// The turnout goes out on its timer; nothing of it is in the ballot's transaction.
			app.live.writer.markBallot(meetingId);
			return { code, cast: true as const };
		});
		// A choice is never sent back into a page: it might stay in a browser's memory.
		if (!('cast' in answered)) return fail(answered.status, { ...answered.data, typed: {} });
		return answered;
	},
};
