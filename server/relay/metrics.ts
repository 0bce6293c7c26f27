import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the relay counts. */
export interface Meter {
	refused(code: string): void;
	closed(code: number): void;
	/** One commit: how long it took (ms) and how many rows it wrote. */
	committed(ms: number, rows: number): void;
	commitFailed(): void;
	/** From a frame's arrival to its acknowledgement (ms). */
	acknowledged(ms: number): void;
	/** One sending out of a room's news: how long it took (ms), edits in it, sockets it went to. */
	sent(ms: number, edits: number, sockets: number): void;
	quarantined(rows: number): void;
	compacted(outcome: 'done' | 'unequal' | 'failed'): void;
	paused(): void;
}

/** What is looked up at the moment somebody asks. */
export interface Levels {
	readonly connections: number;
	readonly rooms: Readonly<Record<string, number>>;
	/** How long the oldest update has waited for its commit (ms). */
	readonly commitLag: number;
	readonly uncommittedBytes: number;
	readonly bufferedBytes: number;
	readonly tailRows: number;
}

/** The relay's figures for Prometheus, in a registry of their own. */
export function createMeter(): {
	meter: Meter;
	registry: Registry;
	readonly show: (levels: () => Levels) => void;
} {
	const registry = new Registry();
	const registers = [registry];
	const counter = (name: string, help: string, labelNames: string[] = []) =>
		new Counter({ name: `relay_${name}`, help, labelNames, registers });
	const buckets = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000];
	const histogram = (name: string, help: string) =>
		new Histogram({ name: `relay_${name}`, help, buckets, registers });

	const refused = counter('refused_total', 'Frames refused, by reason', ['reason']);
	const closed = counter('closed_total', 'Sockets closed by the server, by code', ['code']);
	const commit = histogram('commit_ms', 'Time of one commit to the log');
	const rows = counter('rows_total', 'Rows written to the log');
	const commitFailures = counter(
		'commit_failures_total',
		'Commits that failed and were tried again',
	);
	const ack = histogram('ack_ms', 'From arrival of a frame to its acknowledgement');
	const tick = histogram('tick_ms', 'Time of sending one room’s news to all its sockets');
	const edits = counter('edits_out_total', 'Edits sent, counted once for each socket');
	const frames = counter('frames_out_total', 'Sendings of news, counted once for each socket');
	const quarantined = counter('quarantined_total', 'Rows of the log put aside');
	const compactions = counter('compactions_total', 'Compactions, by outcome', ['outcome']);
	const pauses = counter('pauses_total', 'Times a socket was made to wait');

	return {
		registry,
		meter: {
			refused: (reason) => refused.inc({ reason }),
			closed: (code) => closed.inc({ code }),
			committed(ms, count) {
				commit.observe(ms);
				rows.inc(count);
			},
			commitFailed: () => commitFailures.inc(),
			acknowledged: (ms) => ack.observe(ms),
			sent(ms, count, sockets) {
				tick.observe(ms);
				edits.inc(count * sockets);
				frames.inc(sockets);
			},
			quarantined: (count) => quarantined.inc(count),
			compacted: (outcome) => compactions.inc({ outcome }),
			paused: () => pauses.inc(),
		},
		show(levels) {
			const gauge = (name: string, help: string, value: (now: Levels) => number) =>
				new Gauge({
					name: `relay_${name}`,
					help,
					registers,
					collect() {
						this.set(value(levels()));
					},
				});
			gauge('connections', 'Open sockets', ({ connections }) => connections);
			gauge(
				'commit_lag_ms',
				'Age of the oldest update not committed',
				({ commitLag }) => commitLag,
			);
			gauge(
				'uncommitted_bytes',
				'Updates not committed',
				({ uncommittedBytes }) => uncommittedBytes,
			);
			gauge(
				'buffered_bytes',
				'Waiting to go out on all sockets',
				({ bufferedBytes }) => bufferedBytes,
			);
			gauge(
				'tail_rows',
				'Rows after the newest snapshot, of open rooms',
				({ tailRows }) => tailRows,
			);
			new Gauge({
				name: 'relay_rooms',
				help: 'Rooms in memory, by state',
				labelNames: ['state'],
				registers,
				collect() {
					this.reset();
					for (const [state, count] of Object.entries(levels().rooms)) this.set({ state }, count);
				},
			});
		},
	};
}
