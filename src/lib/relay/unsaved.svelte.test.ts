import { expect, test } from 'vitest';
import { forgetUnsaved, notedUnsaved, UnsavedNote } from './unsaved.ts';

const room = 'agenda:5c8a2f8e-0000-4000-8000-000000000001';

test('a page that saved what it found takes the notes of others away, and whoever writes on notes it again', () => {
	const killed = new UnsavedNote('a', room);
	const alive = new UnsavedNote('a', room);
	killed.note();
	alive.note();
	const opened = new UnsavedNote('a', room);
	expect(opened.inherit()).toBe(true);
	expect(notedUnsaved('a')).toEqual([room]);
	opened.clear();
	expect(notedUnsaved('a')).toEqual([]);
	alive.note();
	expect(notedUnsaved('a')).toEqual([room]);
	alive.clear();
	expect(notedUnsaved('a')).toEqual([]);
});

test('what is noted after a page was opened is not for that page to clear', () => {
	const opened = new UnsavedNote('b', room);
	expect(opened.inherit()).toBe(false);
	const other = new UnsavedNote('b', room);
	other.note();
	opened.note();
	opened.clear();
	expect(notedUnsaved('b')).toEqual([room]);
	expect(notedUnsaved('c')).toEqual([]);
	forgetUnsaved('b');
	expect(notedUnsaved('b')).toEqual([]);
});
