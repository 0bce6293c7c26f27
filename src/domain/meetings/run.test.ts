import { expect, test } from 'vitest';
import {
	afterBreak,
	closing,
	deferring,
	ending,
	opening,
	spentOn,
	starting,
	takingBreak,
	type RunningItem,
} from './run.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 11, 3, 14, minutes));
const item = (id: string, rest: Partial<RunningItem> = {}): RunningItem => ({
	id,
	number: Number(id),
	removed: false,
	state: 'waiting',
	openedAt: null,
	closedAt: null,
	spentSeconds: 0,
	...rest,
});
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

test.each([
	['published', 1, 'done'],
	['in_session', 1, 'repeat'],
] as const)('starting when %s', (status, version, did) => {
	expect(starting(status, version)).toBe(did);
});

test.each([
	['draft', 0, 'meetings.no_agenda'],
	['published', 0, 'meetings.no_agenda'],
	['ended', 1, 'meetings.ended'],
] as const)('starting when %s is refused', (status, version, code) => {
	expect(() => starting(status, version)).toThrow(refusal(code));
});

test('opening closes what is open and adds its time up', () => {
	const items = [item('1', { state: 'open', openedAt: at(0), spentSeconds: 30 }), item('2')];
	const step = opening(items, '2', '1', at(5));
	expect(step).toMatchObject({
		did: 'done',
		again: false,
		opening: { id: '2', state: 'open', openedAt: at(5) },
		closing: { id: '1', state: 'done', closedAt: at(5), spentSeconds: 330 },
	});
});

test('an item may be taken up again', () => {
	const done = item('1', { state: 'done', openedAt: at(0), closedAt: at(5), spentSeconds: 300 });
	const step = opening([done], '1', null, at(20));
	expect(step).toMatchObject({ again: true, opening: { state: 'open', closedAt: null } });
	expect(spentOn(step.opening, at(21))).toBe(360);
});

test('two chairs: the same item twice is a repeat, another one is answered', () => {
	const items = [item('1', { state: 'open', openedAt: at(0) }), item('2')];
	expect(opening(items, '1', null, at(1)).did).toBe('repeat');
	expect(() => opening(items, '2', null, at(1))).toThrow(refusal('meetings.item_already_open'));
	expect(opening(items, '2', undefined, at(1)).did).toBe('done');
	expect(() => opening([item('1'), item('2')], '2', '1', at(1))).toThrow(
		refusal('meetings.item_closed_meanwhile'),
	);
});

test('what is not on the agenda cannot be opened', () => {
	const removed = item('1', { removed: true });
	expect(() => opening([removed], '1', null, at(0))).toThrow(refusal('meetings.no_such_item'));
	expect(() => opening([], '9', null, at(0))).toThrow(refusal('meetings.no_such_item'));
});

test('closing', () => {
	const open = item('1', { state: 'open', openedAt: at(0) });
	expect(closing([open], '1', at(2)).item).toMatchObject({ state: 'done', spentSeconds: 120 });
	expect(closing([item('1', { state: 'done' })], '1', at(2)).did).toBe('repeat');
	expect(() => closing([item('1')], '1', at(2))).toThrow(refusal('meetings.item_not_open'));
});

test('ending closes what is open; a second end is a repeat', () => {
	const open = item('3', { state: 'open', openedAt: at(0) });
	expect(ending('in_session', [open], at(10))).toMatchObject({
		did: 'done',
		closing: { id: '3', spentSeconds: 600 },
	});
	expect(ending('ended', [], at(10)).did).toBe('repeat');
	expect(() => ending('published', [], at(10))).toThrow(refusal('meetings.not_started'));
});

test('a clock that went backwards takes nothing away', () => {
	expect(spentOn(item('1', { state: 'open', openedAt: at(5), spentSeconds: 60 }), at(4))).toBe(60);
});

test('a break stops the clock of the open item, and it goes on where it stood', () => {
	const open = item('1', { state: 'open', openedAt: at(0), spentSeconds: 30 });
	const { until, stopping } = takingBreak('in_session', [open], 10, at(5));
	expect(until).toEqual(at(15));
	expect(stopping).toMatchObject({ state: 'open', openedAt: null, spentSeconds: 330 });
	const stopped = stopping as RunningItem;
	expect(spentOn(stopped, at(15))).toBe(330);
	expect(takingBreak('in_session', [stopped], 5, at(14)).stopping).toBeNull();
	const going = afterBreak([stopped], at(16)) as RunningItem;
	expect(spentOn(going, at(17))).toBe(390);
	expect(afterBreak([going], at(18))).toBeNull();
	expect(opening([stopped], '1', '1', at(16))).toMatchObject({
		did: 'done',
		opening: { openedAt: at(16), spentSeconds: 330 },
		closing: null,
	});
	expect(closing([stopped], '1', at(16)).item.spentSeconds).toBe(330);
});

test.each([0, -1, 121, 7.5, NaN])('no break of %s minutes', (minutes) => {
	expect(() => takingBreak('in_session', [], minutes, at(0))).toThrow(
		refusal('meetings.break_minutes'),
	);
});

test('a break is of a meeting that sits', () => {
	expect(() => takingBreak('published', [], 10, at(0))).toThrow(refusal('meetings.not_started'));
	expect(() => takingBreak('ended', [], 10, at(0))).toThrow(refusal('meetings.ended'));
});

test('an item is put off, open or not, and may be opened after all', () => {
	const open = item('1', { state: 'open', openedAt: at(0) });
	expect(deferring([open], '1', at(2))).toMatchObject({
		wasOpen: true,
		item: { state: 'deferred', closedAt: at(2), spentSeconds: 120 },
	});
	const { item: off, wasOpen } = deferring([item('2')], '2', at(2));
	expect({ state: off.state, wasOpen }).toEqual({ state: 'deferred', wasOpen: false });
	expect(deferring([off], '2', at(3)).did).toBe('repeat');
	expect(opening([off], '2', null, at(3))).toMatchObject({ did: 'done', again: false });
	expect(() => closing([off], '2', at(3))).toThrow(refusal('meetings.item_not_open'));
	expect(() => deferring([item('3', { state: 'done' })], '3', at(3))).toThrow(
		refusal('meetings.item_done'),
	);
	expect(() => deferring([], '9', at(3))).toThrow(refusal('meetings.no_such_item'));
});
