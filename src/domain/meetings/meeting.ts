import type { Text } from '../kernel/text.ts';

export type MeetingMode = 'in_person' | 'remote' | 'hybrid';

/** What the screen in the room shows; `now` is whatever is going on. */
export const roomScreens = ['now', 'agenda', 'code', 'private'] as const;
export type RoomShows = (typeof roomScreens)[number];

/** draft: no agenda published yet; in_session: the chair has started it. */
export type MeetingStatus = 'draft' | 'published' | 'in_session' | 'ended';

/** What helps people to take part; read before they come. */
export interface MeetingAccess {
	readonly stepFree: boolean;
	readonly hearingLoop: boolean;
	readonly captions: boolean;
	readonly signLanguage: 'provided' | 'on_request' | 'no';
	/** Help with childcare and travel, in the partnership's words. */
	readonly costs: Text;
}

export interface Meeting {
	readonly id: string;
	readonly partnershipId: string;
	readonly bodyId: string;
	readonly slug: string;
	readonly title: Text;
	readonly startsAt: Date;
	readonly endsAt: Date;
	readonly mode: MeetingMode;
	readonly venue: Text;
	readonly access: MeetingAccess;
	readonly status: MeetingStatus;
	readonly agendaRoomId: string;
	readonly minutesRoomId: string;
	/** 0 until the agenda is first published. */
	readonly agendaVersion: number;
	/** Null until the chair has started it. */
	readonly startedAt: Date | null;
	/** Null until the chair has ended it. */
	readonly endedAt: Date | null;
	/** It will not be held: its status is then 'ended', and it never began. */
	readonly cancelledAt: Date | null;
	/** When it means to go on, while it takes a break. */
	readonly breakUntil: Date | null;
	/** What the screen in the room shows. */
	readonly roomShows: RoomShows;
}
