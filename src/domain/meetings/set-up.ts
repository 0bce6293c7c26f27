import { isoDate, longDate, momentAt } from '../kernel/calendar.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Text } from '../kernel/text.ts';
import { itemKinds, longestItem, longestTitle, type ItemKind } from './agenda.ts';
import type { MeetingAccess, MeetingMode } from './meeting.ts';

/** When and where a meeting is, as typed. Dates as "2026-12-03", times as "14:00". */
export interface TypedWhen {
	readonly date: string;
	readonly from: string;
	readonly to: string;
	readonly mode: string;
	readonly venue: string;
	readonly venueCy: string;
}

/** A form for a new meeting, as typed. */
export interface TypedMeeting extends TypedWhen {
	readonly title: string;
	readonly titleCy: string;
	readonly stepFree: boolean;
	readonly hearingLoop: boolean;
	readonly captions: boolean;
	readonly signLanguage: string;
	readonly costs: string;
}

export interface NewMeeting {
	readonly title: Text;
	readonly startsAt: Date;
	readonly endsAt: Date;
	readonly mode: MeetingMode;
	readonly venue: Text;
	readonly access: MeetingAccess;
}

const modes: readonly MeetingMode[] = ['hybrid', 'in_person', 'remote'];
const signing: readonly MeetingAccess['signLanguage'][] = ['no', 'on_request', 'provided'];

/** Longest venue or note on costs, in characters. */
const longestLine = 500;

/**
 * When and where a form says; `now` by the database's clock. Refuses, by field: no such date or time, a day that is over, an
 * end before the start, no way of meeting chosen, no place for a meeting in a room, and words that are too long.
 */
export function whenAndWhere(
	typed: TypedWhen,
	now: Date,
): Pick<NewMeeting, 'startsAt' | 'endsAt' | 'mode' | 'venue'> {
	const startsAt = momentAt(typed.date, typed.from);
	const endsAt = momentAt(typed.date, typed.to);
	if (!momentAt(typed.date, '12:00')) throw new Refusal('meetings.date_wrong', {}, 'date');
	if (!startsAt) throw new Refusal('meetings.time_wrong', {}, 'from');
	if (!endsAt) throw new Refusal('meetings.time_wrong', {}, 'to');
	if (typed.date < isoDate(now)) throw new Refusal('meetings.date_over', {}, 'date');
	if (endsAt <= startsAt) throw new Refusal('meetings.ends_before_start', {}, 'to');
	const mode = modes.find((each) => each === typed.mode);
	if (!mode) throw new Refusal('meetings.mode_missing', {}, 'mode');
	const venue = textOf(typed.venue, typed.venueCy);
	if (mode !== 'remote' && !venue.en && !venue.cy)
		throw new Refusal('meetings.venue_missing', {}, 'venue');
	for (const field of ['venue', 'venueCy'] as const)
		if (typed[field].trim().length > longestLine)
			throw new Refusal('meetings.too_long', { most: longestLine }, field);
	return { startsAt, endsAt, mode, venue };
}

/**
 * The meeting that a form describes. Without a title it is called after its body and date. Refuses what `whenAndWhere`
 * does, and words that are too long.
 */
export function newMeeting(typed: TypedMeeting, bodyName: Text, now: Date): NewMeeting {
	const at = whenAndWhere(typed, now);
	const title = textOf(typed.title, typed.titleCy);
	for (const [field, most] of [
		['title', longestTitle],
		['titleCy', longestTitle],
		['costs', longestLine],
	] as const)
		if (typed[field].trim().length > most) throw new Refusal('meetings.too_long', { most }, field);
	return {
		...at,
		title: title.en || title.cy ? title : calledAfter(bodyName, at.startsAt),
		access: {
			stepFree: typed.stepFree,
			hearingLoop: typed.hearingLoop,
			captions: typed.captions,
			signLanguage: signing.find((each) => each === typed.signLanguage) ?? 'no',
			costs: textOf(typed.costs, ''),
		},
	};
}

const textOf = (en: string, cy: string): Text => ({
	...(en.trim() && { en: en.trim() }),
	...(cy.trim() && { cy: cy.trim() }),
});

const calledAfter = (bodyName: Text, at: Date): Text => ({
	...(bodyName.en && { en: `${bodyName.en}, ${longDate(at, 'en')}` }),
	...(bodyName.cy && { cy: `${bodyName.cy}, ${longDate(at, 'cy')}` }),
});

/** What a meeting is called when it is moved: a name after its old date is one after the new date. */
export function titleMoved(title: Text, bodyName: Text, from: Date, to: Date): Text {
	const before = calledAfter(bodyName, from);
	const after = calledAfter(bodyName, to);
	return {
		...title,
		...(title.en !== undefined && title.en === before.en && { en: after.en }),
		...(title.cy !== undefined && title.cy === before.cy && { cy: after.cy }),
	};
}

/** The end of a new meeting's address: "2026-12-03-board", and "-2", "-3" where the body meets again that day. */
export function meetingSlug(date: string, bodyCode: string, taken: ReadonlySet<string>): string {
	const plain = `${date}-${bodyCode}`;
	if (!taken.has(plain)) return plain;
	let count = 2;
	while (taken.has(`${plain}-${count}`)) count++;
	return `${plain}-${count}`;
}

/** A form for an item that the public may not see, as typed. */
export interface TypedExempt {
	readonly title: string;
	readonly titleCy: string;
	readonly kind: string;
	readonly minutes: string;
	readonly schedule: string;
	readonly paragraph: string;
	readonly reason: string;
	readonly reviewOn: string;
}

export interface NewExempt {
	readonly title: Text;
	readonly kind: ItemKind;
	readonly minutes: number;
	readonly schedule: string;
	readonly paragraph: number;
	readonly reason: Text;
	readonly reviewOn: string | null;
}

/**
 * The exempt item that a form describes. Its ground is told to the public (LGA 1972 s. 100A(5): the resolution to exclude
 * says which description applies), its title is not. Refuses, by field, what is missing, too long or no number or date.
 */
export function newExempt(typed: TypedExempt): NewExempt {
	const title = textOf(typed.title, typed.titleCy);
	if (!title.en && !title.cy) throw new Refusal('meetings.exempt_title_missing', {}, 'title');
	for (const field of ['title', 'titleCy', 'schedule', 'reason'] as const)
		if (typed[field].trim().length > longestTitle)
			throw new Refusal('meetings.too_long', { most: longestTitle }, field);
	const kind = itemKinds.find((each) => each === typed.kind);
	if (!kind) throw new Refusal('meetings.kind_missing', {}, 'kind');
	const minutes = whole(typed.minutes, longestItem);
	if (minutes === undefined)
		throw new Refusal('meetings.minutes_wrong', { most: longestItem }, 'minutes');
	if (!typed.schedule.trim()) throw new Refusal('meetings.schedule_missing', {}, 'schedule');
	const paragraph = whole(typed.paragraph, 99);
	if (!paragraph) throw new Refusal('meetings.paragraph_wrong', {}, 'paragraph');
	if (!typed.reason.trim()) throw new Refusal('meetings.reason_missing', {}, 'reason');
	if (typed.reviewOn && !momentAt(typed.reviewOn, '12:00'))
		throw new Refusal('meetings.date_wrong', {}, 'reviewOn');
	return {
		title,
		kind,
		minutes,
		schedule: typed.schedule.trim(),
		paragraph,
		reason: textOf(typed.reason, ''),
		reviewOn: typed.reviewOn || null,
	};
}

function whole(typed: string, most: number): number | undefined {
	const value = Number(typed);
	return /^\d+$/.test(typed.trim()) && value <= most ? value : undefined;
}
