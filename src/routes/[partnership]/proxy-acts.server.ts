import type { RequestEvent } from '@sveltejs/kit';
import { fresh } from '../here.server.ts';
import { acceptVoteProxy, endVoteProxy, lodgeVoteProxy } from '#server/decisions/vote-proxies.ts';
import { idIn, manage } from './managing.server.ts';

type Event = Pick<RequestEvent, 'params' | 'locals' | 'request' | 'url'>;

/** What pages of votes between meetings do with the votes that members give to another. */
export const proxyActs = {
	lodgeProxy: (event: Event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			return lodgeVoteProxy(app, actor, {
				voteId: idIn(form, 'voteId'),
				principalId: idIn(form, 'principalId'),
				holderId: idIn(form, 'holderId'),
			});
		}),
	acceptProxy: (event: Event) =>
		manage(event, ({ app, actor, form }) => {
			fresh(event.locals);
			return acceptVoteProxy(app, actor, {
				voteId: idIn(form, 'voteId'),
				proxyId: idIn(form, 'proxyId'),
			});
		}),
	endProxy: (event: Event) =>
		manage(event, ({ app, actor, form }) =>
			endVoteProxy(app, actor, {
				voteId: idIn(form, 'voteId'),
				proxyId: idIn(form, 'proxyId'),
			}),
		),
};
