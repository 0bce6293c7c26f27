import { expect, test } from 'vitest';
import { closeCode, closesForGood, frameRefusals } from '#domain/relay/protocol.ts';
import type { Told } from './tally.ts';
import { gravity, savedWords, wayOut } from './words.ts';

const told = (some: Partial<Told>): Told => ({
	state: 'saved',
	reason: null,
	unsaved: false,
	kept: 'no',
	...some,
});
const refused = (reason: string) => told({ state: 'not_saved', reason, unsaved: true });
const closed = (reason: number, some: Partial<Told> = {}) =>
	told({ state: 'closed', reason, ...some });

test('every refusal has a sentence of its own, and only what passes by itself asks for nothing', () => {
	const codes = ['waiting', ...frameRefusals];
	const said = codes.map((code) => savedWords(refused(code)));
	expect(new Set(said).size).toBe(codes.length);
	expect(said).not.toContain(savedWords(refused('unheard_of')));
	expect(codes.filter((code) => wayOut(refused(code)) === null)).toEqual(['waiting', 'not_stored']);
});

test('every code that closes for good has a sentence of its own, and a way out', () => {
	const codes = Object.values(closeCode).filter(closesForGood);
	expect(codes.length).toBeGreaterThan(5);
	const said = codes.map((code) => savedWords(closed(code)));
	expect(new Set(said).size).toBe(codes.length);
	expect(said).not.toContain(savedWords(closed(4499)));
	for (const code of [...codes, 4499]) expect(wayOut(closed(code))).not.toBeNull();
});

test.each<[Partial<Told>, string]>([
	[{ state: 'offline', kept: 'yes', unsaved: true }, 'Offline: kept on this device'],
	[{ state: 'offline', kept: 'writing', unsaved: true }, 'Offline: keeping it on this device'],
	[{ state: 'offline', unsaved: true }, 'Offline: not saved yet. Keep this page open.'],
	[{ state: 'offline' }, 'Offline: all that you wrote is saved'],
])('%j: %s', (some, words) => {
	expect(savedWords(told(some))).toBe(words);
});

test.each<[string, Partial<Told>, string]>([
	['with nothing unsaved', {}, 'sign_in'],
	['with words kept here', { unsaved: true, kept: 'yes' }, 'sign_in'],
	['with words on this page only', { unsaved: true }, 'sign_in_elsewhere'],
])('signed out %s', (_what, some, way) => {
	expect(wayOut(closed(closeCode.sessionEnded, some))).toBe(way);
});

test('what is better may be shown late, what is worse may not', () => {
	const offline = (kept: Told['kept']) => told({ state: 'offline', unsaved: true, kept });
	const better = [
		told({ state: 'saved' }),
		told({ state: 'saving' }),
		offline('yes'),
		offline('writing'),
		offline('no'),
		refused('waiting'),
		closed(4401),
	].map(gravity);
	expect(better).toEqual(better.toSorted((a, b) => a - b));
	expect(new Set(better).size).toBe(better.length);
});
