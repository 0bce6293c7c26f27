import { Refusal } from '#domain/kernel/refusal.ts';
import type { BodyClosing } from '#domain/partnerships/events.ts';
import type { Handler } from '../platform/tx.ts';

/** No body closes under a meeting that is called or in session; for app.ts to wire. */
export const closingHandlers: readonly (readonly [BodyClosing['type'], Handler])[] = [
	[
		'partnerships.body_closing',
		async (tx, event) => {
			const { partnershipId, bodyId } = event as BodyClosing;
			const called = await tx.db
				.selectFrom('meeting')
				.select('id')
				.where('partnership_id', '=', partnershipId)
				.where('body_id', '=', bodyId)
				.where('status', '<>', 'ended')
				.executeTakeFirst();
			if (called) throw new Refusal('meetings.body_has_meetings');
		},
	],
];
