import { error } from '@sveltejs/kit';
import { Refusal } from '#domain/kernel/refusal.ts';
import { myVotes } from '#server/decisions/my-votes.ts';
import { sentenceOf } from '../../answer.server.ts';
import { here } from '../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { actor } = await here(event);
	if (!actor) error(event.locals.account ? 404 : 401);
	const votes = (await myVotes(event.locals.app, actor)).map((vote) => ({
		...vote,
		why:
			vote.state.is === 'not_counted'
				? sentenceOf(new Refusal(vote.state.code, vote.state.values))
				: null,
	}));
	return { votes };
};
