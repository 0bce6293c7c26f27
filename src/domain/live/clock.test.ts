import { expect, test } from 'vitest';
import { itemClock, likelyEnd, minutesLate, sinceText, timetableStart } from './clock.ts';
import type { ItemStub } from './topics.ts';

const minute = 60_000;
const at = (clock: string) => Date.parse(`2026-12-03T${clock}:00Z`);

const item = (more: Partial<ItemStub>): ItemStub => ({
	id: 'i8',
	number: 8,
	state: 'open',
	minutes: 15,
	plannedAt: at('15:15'),
	openedAt: at('15:19'),
	closedAt: null,
	spentSeconds: 0,
	exempt: true,
	told: false,
	...more,
});

test.each([
	['running', item({}), '15:28', { used: 9, left: 6, over: 0, share: 0.6 }],
	['over', item({ minutes: 5 }), '15:28', { used: 9, left: 0, over: 4, share: 1 }],
	['opened twice', item({ spentSeconds: 120 }), '15:28', { used: 11, left: 4, over: 0 }],
	['done', item({ state: 'done', spentSeconds: 240 }), '16:00', { used: 4, left: 11 }],
	['waiting', item({ state: 'waiting', openedAt: null }), '15:28', { used: 0, left: 15 }],
	['a clock behind the server', item({}), '15:18', { used: 0, left: 15 }],
	['no minutes planned', item({ minutes: 0 }), '15:19', { used: 0, share: 1 }],
] as const)('item clock: %s', (_name, each, now, clock) => {
	expect(itemClock(each, at(now))).toMatchObject(clock);
});

test.each([
	['four late', item({}), '15:28', 4],
	['late and over', item({ minutes: 5 }), '15:28', 8],
	['early', item({ openedAt: at('15:10') }), '15:12', -5],
] as const)('minutes late: %s', (_name, each, now, late) => {
	expect(minutesLate({ openId: each.id, items: [each] }, at(now))).toBe(late);
});

test('between items nothing is late', () => {
	expect(minutesLate({ openId: null, items: [item({ state: 'done' })] }, at('15:40'))).toBe(0);
});

test('the likely end: what is left of the open item and all that wait', () => {
	const items = [item({}), item({ id: 'i9', state: 'waiting', minutes: 10 })];
	expect(likelyEnd({ openId: 'i8', items }, at('15:28'))).toBe(at('15:44'));
});

test('a meeting started at its time goes by the published one, a rehearsal by its own', () => {
	const startsAt = at('14:00');
	expect(timetableStart({ startsAt, startedAt: null })).toBe(startsAt);
	expect(timetableStart({ startsAt, startedAt: at('14:07') })).toBe(startsAt);
	expect(timetableStart({ startsAt, startedAt: at('09:13') + 20_000 })).toBe(at('09:13'));
});

test('how long somebody has spoken', () => {
	expect(sinceText(0, 102_000)).toBe('1:42');
	expect(sinceText(0, 61 * minute)).toBe('61:00');
	expect(sinceText(5_000, 0)).toBe('0:00');
});
