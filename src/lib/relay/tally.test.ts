import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeCode } from '#domain/relay/protocol.ts';
import { patience, Tally, type TallyEvent, type Told } from './tally.ts';

const answer = new Uint8Array([0, 1, 2, 0, 0]);
const update = new Uint8Array([0, 2, 2, 0, 0]);
const question = new Uint8Array([0, 0, 1, 0]);
const cursor = new Uint8Array([1, 2, 0, 0]);

const dialled = { is: 'dialled' } as const;
const opened = { is: 'opened' } as const;
const synced = { is: 'synced' } as const;
const cut = { is: 'cut' } as const;
const turnedAway = { is: 'cut', code: closeCode.tryAgain } as const;
const edited = { is: 'edited' } as const;
const found = { is: 'found' } as const;
const sent = (frame: Uint8Array) => ({ is: 'sent', frame }) as const;
const acked = (n: number) => ({ is: 'acked', n }) as const;
const refused = (code: string) => ({ is: 'refused', n: 1, code }) as const;
const closed = (code: number) => ({ is: 'closed', code }) as const;
const kept = (edits: number) => ({ is: 'kept', edits }) as const;
const pass = (ms: number) => ({ pass: ms }) as const;

type Step = TallyEvent | { readonly pass: number };

/** One edit over an open line, as y-websocket sends it. */
const typed = [edited, sent(update)];
/** Opened, asked what the page has, told what the server has. */
const joined = [dialled, opened, sent(question), sent(answer), sent(cursor), synced];
const saved = [...joined, acked(1)];

function after(steps: readonly Step[]): Told & { readonly due: number | null } {
	const tally = new Tally();
	let now = 5_000;
	for (const step of steps) {
		if ('pass' in step) tally.take({ is: 'tick' }, (now += step.pass));
		else tally.take(step, now);
	}
	return { ...tally.told, due: tally.due };
}

describe('what may be said', () => {
	test.each<[string, readonly Step[], string, (number | string | null)?]>([
		['a page that has just been opened', [dialled], 'connecting'],
		['words typed before the first line', [dialled, edited], 'saving'],
		['a first attempt that takes long', [dialled, pass(patience)], 'offline'],
		['a first attempt that failed', [dialled, cut], 'offline'],
		['opened, nothing received yet', [dialled, opened], 'connecting'],
		['a reader who is asked and has nothing: no "Saving"', joined, 'connecting'],
		['a reader whose answer was dealt with', saved, 'saved'],
		['a visitor, never asked for anything', [dialled, opened, sent(question), synced], 'saved'],
		['a reader for whom it takes long', [...joined, pass(60_000)], 'connecting'],
		[
			'acknowledged before everything came in',
			[dialled, opened, sent(answer), acked(1)],
			'connecting',
		],
		['one keystroke', [...saved, ...typed], 'saving'],
		['one keystroke, in the log', [...saved, ...typed, acked(2)], 'saved'],
		['one in the log, the next on its way', [...saved, ...typed, ...typed, acked(2)], 'saving'],
		['asked again, with nothing unsaved', [...saved, sent(answer)], 'saving'],
		[
			'words from before the connection, not asked for yet',
			[dialled, edited, opened, synced],
			'saving',
		],
		['an edit that no frame carried', [...saved, edited], 'saving'],
		[
			'an edit that no frame carried, and one that a frame did',
			[...saved, edited, ...typed, acked(2)],
			'saving',
		],
		['a number never sent', [...saved, acked(7), ...typed], 'saving'],
		['a number never sent, reached later', [...saved, acked(3), ...typed, ...typed], 'saving'],
		['a number from before', [...saved, ...typed, ...typed, acked(3), acked(2)], 'saved'],
		['cut off', [...saved, cut], 'offline'],
		['cut off with words', [...saved, ...typed, cut], 'offline'],
		['a late number after the cut', [...saved, ...typed, cut, acked(2)], 'offline'],
		['back, with nothing unsaved', [...saved, cut, opened], 'connecting'],
		['back, not asked yet', [...saved, ...typed, cut, opened, synced], 'saving'],
		['back, asked and answered', [...saved, ...typed, cut, opened, synced, sent(answer)], 'saving'],
		[
			'back, but only a newer word went out',
			[...saved, ...typed, cut, opened, synced, ...typed, acked(1)],
			'saving',
		],
		[
			'back, and all in the log',
			[...saved, edited, cut, edited, opened, synced, sent(answer), acked(1)],
			'saved',
		],
		['words found on the device', [dialled, found, opened, synced], 'saving'],
		[
			'words found on the device, in the log',
			[dialled, found, opened, sent(answer), synced, acked(1)],
			'saved',
		],
		['a second knock that is expected to be let in', [...saved, cut, dialled], 'connecting'],
		['refused', [...saved, ...typed, refused('locked'), acked(2)], 'not_saved', 'locked'],
		[
			'refused, and more typed',
			[...saved, ...typed, refused('gap'), acked(2), ...typed, acked(3)],
			'not_saved',
			'gap',
		],
		['refused, cut off', [...saved, ...typed, refused('locked'), cut], 'offline'],
		[
			'refused, back and taken',
			[...saved, ...typed, refused('not_stored'), cut, opened, sent(answer), synced, acked(1)],
			'saved',
		],
		['closed for good', [...saved, ...typed, closed(4401)], 'closed', 4401],
		[
			'closed for good after a refusal',
			[...saved, refused('locked'), closed(4403)],
			'closed',
			4403,
		],
		['let in again', [...saved, closed(4401), dialled, ...joined.slice(1), acked(1)], 'saved'],
	])('%s', (_what, steps, state, reason = null) => {
		expect(after(steps)).toMatchObject({ state, reason });
	});
});

describe('the server does not answer', () => {
	const waiting = { state: 'not_saved', reason: 'waiting', unsaved: true };
	const slow = [...saved, ...typed, pass(1_000), ...typed];

	test.each<[string, readonly Step[], object]>([
		['words on their way for too long', [...saved, ...typed, pass(patience)], waiting],
		['just not too long', [...saved, ...typed, pass(patience - 1)], { state: 'saving', due: 1 }],
		['the oldest counts', [...slow, pass(500)], waiting],
		['the oldest arrived', [...slow, acked(2), pass(500)], { state: 'saving', due: 1_000 }],
		['the newest waits too', [...slow, acked(2), pass(1_500)], waiting],
		['all arrived', [...slow, pass(500), acked(3)], { state: 'saved', unsaved: false, due: null }],
		['never asked for the words it has', [dialled, found, opened, synced, pass(patience)], waiting],
		['the room does not open', [dialled, opened, pass(9_000), edited, sent(update)], waiting],
		['an edit stuck in a dead socket', [...saved, edited, pass(patience)], waiting],
		[
			'turned away by a server that cannot serve the room',
			[...saved, ...typed, refused('not_stored'), turnedAway],
			waiting,
		],
		['turned away with nothing unsaved', [...saved, turnedAway], { state: 'connecting' }],
		['turned away, then not reached', [...saved, ...typed, turnedAway, cut], { state: 'offline' }],
		['then cut off', [...saved, ...typed, pass(patience), cut], { state: 'offline', due: null }],
		[
			'the clock leaps forward',
			[...saved, ...typed, pass(3_600_000), acked(2)],
			{ state: 'saved' },
		],
		[
			'the clock leaps back and goes on',
			[...saved, ...typed, pass(-3_600_000), pass(patience)],
			waiting,
		],
	])('%s', (_what, steps, told) => {
		expect(after(steps)).toMatchObject(told);
	});

	test('an hour of typing to a server that does not answer takes no memory to speak of', () => {
		const tally = new Tally();
		let now = 0;
		for (const event of saved) tally.take(event, now);
		for (let n = 0; n < 36_000; n++) for (const event of typed) tally.take(event, (now += 50));
		expect(tally.told).toMatchObject(waiting);
		expect(tally.take(acked(36_000), now)).toMatchObject(waiting);
		expect(tally.take(acked(36_001), now)).toMatchObject({ state: 'saved', unsaved: false });
	});
});

describe('what is unsaved, and what this device keeps', () => {
	test.each<[string, readonly Step[], object]>([
		['nothing typed', saved, { unsaved: false, kept: 'no' }],
		['typed', [...saved, ...typed], { unsaved: true, kept: 'no' }],
		['typed, and in the log', [...saved, ...typed, acked(2)], { unsaved: false }],
		['refused', [...saved, ...typed, refused('read_only'), acked(2)], { unsaved: true }],
		[
			'an answer refused that held more than was known',
			[...joined, refused('gap')],
			{ unsaved: true },
		],
		['found on the device', [dialled, found, kept(1)], { unsaved: true, kept: 'yes' }],
		['closed with words', [...saved, ...typed, closed(4401)], { unsaved: true }],
		['a device that keeps', [kept(0), ...saved], { kept: 'yes' }],
		['it has not written yet', [kept(0), ...saved, cut, edited], { kept: 'writing' }],
		['it has written one of two', [kept(0), cut, edited, edited, kept(1)], { kept: 'writing' }],
		['it has written both', [kept(0), cut, edited, edited, kept(2)], { kept: 'yes' }],
		[
			'an older write ends later',
			[kept(0), cut, edited, edited, kept(2), kept(1)],
			{ kept: 'yes' },
		],
		['it ran out of room', [kept(0), cut, edited, kept(1), { is: 'not_kept' }], { kept: 'no' }],
		['there is room again', [kept(0), { is: 'not_kept' }, edited, kept(1)], { kept: 'yes' }],
	])('%s', (_what, steps, told) => {
		expect(after(steps)).toMatchObject(told);
	});
});

/** A page and a server that know which edits are in the log, to hold the tally against. */
class World {
	readonly tally = new Tally();
	now = 0;
	#edits = 0;
	readonly #log = new Set<number>();
	/** What each frame of this connection carries; null while there is none. */
	#frames: (readonly number[])[] | null = null;

	do(act: string, chance: number): void {
		this.now += Math.floor(chance * 400);
		const open = this.#frames;
		switch (act) {
			case 'open':
				if (open) return;
				this.#frames = [];
				return this.#take(opened);
			case 'cut':
				this.#frames = null;
				return this.#take(cut);
			case 'edit':
				this.#edits++;
				this.#take(edited);
				// One in five finds the socket already closing.
				if (open && chance < 0.8) this.#send([this.#edits], update);
				return;
			case 'ask':
				if (open) this.#send(this.#missing(), answer);
				return;
			case 'sync':
				if (open) this.#take(synced);
				return;
			case 'ack': {
				if (!open || open.length === 0) return;
				const n = chance < 0.5 ? open.length : Math.ceil((chance - 0.5) * 2 * open.length);
				for (const edit of open.slice(0, n).flat()) this.#log.add(edit);
				return this.#take(acked(n));
			}
			default:
				return this.#take({ is: 'tick' });
		}
	}

	heal(): Told {
		for (const act of ['cut', 'open', 'ask', 'sync', 'ack']) this.do(act, 0);
		return this.tally.told;
	}

	get lost(): boolean {
		const { state, unsaved } = this.tally.told;
		return (state === 'saved' || !unsaved) && this.#missing().length > 0;
	}

	#missing(): number[] {
		return Array.from({ length: this.#edits }, (_, i) => i + 1).filter((n) => !this.#log.has(n));
	}

	#send(edits: readonly number[], frame: Uint8Array): void {
		this.#frames?.push(edits);
		this.#take(sent(frame));
	}

	#take(event: TallyEvent): void {
		this.tally.take(event, this.now);
	}
}

test('whatever happens, "saved" is never said of words that are not in the log, and is said when they are', () => {
	const acts = fc.constantFrom(
		...['open', 'open', 'cut', 'edit', 'edit', 'ask', 'sync', 'sync', 'ack', 'ack', 'ack', 'tick'],
	);
	const step = fc.tuple(acts, fc.double({ min: 0, max: 1, noNaN: true }));
	let seen = 0;
	fc.assert(
		fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
			const world = new World();
			for (const [act, chance] of steps) {
				world.do(act, chance);
				expect(world.lost, act).toBe(false);
				if (world.tally.told.state === 'saved') seen++;
			}
			expect(world.heal()).toMatchObject({ state: 'saved', unsaved: false });
			expect(world.lost).toBe(false);
		}),
		{ numRuns: 500 },
	);
	expect(seen).toBeGreaterThan(100);
});
