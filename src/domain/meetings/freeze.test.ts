import { describe, expect, test } from 'vitest';
import type { AgendaDraft, DraftItem } from './agenda.ts';
import { freezeAgenda, type FreezeFacts } from './freeze.ts';

const item = (id: string, more: Partial<DraftItem> = {}): DraftItem => ({
	id,
	order: id,
	kind: 'decision',
	minutes: 5,
	title: { en: id },
	summary: {},
	askedTo: [],
	lead: null,
	exempt: null,
	...more,
});
const draft = (...items: DraftItem[]): AgendaDraft => ({ items, removed: [], problems: [] });
const ground = { compartment: 'c', schedule: 'Sch. 12A', paragraph: 3, reason: { en: 'business' } };
const facts = (more: Partial<FreezeFacts> = {}): FreezeFacts => ({
	startsAt: '2026-12-03T14:00:00.000Z',
	people: new Set(['p01']),
	exempt: new Map(),
	started: new Map(),
	...more,
});

test('items are numbered and unknown leads left out', () => {
	expect(
		freezeAgenda(draft(item('a', { lead: 'p01' }), item('b', { lead: 'p99' })), facts()),
	).toEqual({
		agenda: {
			startsAt: '2026-12-03T14:00:00.000Z',
			items: [
				{
					id: 'a',
					number: 1,
					kind: 'decision',
					minutes: 5,
					title: { en: 'a' },
					summary: {},
					askedTo: [],
					lead: 'p01',
					ground: null,
				},
				{
					id: 'b',
					number: 2,
					kind: 'decision',
					minutes: 5,
					title: { en: 'b' },
					summary: {},
					askedTo: [],
					lead: null,
					ground: null,
				},
			],
		},
		exempt: [],
	});
});

test('an exempt item is a stub, whatever the draft says of it', () => {
	const words = { title: { en: 'Nine pence' }, summary: {}, askedTo: [], lead: 'p01' };
	const known = facts({ exempt: new Map([['a', { ground, words }]]) });
	const { agenda, exempt } = freezeAgenda(draft(item('a', { title: { en: 'leaked' } })), known);
	expect(agenda.items[0]).toMatchObject({ title: {}, lead: null, ground });
	expect(exempt).toEqual([{ itemId: 'a', compartment: 'c', words }]);
});

describe('refuses', () => {
	const words = { title: {}, summary: {}, askedTo: [], lead: null };
	test.each<[string, AgendaDraft, Partial<FreezeFacts>, object]>([
		['an agenda without items', draft(), {}, {}],
		[
			'a started item that is gone',
			draft(item('a')),
			{ started: new Map([['b', 4]]) },
			{ number: 4 },
		],
		['an exempt mark without a compartment', draft(item('a', { exempt: 'c' })), {}, { number: 1 }],
		['a title that is missing', draft(item('a'), item('b', { title: {} })), {}, { number: 2 }],
		[
			'an exempt title that is missing',
			draft(item('a')),
			{ exempt: new Map([['a', { ground, words }]]) },
			{ number: 1 },
		],
		[
			'a title too long',
			draft(item('a', { title: { cy: 'x'.repeat(301) } })),
			{},
			{ number: 1, most: 300 },
		],
		[
			'a text too long',
			draft(item('a', { summary: { en: 'x'.repeat(20_001) } })),
			{},
			{ number: 1 },
		],
	])('%s', (_, what, more, values) => {
		expect(() => freezeAgenda(what, facts(more))).toThrow(expect.objectContaining({ values }));
		expect(() => freezeAgenda(what, facts(more), false)).not.toThrow();
	});
});
