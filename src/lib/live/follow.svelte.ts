import type * as Y from 'yjs';
import { asOne, type Told, type ToldExempt } from '#domain/live/told.ts';
import { closeCode } from '#domain/relay/protocol.ts';
import type { openRoom as open } from '#lib/relay/room.svelte.ts';
import type { ExemptTopics, TopicName, Topics } from '#domain/live/topics.ts';
import { exemptTopicNames, topicNames } from '#domain/live/topics.ts';

/**
 * How fresh the screen is: `page` as the server rendered it, `fetch` asks every few seconds, `socket` is told at once,
 * `lost` hears nothing, `ended` was shown the door (signed out or no longer let in).
 */
export type Connection = 'page' | 'fetch' | 'socket' | 'lost' | 'ended';

export interface FollowOptions {
	/** Address of the topics, in the reader's language. */
	readonly address: string;
	readonly accountId: string | null;
	readonly told: Told;
	/** Milliseconds between two fetches; tests shorten it. */
	readonly every?: number;
}

type OpenRoom = typeof open;

const fetchEvery = 4_000;
/** The socket waits until the page has been drawn and can be tapped. */
const socketAfter = 1_200;

/** The topics of a meeting as state: from the page, then by fetch, then from the live room. */
export class Follow {
	#members: Topics = $state.raw() as Topics;
	#exempt: ToldExempt | null = $state.raw(null);
	#versions: Partial<Record<TopicName, number>> = {};
	connection: Connection = $state('page');
	/** Why it ended: 4401 signed out, 4403 not let in, 4404 not there. */
	reason: number | null = $state(null);
	/** Milliseconds that the server's clock is ahead of this device's. */
	#ahead = $state(0);
	#tick = $state(0);

	/** What the screen shows: the meeting's topics, with an exempt item's own where it is open and one is let in. */
	readonly topics: Topics = $derived(asOne(this.#members, this.#exempt));
	/** The server's time, each second anew. */
	readonly now: number = $derived(this.#tick + this.#ahead);

	readonly #options: FollowOptions;
	#etag: string | null = null;
	#stop: (() => void)[] = [];
	#stopped = false;
	#exemptRoom: { id: string; destroy(): void } | null = null;

	constructor(options: FollowOptions) {
		this.#options = options;
		this.#members = options.told.topics;
		this.#exempt = options.told.exempt;
		this.#versions = { ...options.told.versions };
		this.#tick = options.told.now;
	}

	/** A newer picture from the server: after a form was answered, or by fetch. Older topics in it are passed over. */
	take(told: Told): void {
		const fresh = { ...this.#members };
		for (const name of topicNames) this.#put(fresh, name, told.versions[name], told.topics[name]);
		this.#members = fresh;
		if (!this.#exemptRoom || told.exempt?.itemId !== this.#exempt?.itemId)
			this.#exempt = told.exempt;
	}

	/** Starts the clock, the fetching and, a little later, the socket. Returns how to stop. For onMount. */
	start(): () => void {
		const clock = setInterval(() => (this.#tick = Date.now()), 1_000);
		this.#ahead = this.#options.told.now - Date.now();
		this.#tick = Date.now();
		let timer = setTimeout(() => void poll(), 200);
		const poll = async () => {
			if (this.connection !== 'socket' && this.connection !== 'ended') await this.refetch();
			if (!this.#stopped) timer = setTimeout(() => void poll(), this.#options.every ?? fetchEvery);
		};
		const socket = setTimeout(() => void this.#openSocket(), socketAfter);
		const back = () => void this.refetch();
		addEventListener('online', back);
		this.#stop.push(
			() => clearInterval(clock),
			() => clearTimeout(timer),
			() => clearTimeout(socket),
			() => removeEventListener('online', back),
		);
		return () => {
			this.#stopped = true;
			for (const stop of this.#stop) stop();
			this.#exemptRoom?.destroy();
		};
	}

	/** Asks for the topics once, now. */
	async refetch(): Promise<void> {
		const before = Date.now();
		try {
			const response = await fetch(this.#options.address, {
				headers: this.#etag ? { 'If-None-Match': this.#etag } : {},
				cache: 'no-store',
			});
			if (response.status === 404) return this.#end(4404);
			if (response.status !== 304 && !response.ok) throw new Error(String(response.status));
			this.#etag = response.headers.get('etag');
			if (response.status === 200) {
				const told = (await response.json()) as Told;
				const after = Date.now();
				// Who is no longer signed in is told what the public is: not what this page shows.
				if (told.audience !== this.#options.told.audience) {
					this.#end(closeCode.sessionEnded);
					return;
				}
				this.#ahead = told.now - (before + after) / 2;
				this.take(told);
			}
			if (this.connection !== 'socket') this.connection = 'fetch';
		} catch {
			if (this.connection !== 'socket') this.connection = 'lost';
		}
	}

	#put<N extends TopicName>(into: Topics, name: N, version: number, value: Topics[N]): void {
		if (version < (this.#versions[name] ?? 0)) return;
		this.#versions[name] = version;
		(into as { -readonly [K in TopicName]: Topics[K] })[name] = value;
	}

	#end(reason: number): void {
		this.reason = reason;
		this.connection = 'ended';
	}

	async #openSocket(): Promise<void> {
		const { told, accountId } = this.#options;
		// Yjs comes with it: loaded when the page can be read and used already.
		const { openRoom } = await import('#lib/relay/room.svelte.ts');
		if (this.#stopped) return;
		const kind = told.audience === 'gallery' ? 'gallery' : 'live';
		const room = openRoom({ kind, id: told.meetingId, accountId });
		this.#stop.push(() => room.destroy());
		followTopics(room.doc, topicNames, (name, version, value) => {
			const fresh = { ...this.#members };
			this.#put(fresh, name, version, value as never);
			this.#members = fresh;
		});
		const stop = $effect.root(() => {
			$effect(() => {
				if (room.state === 'closed') this.#end(Number(room.reason));
				else if (room.heard) this.connection = 'socket';
				else if (this.connection === 'socket') {
					this.connection = 'lost';
					void this.refetch();
				}
			});
			$effect(() => this.#followExempt(openRoom));
		});
		this.#stop.push(stop);
	}

	/** The room of the exempt item that is open, where the reader is let in; left when another opens. */
	#followExempt(openRoom: OpenRoom): void {
		const { run } = this.#members;
		const item = run.items.find((each) => each.id === run.openId);
		const id = item?.exempt && this.#options.told.audience === 'members' ? item.id : null;
		if (this.#exemptRoom?.id === id) return;
		this.#exemptRoom?.destroy();
		this.#exemptRoom = null;
		if (id === null) {
			this.#exempt = null;
			return;
		}
		const room = openRoom({ kind: 'exempt-live', id, accountId: this.#options.accountId });
		this.#exemptRoom = { id, destroy: () => room.destroy() };
		const inside: Partial<ExemptTopics> = {
			...(this.#exempt?.itemId === id ? this.#exempt.topics : {}),
		};
		followTopics(room.doc, exemptTopicNames, (name, _version, value) => {
			(inside as Record<string, unknown>)[name] = value;
			if (exemptTopicNames.every((each) => each in inside))
				this.#exempt = { itemId: id, topics: { ...(inside as ExemptTopics) } };
		});
	}
}

/** Calls `on` with the highest version of each topic, now and whenever it changes. */
function followTopics<N extends TopicName>(
	doc: Y.Doc,
	names: readonly N[],
	on: (name: N, version: number, value: unknown) => void,
): void {
	for (const name of names) {
		const topic = doc.getMap(name);
		const read = () => {
			const newest = [...topic.keys()].sort().at(-1);
			if (newest !== undefined) on(name, Number(newest), topic.get(newest));
		};
		topic.observe(read);
		read();
	}
}
