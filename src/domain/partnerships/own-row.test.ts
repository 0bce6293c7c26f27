import { expect, test } from 'vitest';
import { heldKind, ownRow } from './own-row.ts';

test('one’s own row is whole, but for what opens doors', () => {
	expect(
		ownRow({ person_id: 'me', text: 'I fear', token_hash: 'x', by_person_id: 'ann' }, 'me'),
	).toEqual({ person_id: 'me', text: 'I fear', by_person_id: 'somebody else' });
});

test('of what one wrote down about others stays what and when', () => {
	expect(
		ownRow(
			{
				id: '1',
				person_id: 'ann',
				recorded_by_person_id: 'me',
				reason: 'ill',
				email: 'ann@x.org',
				arrived_at: '2026-12-03T14:00:00Z',
				mode: 'remote',
			},
			'me',
		),
	).toEqual({
		id: '1',
		person_id: 'somebody else',
		recorded_by_person_id: 'me',
		arrived_at: '2026-12-03T14:00:00Z',
		mode: 'remote',
	});
});

test('a table that nobody sorted is part of the record', () => {
	expect([heldKind('attendance'), heldKind('sortition')]).toEqual(['meetings', 'record']);
});
