import { expect, test } from 'vitest';
import { isContent, saveState, type Facts } from './saving.ts';

const fresh: Facts = {
	closed: false,
	connected: false,
	synced: false,
	shown: false,
	sent: 0,
	acknowledged: 0,
	refused: null,
	failed: false,
};
const back: Facts = { ...fresh, connected: true, shown: true };

test.each([
	['a page that has just been opened', fresh, 'connecting'],
	['a first attempt that failed', { ...fresh, failed: true }, 'offline'],
	['connected, nothing received yet', { ...fresh, connected: true }, 'connecting'],
	['synced, the answer to the server on its way', { ...back, synced: true, sent: 1 }, 'saving'],
	['all in the log', { ...back, synced: true, sent: 3, acknowledged: 3 }, 'saved'],
	['one keystroke more', { ...back, synced: true, sent: 4, acknowledged: 3 }, 'saving'],
	['a reader, never asked for anything', { ...back, synced: true }, 'saved'],
	['cut off', { ...back, connected: false, synced: true, sent: 4, acknowledged: 4 }, 'offline'],
	['back, but not asked yet what was written meanwhile', back, 'saving'],
	['refused', { ...back, synced: true, sent: 2, acknowledged: 2, refused: 'locked' }, 'not_saved'],
	['closed for good', { ...back, closed: true, refused: 'locked' }, 'closed'],
] as const)('%s: %j is %s', (_what, facts, state) => {
	expect(saveState(facts)).toBe(state);
});

test('what counts as a frame of content', () => {
	expect(isContent(new Uint8Array([0, 0, 1]))).toBe(false);
	expect(isContent(new Uint8Array([0, 1, 2]))).toBe(true);
	expect(isContent(new Uint8Array([0, 2, 2]))).toBe(true);
	expect(isContent(new Uint8Array([1, 2, 2]))).toBe(false);
});
