import { expect, test } from 'vitest';
import {
	meetingSlug,
	newExempt,
	newMeeting,
	type TypedExempt,
	type TypedMeeting,
} from './set-up.ts';

const typed: TypedMeeting = {
	title: '',
	titleCy: '',
	date: '2026-12-03',
	from: '14:00',
	to: '16:30',
	mode: 'hybrid',
	venue: ' Town Hall ',
	venueCy: '',
	stepFree: true,
	hearingLoop: false,
	captions: false,
	signLanguage: 'on_request',
	costs: '',
};
const now = new Date('2026-12-03T23:30:00Z');
const body = { en: 'Board', cy: 'Bwrdd' };

test('a meeting without a name is called after its body and date, in both languages', () => {
	expect(newMeeting(typed, body, now)).toEqual({
		title: { en: 'Board, Thursday 3 December 2026', cy: 'Bwrdd, Dydd Iau 3 Rhagfyr 2026' },
		startsAt: new Date('2026-12-03T14:00:00Z'),
		endsAt: new Date('2026-12-03T16:30:00Z'),
		mode: 'hybrid',
		venue: { en: 'Town Hall' },
		access: {
			stepFree: true,
			hearingLoop: false,
			captions: false,
			signLanguage: 'on_request',
			costs: {},
		},
	});
	expect(newMeeting({ ...typed, titleCy: 'Cyfarfod' }, body, now).title).toEqual({
		cy: 'Cyfarfod',
	});
	expect(newMeeting({ ...typed, mode: 'remote', venue: '' }, body, now).venue).toEqual({});
});

const refused: [typed: Partial<TypedMeeting>, code: string, field: string][] = [
	[{ date: '' }, 'meetings.date_wrong', 'date'],
	[{ date: '2026-02-30' }, 'meetings.date_wrong', 'date'],
	[{ date: '2026-12-02' }, 'meetings.date_over', 'date'],
	[{ from: '2pm' }, 'meetings.time_wrong', 'from'],
	[{ to: '' }, 'meetings.time_wrong', 'to'],
	[{ to: '14:00' }, 'meetings.ends_before_start', 'to'],
	[{ mode: 'psychic' }, 'meetings.mode_missing', 'mode'],
	[{ venue: '  ' }, 'meetings.venue_missing', 'venue'],
	[{ title: 'x'.repeat(301) }, 'meetings.too_long', 'title'],
	[{ costs: 'x'.repeat(501) }, 'meetings.too_long', 'costs'],
];
test.each(refused)('%o is refused', (wrong, code, field) => {
	expect(() => newMeeting({ ...typed, ...wrong }, body, now)).toThrow(
		expect.objectContaining({ code, field }),
	);
});

test('a second meeting of a body on one day has an address of its own', () => {
	expect(meetingSlug('2026-12-03', 'board', new Set())).toBe('2026-12-03-board');
	const taken = new Set(['2026-12-03-board', '2026-12-03-board-2', '2026-12-03-boardroom']);
	expect(meetingSlug('2026-12-03', 'board', taken)).toBe('2026-12-03-board-3');
});

const exempt: TypedExempt = {
	title: 'Terms',
	titleCy: '',
	kind: 'discussion',
	minutes: '15',
	schedule: 'LGA 1972 Sch. 12A Part 1',
	paragraph: '3',
	reason: 'financial or business affairs',
	reviewOn: '',
};

test('an exempt item has a title, minutes and a ground', () => {
	expect(newExempt(exempt)).toEqual({
		title: { en: 'Terms' },
		kind: 'discussion',
		minutes: 15,
		schedule: 'LGA 1972 Sch. 12A Part 1',
		paragraph: 3,
		reason: { en: 'financial or business affairs' },
		reviewOn: null,
	});
});

const notExempt: [typed: Partial<TypedExempt>, code: string, field: string][] = [
	[{ title: ' ' }, 'meetings.exempt_title_missing', 'title'],
	[{ kind: '' }, 'meetings.kind_missing', 'kind'],
	[{ minutes: '1e9' }, 'meetings.minutes_wrong', 'minutes'],
	[{ minutes: '601' }, 'meetings.minutes_wrong', 'minutes'],
	[{ schedule: '' }, 'meetings.schedule_missing', 'schedule'],
	[{ paragraph: '0' }, 'meetings.paragraph_wrong', 'paragraph'],
	[{ paragraph: '-3' }, 'meetings.paragraph_wrong', 'paragraph'],
	[{ reason: '' }, 'meetings.reason_missing', 'reason'],
	[{ reviewOn: 'soon' }, 'meetings.date_wrong', 'reviewOn'],
];
test.each(notExempt)('an exempt item with %o is refused', (wrong, code, field) => {
	expect(() => newExempt({ ...exempt, ...wrong })).toThrow(
		expect.objectContaining({ code, field }),
	);
});
