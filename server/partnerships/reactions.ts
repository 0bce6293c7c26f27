import type { RightsChanged } from '#domain/partnerships/events.ts';
import type { Handler } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';

/** Whose rights changed has what they have open judged again as soon as the change is committed; for app.ts to wire. */
export const partnershipRights = (
	relay: Pick<Relay, 'recheck'>,
): (readonly [RightsChanged['type'], Handler])[] => [
	[
		'partnerships.rights_changed',
		(tx, event) => {
			const { accountId } = event as RightsChanged;
			tx.afterCommit(() => relay.recheck({ accountId }));
			return Promise.resolve();
		},
	],
];
