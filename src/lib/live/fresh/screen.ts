import { pictureOf, factsIn, type Facts, type View } from './facts.ts';
import { setClocks } from './clocks.ts';
import { focusOnArrival, show } from './show.ts';
import { announcements } from '#lib/ui/announcements.ts';
import { sayings } from '../heard.ts';
import type { Told } from '#domain/live/told.ts';
import { closeCode } from '#domain/relay/protocol.ts';
import type { TopicName } from '#domain/live/topics.ts';

/**
 * How fresh the screen is: `page` as the server rendered it, `fetch` asks every few seconds, `socket` is told at once,
 * `lost` hears nothing; a number is the code with which the server closed for good.
 */
type Connection = 'page' | 'fetch' | 'socket' | 'lost' | number;

/** Milliseconds after which a fetch is given up. */
const patience = 10_000;
/** A turnout changes each second while people vote; the page is asked for it this often (ms). */
const turnoutEvery: Readonly<Record<View, number>> = { phone: 3_000, gallery: 1_000, room: 500 };

/** The page that is open and what it knows: it comes up to date from the server, and nothing is drawn but by the server. */
export class Screen {
	facts: Facts;
	#connection: Connection = 'page';
	/** Milliseconds that the server's clock is ahead of this device's. */
	#ahead: number;
	#etag: string | null = null;
	/** What the address bar says of the page that is shown. */
	#shown = here();
	/** Counts what replaces the page, so that an older answer never covers a newer one. */
	#turn = 0;
	#held = 0;
	#refreshing: Promise<void> | null = null;
	#again = false;
	#turnoutWaits = false;
	readonly #announce = announcements({
		say(priority, text) {
			const region = document.querySelector(`[data-say="${priority}"]`);
			// The same words twice in a row are not spoken again unless the text differs.
			if (region) region.textContent = region.textContent === text ? `${text}\u00a0` : text;
		},
		later: (milliseconds, then) => void setTimeout(then, milliseconds),
		now: () => performance.now(),
	}).announce;

	constructor(facts: Facts) {
		this.facts = facts;
		this.#ahead = facts.now - Date.now();
	}

	get connection(): Connection {
		return this.#connection;
	}

	get ended(): boolean {
		return typeof this.#connection === 'number';
	}

	/** The clocks go on by the server's time. */
	tick(): void {
		setClocks(document, Date.now() + this.#ahead);
	}

	/** Says how the screen hears of the meeting, in the places that the server has rendered for it. */
	connect(connection: Connection): void {
		if (this.ended) return;
		const was = this.#connection;
		this.#connection = connection;
		this.#tellConnection();
		const { heard } = this.facts;
		this.#say({ ...heard, lost: was === 'lost' }, { ...heard, lost: connection === 'lost' });
	}

	/** While something is being sent the page stays as it is; returns how to let it go. */
	hold(): () => void {
		this.#held++;
		this.#turn++;
		return () => {
			this.#held--;
		};
	}

	/** Asks whether anything changed, and fetches the page when it did. */
	async ask(): Promise<void> {
		if (this.ended || this.#held > 0) return;
		try {
			const response = await fetch(this.facts.address, {
				headers: this.#etag ? { 'If-None-Match': this.#etag } : {},
				cache: 'no-store',
				signal: AbortSignal.timeout(patience),
			});
			if (response.status === 404) return this.connect(404);
			if (response.status !== 304 && !response.ok) throw new Error(String(response.status));
			if (response.status === 200) {
				const told = (await response.json()) as Told;
				// Who is no longer signed in is told what the public is: not what this page shows.
				if (told.audience !== this.facts.audience) return this.connect(closeCode.sessionEnded);
				if (pictureOf(told) !== this.facts.picture) await this.refresh();
				else this.#etag = response.headers.get('etag');
			}
			if (this.#connection !== 'socket') this.connect('fetch');
		} catch {
			if (this.#connection !== 'socket') this.connect('lost');
		}
	}

	/** A topic has reached this version: the page is fetched if it is older. */
	rung(name: TopicName, version: number): void {
		if (this.ended || version <= this.facts.versions[name]) return;
		if (name !== 'turnout') {
			void this.refresh().catch(() => undefined);
			return;
		}
		if (this.#turnoutWaits) return;
		this.#turnoutWaits = true;
		setTimeout(() => {
			this.#turnoutWaits = false;
			if (version > this.facts.versions.turnout) void this.refresh().catch(() => undefined);
		}, turnoutEvery[this.facts.view]);
	}

	/** Fetches the page that is open and shows it, with focus, scroll and what is not sent left as they are. */
	refresh(): Promise<void> {
		if (this.#refreshing) {
			this.#again = true;
			return this.#refreshing;
		}
		this.#refreshing = this.#fetchAndShow().finally(() => {
			this.#refreshing = null;
			if (this.#again) {
				this.#again = false;
				void this.refresh().catch(() => undefined);
			}
		});
		return this.#refreshing;
	}

	async #fetchAndShow(): Promise<void> {
		if (this.#held > 0) return;
		const turn = this.#turn;
		const response = await getPage(this.#shown);
		const fresh = await pageOf(response);
		if (turn !== this.#turn || this.#held > 0) return;
		if (fresh && factsIn(fresh)?.audience !== this.facts.audience)
			return this.connect(closeCode.sessionEnded);
		if (fresh && isOf(this.facts.view, fresh) && response.ok)
			await this.#put(fresh, addressOf(response), true);
		else location.assign(response.url);
	}

	/** Shows the page at this address, as going back does. */
	async visit(address: string): Promise<void> {
		const turn = ++this.#turn;
		const response = await getPage(address);
		const fresh = await pageOf(response);
		if (turn !== this.#turn) return;
		if (!fresh || !isOf(this.facts.view, fresh)) return location.assign(response.url);
		await this.#put(fresh, addressOf(response), false);
		focusOnArrival();
	}

	/** Whether the address bar already says what is shown (going to another part of the page changes only its end). */
	isAt(address: string): boolean {
		return address === this.#shown;
	}

	/** Shows what the server answered to a form, at its own address. */
	async arrive(response: Response): Promise<void> {
		const turn = ++this.#turn;
		const fresh = await pageOf(response);
		if (turn !== this.#turn) return;
		if (!fresh || !isOf(this.facts.view, fresh)) return location.assign(response.url);
		const address = addressOf(response);
		const elsewhere = address !== this.#shown;
		if (elsewhere) history.pushState(null, '', address);
		await this.#put(fresh, address, false);
		if (elsewhere) scrollTo(0, 0);
		if (elsewhere || !response.ok) focusOnArrival();
	}

	async #put(fresh: Document, address: string, keepChoices: boolean): Promise<void> {
		const facts = factsIn(fresh);
		if (!facts) return;
		const was = this.facts.heard;
		await show(fresh, keepChoices);
		if (address !== here()) history.replaceState(null, '', address);
		this.#shown = address;
		this.facts = facts;
		this.#ahead = facts.now - Date.now();
		this.#tellConnection();
		this.tick();
		this.#say(was, facts.heard);
	}

	#tellConnection(): void {
		for (const place of document.querySelectorAll<HTMLElement>('[data-when]'))
			place.hidden = !place.dataset['when']?.split(' ').includes(whenOf(this.#connection));
	}

	#say(was: Facts['heard'], now: Facts['heard']): void {
		for (const { name, topic, priority } of sayings(was, now))
			this.#announce(this.facts.words[name], { topic, priority });
	}
}

/** The word in `data-when`: signed out is one thing, not let in (any more) another. */
function whenOf(connection: Connection): string {
	if (typeof connection !== 'number') return connection;
	return connection === closeCode.sessionEnded ? 'signed_out' : 'shut_out';
}

function here(): string {
	return location.pathname + location.search;
}

const getPage = (address: string) =>
	fetch(address, {
		headers: { Accept: 'text/html' },
		cache: 'no-store',
		signal: AbortSignal.timeout(patience),
	});

/** The page in the answer; undefined when it is none that this script knows (an error, another view of the meeting). */
async function pageOf(response: Response): Promise<Document | undefined> {
	const page = new DOMParser().parseFromString(await response.text(), 'text/html');
	return factsIn(page) && page;
}

const isOf = (view: View, page: Document): boolean => factsIn(page)?.view === view;

/** Where the answer came from; the name of a form's action is no part of the address. */
export function addressOf({ url }: Pick<Response, 'url'>): string {
	const { pathname, search } = new URL(url);
	return pathname + (search.startsWith('?/') ? '' : search);
}
