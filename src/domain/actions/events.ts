import type { DomainEvent } from '../kernel/event.ts';

/** Something was agreed at a meeting that somebody does: the minutes say so under its item. */
export interface ActionAssigned extends DomainEvent {
	readonly type: 'actions.assigned';
	readonly actionId: string;
	readonly meetingId: string;
	readonly itemId: string | null;
}
