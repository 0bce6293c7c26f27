import type { DomainEvent } from '../kernel/event.ts';
import type { ItemKind } from './agenda.ts';

interface InMeeting extends DomainEvent {
	readonly meetingId: string;
	/** When it happened: ISO 8601, UTC, by the database's clock. */
	readonly at: string;
}

/** A meeting was set up, with an agenda to be drafted. */
export interface MeetingSetUp extends InMeeting {
	readonly type: 'meetings.set_up';
}

export interface MeetingStarted extends InMeeting {
	readonly type: 'meetings.started';
	/** Who pressed it. */
	readonly personId: string;
}

export interface ItemOpened extends InMeeting {
	readonly type: 'meetings.item_opened';
	readonly itemId: string;
	/** Opened before and closed: it is taken up again. */
	readonly again: boolean;
}

/** Handlers may refuse it, such as while a poll on the item is open. */
export interface ItemClosed extends InMeeting {
	readonly type: 'meetings.item_closed';
	readonly itemId: string;
}

/** Handlers may refuse it. The item that was open has been closed with its own event before. */
export interface MeetingEnded extends InMeeting {
	readonly type: 'meetings.ended';
}

/** It is at another time or place. */
export interface MeetingMoved extends InMeeting {
	readonly type: 'meetings.moved';
	/** How much later it begins (milliseconds); negative when earlier, 0 when it is only elsewhere. */
	readonly laterBy: number;
}

/** It will not be held. */
export interface MeetingCancelled extends InMeeting {
	readonly type: 'meetings.cancelled';
}

/** Handlers may refuse it, such as while a poll on the item is open. */
export interface ItemDeferred extends InMeeting {
	readonly type: 'meetings.item_deferred';
	readonly itemId: string;
	/** It had been taken up before. */
	readonly wasOpen: boolean;
	/** Why, in the chair's words; empty for none. */
	readonly reason: string;
}

/** Handlers may refuse it, such as while a poll is open. */
export interface BreakBegan extends InMeeting {
	readonly type: 'meetings.break_began';
	/** When the meeting means to go on: ISO 8601, UTC. */
	readonly until: string;
}

export interface BreakEnded extends InMeeting {
	readonly type: 'meetings.break_ended';
}

/** The screen in the room shows something else. */
export interface RoomScreenSet extends InMeeting {
	readonly type: 'meetings.room_screen_set';
}

export interface AttendanceChanged extends InMeeting {
	readonly type: 'meetings.attendance_changed';
	readonly personId: string;
	/** The row that was added or ended; null for apologies. */
	readonly attendanceId: string | null;
	readonly change: 'arrived' | 'left' | 'moved' | 'apology' | 'apology_withdrawn';
	/** The item that was open then. */
	readonly itemId: string | null;
	/** For 'arrived' and 'moved': the deputy who gave the seat up to this person. */
	readonly displacedId?: string;
}

export interface QueueChanged extends InMeeting {
	readonly type: 'meetings.queue_changed';
}

/** The agenda's room gets the stub of an exempt item whose compartment is there. */
export interface ExemptItemAdded extends InMeeting {
	readonly type: 'meetings.exempt_item_added';
	readonly itemId: string;
	readonly compartmentId: string;
	readonly kind: ItemKind;
	readonly minutes: number;
}

/** Somebody declared an interest in an item or in one motion of it. */
export interface InterestDeclared extends InMeeting {
	readonly type: 'meetings.interest_declared';
	readonly itemId: string;
	readonly personId: string;
	readonly motionId: string | null;
	readonly effect: 'remain_and_vote' | 'remain_and_speak' | 'leave';
}

export type RunEvent =
	| MeetingSetUp
	| MeetingStarted
	| ItemOpened
	| ItemClosed
	| ItemDeferred
	| BreakBegan
	| BreakEnded
	| RoomScreenSet
	| MeetingEnded
	| MeetingMoved
	| MeetingCancelled
	| AttendanceChanged
	| QueueChanged
	| ExemptItemAdded
	| InterestDeclared;
