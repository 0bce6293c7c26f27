import { expect, test } from 'vitest';
import type { PublishedAgenda, PublishedItem } from './agenda.ts';
import { agendaChanges } from './changes.ts';

const plain = (id: string, number: number): PublishedItem => ({
	id,
	number,
	kind: 'discussion',
	minutes: 10,
	title: { en: id.toUpperCase() },
	summary: {},
	askedTo: [{ en: 'note it' }],
	lead: null,
	ground: null,
});
const agenda = (ids: string, change: Partial<Record<string, Partial<PublishedItem>>> = {}) =>
	({
		startsAt: '2026-12-03T14:00:00.000Z',
		items: Array.from(ids).map((id, index) => ({ ...plain(id, index + 1), ...change[id] })),
	}) satisfies PublishedAgenda;

const short = (before: PublishedAgenda, after: PublishedAgenda, hidden?: ReadonlySet<string>) =>
	agendaChanges(before, after, hidden).map(
		({ change, itemId, number }) => `${change} ${itemId}${number}`,
	);

test.each([
	['nothing', 'abcd', 'abcd', []],
	['one up', 'abcd', 'acbd', ['moved b3']],
	['last to first', 'abcd', 'dabc', ['moved d1']],
	['added and removed', 'abcd', 'aebd', ['added e2', 'removed c3']],
	['all new', 'ab', 'cd', ['added c1', 'added d2', 'removed a1', 'removed b2']],
])('%s', (_, before, after, changes) => {
	expect(short(agenda(before), agenda(after))).toEqual(changes);
});

test('turned round: one stays', () => {
	expect(short(agenda('abcd'), agenda('dcba'))).toHaveLength(3);
});

test('fields', () => {
	const before = agenda('abcdef');
	const after = agenda('abcdef', {
		a: { title: { en: 'Other' } },
		b: { askedTo: [{ en: 'note it' }, { en: 'agree it' }] },
		c: { minutes: 15 },
		d: { kind: 'decision' },
		e: { lead: 'p01' },
	});
	expect(agendaChanges(before, after, new Set(['f']))).toMatchObject([
		{ itemId: 'a', change: 'reworded' },
		{ itemId: 'b', change: 'reworded' },
		{ itemId: 'c', change: 'retimed', from: 10, to: 15 },
		{ itemId: 'd', change: 'kind', from: 'discussion', to: 'decision' },
		{ itemId: 'e', change: 'lead' },
		{ itemId: 'f', change: 'reworded' },
	]);
});
