import { closeCode } from '#domain/relay/protocol.ts';

/** A server that restarts is met by everybody at once: the first knocks are spread over this long (ms). */
const restartWindow = 4_000;
const firstWindow = 2_000;
const longestWindow = 30_000;
/** Between two rooms of one page (ms), so that they come one after another. */
const apart = 100;

/**
 * Within so many milliseconds the next attempt falls, when the line has been gone for so long: as long again, so that
 * nobody who drew short waits at first pays for them with long ones, and all are back within twice the outage.
 */
export const knockWindow = (goneFor: number, code: number): number =>
	Math.min(
		longestWindow,
		Math.max(code === closeCode.restarting ? restartWindow : firstWindow, goneFor),
	);

/** Rooms that lose their line within this time (ms) lost it together. */
const together = 1_000;

/**
 * One draw of chance for all rooms of a page that lose their line together, so that a page knocks like one reader: the
 * rooms keep their order and come `apart` one after another.
 */
export class Queue {
	#drawnAt = -Infinity;
	#chance = 0;
	#place = 0;

	/** Milliseconds to wait for somebody who joins at `now`: a share of the window, and the others before them. */
	wait(now: number, window: number, random: () => number): number {
		if (Math.abs(now - this.#drawnAt) > together) {
			this.#drawnAt = now;
			this.#chance = random();
			this.#place = 0;
		}
		return this.#chance * window + apart * this.#place++;
	}
}
