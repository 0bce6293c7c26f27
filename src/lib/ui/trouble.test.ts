import { expect, test } from 'vitest';
import { troubleOf } from './trouble.ts';

const at = '/larkhaven/meetings/1/motions';
const error = (status: number, more: object = {}) => ({ status, message: 'it', ...more });

test('an answer of the page is no trouble, be it a refusal', () => {
	expect(troubleOf({ type: 'success', status: 200, location: at })).toBeNull();
	expect(troubleOf({ type: 'failure', status: 422, location: at })).toBeNull();
	expect(troubleOf({ type: 'redirect', status: 303, location: at })).toBeNull();
});

test('what never came from an action had no answer, whatever stood before the server said', () => {
	for (const status of [500, 502, 403])
		expect(troubleOf({ type: 'error', error: error(status) })).toEqual({ is: 'no_answer' });
	expect(troubleOf({ type: 'error', error: error(413) })).toEqual({ is: 'too_long' });
});

test('a fault has its number, and a form that is not taken any more says so', () => {
	const fault = {
		type: 'error',
		status: 500,
		location: at,
		error: error(500, { id: 'f-1' }),
	} as const;
	expect(troubleOf(fault)).toEqual({ is: 'fault', id: 'f-1' });
	for (const status of [401, 403, 404])
		expect(troubleOf({ type: 'error', status, location: at, error: error(status) })).toEqual({
			is: 'not_taken',
		});
});
