import { Refusal } from '../kernel/refusal.ts';
import type { MeetingStatus } from './meeting.ts';

/** How an item of the published agenda runs. An item may be opened again: its time then adds up. */
export interface RunningItem {
	readonly id: string;
	readonly number: number;
	readonly removed: boolean;
	readonly state: 'waiting' | 'open' | 'done' | 'deferred';
	/** Null while it waits, and while a break stops its clock. */
	readonly openedAt: Date | null;
	readonly closedAt: Date | null;
	/** Whole seconds of the times it was open before. */
	readonly spentSeconds: number;
}

/** What an act did: 'done' changed something, 'repeat' found it already so and changed nothing. */
export type Done = 'done' | 'repeat';

/**
 * Starting the meeting. Refuses before an agenda is published (`meetings.no_agenda`) and after the end
 * (`meetings.ended`). Two people starting at once: the second changes nothing.
 */
export function starting(status: MeetingStatus, agendaVersion: number): Done {
	switch (status) {
		case 'draft':
			throw new Refusal('meetings.no_agenda');
		case 'published':
			if (agendaVersion === 0) throw new Refusal('meetings.no_agenda');
			return 'done';
		case 'in_session':
			return 'repeat';
		case 'ended':
			throw new Refusal('meetings.ended');
	}
}

/** Refuses what can only be done while the meeting sits: `meetings.not_started`, `meetings.ended`. */
export function mustBeInSession(status: MeetingStatus): void {
	switch (status) {
		case 'draft':
		case 'published':
			throw new Refusal('meetings.not_started');
		case 'in_session':
			return;
		case 'ended':
			throw new Refusal('meetings.ended');
	}
}

/** Ending the meeting: what is open closes with it. Refuses before the start. */
export function ending(
	status: MeetingStatus,
	items: readonly RunningItem[],
	now: Date,
): { readonly did: Done; readonly closing: RunningItem | null } {
	if (status === 'ended') return { did: 'repeat', closing: null };
	mustBeInSession(status);
	const open = openOf(items);
	return { did: 'done', closing: open && closed(open, now) };
}

/** The item that is open, if any. There is never more than one. */
export function openOf(items: readonly RunningItem[]): RunningItem | null {
	return items.find((item) => item.state === 'open') ?? null;
}

/**
 * Opening an item, which closes the one that is open. A done item may be opened again.
 * `seenItemId` is the item that was open on the page the chair pressed it on (null for none, undefined when
 * the form does not say): when another has been opened since, refuses with `meetings.item_already_open`.
 */
export function opening(
	items: readonly RunningItem[],
	itemId: string,
	seenItemId: string | null | undefined,
	now: Date,
): {
	readonly did: Done;
	readonly opening: RunningItem;
	readonly closing: RunningItem | null;
	readonly again: boolean;
} {
	const item = items.find((each) => each.id === itemId && !each.removed);
	if (!item) throw new Refusal('meetings.no_such_item');
	const open = openOf(items);
	if (open?.id === itemId && open.openedAt === null)
		return { did: 'done', opening: goingOn(open, now), closing: null, again: true };
	if (open?.id === itemId) return { did: 'repeat', opening: open, closing: null, again: false };
	if (seenItemId !== undefined && (open?.id ?? null) !== seenItemId) {
		if (open) throw new Refusal('meetings.item_already_open', { number: open.number });
		throw new Refusal('meetings.item_closed_meanwhile');
	}
	return {
		did: 'done',
		opening: { ...item, state: 'open', openedAt: now, closedAt: null },
		closing: open && closed(open, now),
		again: item.state === 'done' || item.spentSeconds > 0,
	};
}

/** Closing an item. One that is done already is a repeat; one that never opened is refused. */
export function closing(
	items: readonly RunningItem[],
	itemId: string,
	now: Date,
): { readonly did: Done; readonly item: RunningItem } {
	const item = items.find((each) => each.id === itemId && !each.removed);
	if (!item) throw new Refusal('meetings.no_such_item');
	switch (item.state) {
		case 'waiting':
		case 'deferred':
			throw new Refusal('meetings.item_not_open', { number: item.number });
		case 'open':
			return { did: 'done', item: closed(item, now) };
		case 'done':
			return { did: 'repeat', item };
	}
}

/**
 * Putting an item off to a later meeting, open or not yet taken. Refuses one that is done (`meetings.item_done`); one that
 * is put off already is a repeat. It may be opened after all.
 */
export function deferring(
	items: readonly RunningItem[],
	itemId: string,
	now: Date,
): { readonly did: Done; readonly item: RunningItem; readonly wasOpen: boolean } {
	const item = items.find((each) => each.id === itemId && !each.removed);
	if (!item) throw new Refusal('meetings.no_such_item');
	switch (item.state) {
		case 'done':
			throw new Refusal('meetings.item_done', { number: item.number });
		case 'deferred':
			return { did: 'repeat', item, wasOpen: false };
		case 'waiting':
		case 'open': {
			const wasOpen = item.state === 'open';
			const spentSeconds = spentOn(item, now);
			return {
				did: 'done',
				item: { ...item, state: 'deferred', spentSeconds, closedAt: wasOpen ? now : null },
				wasOpen,
			};
		}
	}
}

/** Minutes a break may last. */
export const breakMinutes = { least: 1, most: 120 } as const;

/**
 * Taking a break of so many minutes: the clock of the open item stops. Refuses outside a sitting, and minutes that are no
 * whole number from 1 to 120 (`meetings.break_minutes`). Taken again, it lasts from now for so long.
 */
export function takingBreak(
	status: MeetingStatus,
	items: readonly RunningItem[],
	minutes: number,
	now: Date,
): { readonly until: Date; readonly stopping: RunningItem | null } {
	mustBeInSession(status);
	const { least, most } = breakMinutes;
	if (!Number.isInteger(minutes) || minutes < least || minutes > most)
		throw new Refusal('meetings.break_minutes', { least, most }, 'breakMinutes');
	const open = openOf(items);
	return {
		until: new Date(now.getTime() + minutes * 60_000),
		stopping: open?.openedAt ? { ...open, openedAt: null, spentSeconds: spentOn(open, now) } : null,
	};
}

/** The item whose clock goes on after a break, if one is open. */
export function afterBreak(items: readonly RunningItem[], now: Date): RunningItem | null {
	const open = openOf(items);
	return open?.openedAt === null ? goingOn(open, now) : null;
}

const goingOn = (item: RunningItem, now: Date): RunningItem => ({ ...item, openedAt: now });

/** Whole seconds spent on the item until `now`. */
export function spentOn(
	item: Pick<RunningItem, 'state' | 'openedAt' | 'spentSeconds'>,
	now: Date,
): number {
	if (item.state !== 'open' || !item.openedAt) return item.spentSeconds;
	return (
		item.spentSeconds + Math.max(0, Math.floor((now.getTime() - item.openedAt.getTime()) / 1000))
	);
}

function closed(item: RunningItem, now: Date): RunningItem {
	return { ...item, state: 'done', closedAt: now, spentSeconds: spentOn(item, now) };
}
