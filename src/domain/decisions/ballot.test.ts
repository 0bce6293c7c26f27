import { expect, test } from 'vitest';
import { choiceFrom, clerkChannelFrom } from './ballot.ts';
import { admits, type PollState } from './poll.ts';
import { referenceFrom } from './reference.ts';

test.each(['for', 'against', 'abstain'])('%s is on the ballot', (choice) => {
	expect(choiceFrom(choice)).toBe(choice);
});

test.each([
	['', 'decisions.choose'],
	[null, 'decisions.choose'],
	['For', 'decisions.unknown_choice'],
	['both', 'decisions.unknown_choice'],
	[7, 'decisions.unknown_choice'],
])('%j is not', (choice, code) => {
	expect(() => choiceFrom(choice)).toThrow(expect.objectContaining({ code, field: 'choice' }));
});

test('a clerk enters what was said at the table, not what came from a device', () => {
	expect(clerkChannelFrom('telephone')).toBe('telephone');
	expect(() => clerkChannelFrom('own_device')).toThrow(
		expect.objectContaining({ code: 'decisions.unknown_channel' }),
	);
});

test('a poll moves from open to closed to shown and no other way', () => {
	const openedAt = new Date(0);
	const closed = { openedAt, closedAt: openedAt };
	const states: readonly [string, PollState][] = [
		['open', { state: 'open', openedAt, pausedBy: null }],
		['paused', { state: 'open', openedAt, pausedBy: 'quorum' }],
		['closed', { state: 'closed', ...closed }],
		['shown', { state: 'shown', ...closed, shownAt: openedAt }],
	];
	const admitted = states.flatMap(([name, state]) =>
		(['cast', 'pause', 'resume', 'close', 'show'] as const)
			.filter((act) => admits(state, act))
			.map((act) => `${name} ${act}`),
	);
	expect(admitted).toEqual([
		'open cast',
		'open pause',
		'open close',
		'paused resume',
		'paused close',
		'closed show',
	]);
});

test('a reference is short, and no sign in it can be taken for another', () => {
	const seen = new Set<string>();
	for (let seed = 0; seed < 2000; seed++) {
		const bytes = new Uint8Array(8).map((_, place) => (seed * (place + 7) * 31 + place) % 256);
		const reference = referenceFrom(bytes);
		expect(reference).toMatch(/^[34679ACDEFGHJKMNPQRTWXY]{3}-[34679ACDEFGHJKMNPQRTWXY]$/);
		seen.add(reference);
	}
	expect(seen.size).toBeGreaterThan(200);
	expect(() => referenceFrom(new Uint8Array(7))).toThrow(RangeError);
});
