import { expect, test } from 'vitest';
import { actionText, daysLate, dueFrom, ownerFrom, wordsFrom } from './action.ts';

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const id = '00000000-0000-4000-8000-00000000000a';

test.each([
	['open', '2026-11-15', '2026-11-15', 0],
	['open', '2026-11-15', '2026-11-16', 1],
	['open', '2026-11-15', '2026-11-01', 0],
	// The clocks go back in between: still whole days.
	['open', '2026-10-20', '2026-11-03', 14],
	['done', '2026-11-15', '2026-12-24', 0],
	['dropped', '2026-11-15', '2026-12-24', 0],
] as const)('%s, due on %s, is on %s %i days late', (state, dueOn, today, late) => {
	expect(daysLate({ state, dueOn }, today)).toBe(late);
});

test('an action says what is to be done, in one language or both', () => {
	expect(actionText({ en: ' Write the guide ', cy: '' })).toEqual({ en: 'Write the guide' });
	expect(actionText({ cy: 'Ysgrifennu' })).toEqual({ cy: 'Ysgrifennu' });
	expect(() => actionText({ en: '  ' })).toThrow(refused('actions.text_missing'));
	expect(() => actionText({ en: 'x'.repeat(501) })).toThrow(refused('actions.text_long'));
});

test('somebody or some organisation owns it', () => {
	expect(ownerFrom(`person:${id}`)).toEqual({ is: 'person', id });
	expect(ownerFrom(`organisation:${id}`)).toEqual({ is: 'organisation', id });
	for (const said of ['', 'person:', `team:${id}`, `person:${id}x`])
		expect(() => ownerFrom(said)).toThrow(refused('actions.owner_missing'));
});

test('it is due on a day to come', () => {
	expect(dueFrom('2026-12-18', '2026-12-18')).toBe('2026-12-18');
	expect(() => dueFrom('2026-12-17', '2026-12-18')).toThrow(refused('actions.due_past'));
	for (const said of ['', '18/12/2026', '2027-02-30', '20270-01-01', '2126-12-18'])
		expect(() => dueFrom(said, '2026-12-18')).toThrow(refused('actions.due_wrong'));
});

test('a reason is given where one is asked for', () => {
	expect(wordsFrom(' Sent.\r\n ', 'dropped', true)).toBe('Sent.');
	expect(wordsFrom('', 'done', false)).toBe('');
	expect(() => wordsFrom(' ', 'dropped', true)).toThrow(refused('actions.words_missing'));
	expect(() => wordsFrom('x'.repeat(2001), 'note', false)).toThrow(refused('actions.words_long'));
});
