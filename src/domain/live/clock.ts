import type { ItemTimes, MeetingTopic, RunTopic } from './topics.ts';

const minute = 60_000;

/** A meeting started further from its time than this (a rehearsal, a demonstration) runs by its own clock. */
const farMs = 60 * minute;

/** When the first item was to begin: the published time, or the real start where that is more than an hour away. In milliseconds. */
export function timetableStart(meeting: Pick<MeetingTopic, 'startsAt' | 'startedAt'>): number {
	const { startsAt, startedAt } = meeting;
	if (startedAt === null || Math.abs(startedAt - startsAt) <= farMs) return startsAt;
	return Math.floor(startedAt / minute) * minute;
}

export interface ItemClock {
	/** Whole minutes used up to `now`. */
	readonly used: number;
	/** Whole minutes left, 0 when over. */
	readonly left: number;
	/** Whole minutes over, 0 when not. */
	readonly over: number;
	/** Share of the planned time used, 0 to 1. */
	readonly share: number;
}

/** How much of its planned minutes an item has used at `now` (milliseconds), the times it was open before included. */
export function itemClock(item: ItemTimes, now: number): ItemClock {
	const running = item.state === 'open' && item.openedAt !== null ? now - item.openedAt : 0;
	const used = Math.floor((item.spentSeconds * 1_000 + Math.max(0, running)) / minute);
	return {
		used,
		left: Math.max(0, item.minutes - used),
		over: Math.max(0, used - item.minutes),
		share: item.minutes === 0 ? 1 : Math.min(1, used / item.minutes),
	};
}

/** Minutes by which the meeting runs behind its timetable at `now`; negative when it is ahead, 0 between items. */
export function minutesLate(run: RunTopic, now: number): number {
	const open = run.items.find((item) => item.id === run.openId);
	if (!open || open.openedAt === null) return 0;
	const begun = open.openedAt - open.spentSeconds * 1_000;
	return Math.round((begun - open.plannedAt) / minute) + itemClock(open, now).over;
}

/** When the meeting will end if every item still to come takes its planned minutes. In milliseconds. */
export function likelyEnd(run: RunTopic, now: number): number {
	const left = run.items.reduce((sum, item) => {
		if (item.state === 'done' || item.state === 'deferred') return sum;
		return sum + (item.state === 'open' ? itemClock(item, now).left : item.minutes);
	}, 0);
	return now + left * minute;
}

/** "1:42": minutes and seconds since `from`, both in milliseconds. */
export function sinceText(from: number, now: number): string {
	const seconds = Math.max(0, Math.floor((now - from) / 1_000));
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
