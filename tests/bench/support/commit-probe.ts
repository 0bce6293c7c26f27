import pg from 'pg';
import type { Postgres } from './postgres.ts';
import { ascending, quantile } from './stats.ts';

/** What one commit costs on this Postgres while the load runs: a row of its own, twenty times a second. */
export class CommitProbe {
	readonly #client: pg.Client;
	readonly #samples: { at: number; ms: number }[] = [];
	#timer: NodeJS.Timeout | undefined;

	private constructor(client: pg.Client) {
		this.#client = client;
	}

	static async start(postgres: Postgres): Promise<CommitProbe> {
		const database = `commits_${process.pid}_${Math.round(performance.now())}`;
		const client = new pg.Client({ connectionString: await postgres.database(database) });
		client.on('error', () => {});
		await client.connect();
		await client.query('create table beat (at timestamptz not null)');
		const probe = new CommitProbe(client);
		probe.#beat();
		return probe;
	}

	#beat(): void {
		const begun = performance.now();
		this.#client.query('insert into beat values (clock_timestamp())').then(
			() => {
				this.#samples.push({ at: Date.now(), ms: performance.now() - begun });
				this.#timer = setTimeout(() => this.#beat(), 50);
			},
			() => {},
		);
	}

	/** Share of the samples taken between two times below this many milliseconds. */
	quantile(share: number, from: number, until: number): number {
		const within = this.#samples.filter(({ at }) => at >= from && at <= until);
		return quantile(ascending(within.map(({ ms }) => ms)), share);
	}

	async stop(): Promise<void> {
		clearTimeout(this.#timer);
		await this.#client.end();
	}
}
