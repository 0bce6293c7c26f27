import type { InterestDeclared, MeetingCancelled, MeetingEnded } from '#domain/meetings/events.ts';
import type { Handler } from '../platform/tx.ts';
import type { Relay } from '../relay/relay.ts';
import { exemptItems } from './exempt-store.ts';
import { meetingById } from './meeting-store.ts';

/**
 * What changes rights in this part's rooms, for app.ts to wire: the agenda of a meeting that is over is closed to writing (see
 * gate.ts), so those who have it open are asked again as soon as the end is committed.
 */
export const rightsHandlers = (
	relay: Pick<Relay, 'recheck'>,
): (readonly [
	MeetingEnded['type'] | MeetingCancelled['type'] | InterestDeclared['type'],
	Handler,
])[] => [
	...(['meetings.ended', 'meetings.cancelled'] as const).map(
		(type): readonly [typeof type, Handler] => [
			type,
			async (tx, event) => {
				const { partnershipId, meetingId } = event as MeetingEnded | MeetingCancelled;
				const meeting = await meetingById(tx, partnershipId, meetingId);
				if (!meeting) return;
				const inside = await exemptItems(tx, partnershipId, meetingId);
				tx.afterCommit(() => {
					for (const roomId of [meeting.agendaRoomId, ...inside.map((item) => item.roomId)])
						relay.recheck({ roomId });
				});
			},
		],
	),
	[
		'meetings.interest_declared',
		async (tx, event) => {
			const { partnershipId, meetingId, itemId } = event as InterestDeclared;
			const inside = await exemptItems(tx, partnershipId, meetingId);
			tx.afterCommit(() => {
				for (const item of inside)
					if (item.itemId === itemId) relay.recheck({ roomId: item.roomId });
			});
		},
	],
];
