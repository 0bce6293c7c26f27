import { Generator, generate } from './generate.ts';
import type { RoomAt } from './jobs/job.ts';
import type { TypingJob, TypingStep } from './jobs/typing.ts';
import { CommitProbe } from './support/commit-probe.ts';
import { memoryOf } from './support/memory.ts';
import type { Postgres } from './support/postgres.ts';
import type { System, SystemName } from './systems.ts';

/** What one run of a scenario came to, by name; a table heads its columns with these. NaN is "could not be measured". */
export type Figures = Readonly<Record<string, number>>;

export interface Scale {
	readonly measureMs: number;
	/** The number of the run: in it every system is given the same moments of typing. */
	readonly run: number;
	/** 1 as the figures are published; less for trying the harness out. */
	readonly share: number;
	/** Documents in files: of how many edits, or the one of 20 kB. */
	readonly documents: ReadonlyMap<string, string>;
}

export interface Scenario {
	readonly title: string;
	readonly systems: readonly SystemName[];
	run(system: System, postgres: Postgres, scale: Scale): Promise<Figures>;
}

const everybody = [
	'moothall',
	'hocuspocus-pg',
	'hocuspocus',
	'y-websocket',
	'ws',
	'ws-pg',
] as const;
/** Hocuspocus in memory forgets a document with its last reader, and what is brought in here is not held by anybody. */
const withDocuments = ['moothall', 'hocuspocus-pg', 'y-websocket'] as const;

export const scenarios = {
	board: {
		title: 'One board: 60 people who see each other, 10 of them typing 6 letters a second',
		systems: everybody,
		run: (system, postgres, scale) =>
			typing(system, postgres, scale, {
				rooms: 1,
				people: 60,
				writers: 10,
				rates: [6],
				probes: 1,
				presence: true,
			}),
	},
	'board-letters': {
		title: 'The same board without presence: nothing but the letters',
		systems: everybody,
		run: (system, postgres, scale) =>
			typing(system, postgres, scale, {
				rooms: 1,
				people: 60,
				writers: 10,
				rates: [6],
				probes: 1,
				presence: false,
			}),
	},
	boards: {
		title: '100 boards: 60 people each (6,000 sockets), 2 of them typing a letter a second',
		systems: everybody,
		run: (system, postgres, scale) =>
			typing(system, postgres, scale, {
				rooms: Math.ceil(100 * scale.share),
				people: 60,
				writers: 2,
				rates: [1],
				probes: 5,
				presence: true,
			}),
	},
	'boards-letters': {
		title: 'The same 100 boards without presence: nothing but the letters',
		systems: everybody,
		run: (system, postgres, scale) =>
			typing(system, postgres, scale, {
				rooms: Math.ceil(100 * scale.share),
				people: 60,
				writers: 2,
				rates: [1],
				probes: 5,
				presence: false,
			}),
	},
	gallery: {
		title: 'Gallery: 1,000 people in one room, 5 of them typing 4 letters a second',
		systems: everybody,
		run: (system, postgres, scale) =>
			typing(system, postgres, scale, {
				rooms: 1,
				people: Math.ceil(1_000 * scale.share),
				writers: 5,
				rates: [4],
				probes: 1,
				presence: false,
			}),
	},
	ramp: {
		title: 'Ramp: 4 rooms of 50, all typing faster and faster until not all comes through',
		systems: everybody,
		run: ramp,
	},
	upload: {
		title: '100,000 single edits uploaded by one client, one reader in the room',
		systems: withDocuments,
		run: upload,
	},
	join: {
		title: 'Joining a document of 10 k, 100 k and 1 M edits: cold (after a restart) and warm',
		systems: withDocuments,
		run: join,
	},
	memory: {
		title: 'Memory of a document of 20 kB with one reader (300 of them)',
		systems: withDocuments,
		run: memory,
	},
	idle: {
		title: 'Memory of a further idle connection (3,000 after the first 1,200 in one room)',
		systems: everybody,
		run: idle,
	},
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

interface Load extends Pick<TypingJob, 'writers' | 'rates' | 'probes' | 'presence'> {
	readonly rooms: number;
	readonly people: number;
}

async function type(system: System, scale: Scale, load: Load, untilTooMuch = false) {
	const rooms = await system.rooms(load.rooms, load.people);
	return generate('typing', {
		target: system.target,
		rooms,
		writers: load.writers,
		rates: load.rates,
		seed: scale.run,
		probes: load.probes,
		presence: load.presence,
		settleMs: Math.min(3_000, scale.measureMs / 2),
		measureMs: scale.measureMs,
		untilTooMuch,
	});
}

async function typing(
	system: System,
	postgres: Postgres,
	scale: Scale,
	load: Load,
): Promise<Figures> {
	const probe = system.name === 'moothall' ? await CommitProbe.start(postgres) : null;
	const result = await type(system, scale, load);
	await probe?.stop();
	const step = result.steps[0] as TypingStep;
	return {
		'cpu µs/delivery': perDelivery(step.serverCpuMs, step),
		'postgres µs/delivery': perDelivery(step.postgresCpuMs, step),
		'deliveries/s': step.delivered / step.seconds,
		'p50 ms': step.propagationMs.p50,
		'p99 ms': step.propagationMs.p99,
		'probe p99 ms': step.appliedMs.p99,
		'cursor p50 ms': step.cursorMs?.p50 ?? NaN,
		'cursor p99 ms': step.cursorMs?.p99 ?? NaN,
		'ack p50 ms': step.acknowledgedMs?.p50 ?? NaN,
		'ack p99 ms': step.acknowledgedMs?.p99 ?? NaN,
		'commit p50 ms': probe?.quantile(0.5, step.from, step.until) ?? NaN,
		'commit p99 ms': probe?.quantile(0.99, step.from, step.until) ?? NaN,
		'rss MB': result.rssMb,
		'join s': result.joinedMs / 1000,
		'generator %': step.generatorCpuMs / step.seconds / 10,
		'all came': Number(result.complete && result.faithful && result.refused + result.closed === 0),
	};
}

const perDelivery = (ms: number | null, step: TypingStep): number =>
	ms === null ? NaN : (ms * 1000) / step.delivered;

/** Deliveries a second offered at each step; each goes to 49 others. */
const offered = [
	50_000, 100_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 600_000, 750_000, 900_000,
	1_100_000, 1_300_000, 1_600_000, 2_000_000, 2_500_000, 3_000_000,
];

async function ramp(system: System, _postgres: Postgres, scale: Scale): Promise<Figures> {
	const [rooms, people] = [4, 50];
	const rates = offered.map((each) => (each * scale.share) / (people - 1) / (rooms * people));
	const { steps, ...result } = await type(
		system,
		{ ...scale, measureMs: scale.measureMs / 2 },
		{ rooms, people, writers: people, rates, probes: 1, presence: false },
		true,
	);
	const perSecond = ({ delivered, seconds }: TypingStep) => delivered / seconds;
	const beyond = steps.find(({ kept }) => !kept);
	const last = steps.findLast(({ kept }) => kept);
	if (!last) return { 'saturation deliveries/s': 0 };
	return {
		'saturation deliveries/s': perSecond(last),
		'p99 ms there': last.propagationMs.p99,
		'cpu µs/delivery there': perDelivery(last.serverCpuMs, last),
		'one step beyond, deliveries/s': beyond ? perSecond(beyond) : NaN,
		'p99 ms beyond': beyond?.propagationMs.p99 ?? NaN,
		'generator % beyond': beyond ? beyond.generatorCpuMs / beyond.seconds / 10 : NaN,
		'server % beyond': beyond ? beyond.serverCpuMs / beyond.seconds / 10 : NaN,
		refused: result.refused,
		closed: result.closed,
	};
}

async function upload(system: System, _postgres: Postgres, scale: Scale): Promise<Figures> {
	const [room] = await system.rooms(1, 2);
	const result = await generate('upload', {
		target: system.target,
		room: room as RoomAt,
		edits: Math.ceil(100_000 * scale.share),
		patienceMs: 180_000,
	});
	return {
		'delivered s': (result.deliveredMs ?? NaN) / 1000,
		'acknowledged s': (result.acknowledgedMs ?? NaN) / 1000,
		'cpu s': result.serverCpuMs / 1000,
		'postgres cpu s': (result.postgresCpuMs ?? NaN) / 1000,
		messages: result.messages,
		refused: result.refused,
		closed: result.closed,
		'all came': Number(result.faithful),
	};
}

/** The documents of the joins, and how many there are of each. */
export const joined = ['10k', '100k', '1M'] as const;
const warmJoins = 3;

async function join(system: System, _postgres: Postgres, scale: Scale): Promise<Figures> {
	const figures: Record<string, number> = {};
	const sizes = joined.filter((size) => scale.documents.has(size));
	const rooms = new Map<string, RoomAt>();
	for (const size of sizes) {
		const [room] = await system.rooms(1, 1);
		rooms.set(size, room as RoomAt);
		await generate('fill', {
			target: system.target,
			rooms: [room as RoomAt],
			file: scale.documents.get(size) as string,
		});
	}
	if (system.keeps) await system.restart();
	for (const size of sizes) {
		const job = {
			target: system.target,
			room: rooms.get(size) as RoomAt,
			file: scale.documents.get(size) as string,
		};
		const cold = await generate('join', job);
		if (system.keeps) {
			figures[`${size} cold ms`] = cold.wholeMs;
			figures[`${size} cold times sent`] = cold.times;
			figures[`${size} cold whole when synced`] = Number(cold.wholeWhenSynced);
		}
		const warm: number[] = [];
		for (let n = 0; n < warmJoins; n++) warm.push((await generate('join', job)).wholeMs);
		figures[`${size} warm ms`] = Math.min(...warm);
	}
	return figures;
}

async function memory(system: System, _postgres: Postgres, scale: Scale): Promise<Figures> {
	const count = Math.ceil(300 * scale.share);
	const fresh = await memoryOf(system.target.address.port);
	const rooms = await system.rooms(count, 1);
	await generate('fill', {
		target: system.target,
		rooms,
		file: scale.documents.get('20kB') as string,
	});
	if (!system.keeps) return held(system, rooms, fresh);
	await system.restart();
	return further(system, rooms.slice(0, count / 6), rooms.slice(count / 6));
}

async function idle(system: System, _postgres: Postgres, scale: Scale): Promise<Figures> {
	const [room] = await system.rooms(1, Math.ceil(4_200 * scale.share));
	if (!room) throw new Error('no room');
	// The first thousand also bring what a process takes once: compiled code, and the compiler's
	// workspace, up to 40 MB that the allocator keeps.
	const early = Math.ceil((room.cookies.length * 2) / 7);
	return further(
		system,
		[{ ...room, cookies: room.cookies.slice(0, early) }],
		[{ ...room, cookies: room.cookies.slice(early) }],
	);
}

/** What holding further people costs, each, when some are there already: what a process needs for the first is not counted. */
async function further(
	system: System,
	first: readonly RoomAt[],
	more: readonly RoomAt[],
): Promise<Figures> {
	const generator = new Generator();
	try {
		await generator.run('hold', { target: system.target, rooms: first });
		return await held(system, more, await memoryOf(system.target.address.port));
	} finally {
		generator.end();
	}
}

/** What holding those people costs, each. */
async function held(
	system: System,
	rooms: readonly RoomAt[],
	before: Awaited<ReturnType<typeof memoryOf>>,
): Promise<Figures> {
	const generator = new Generator();
	try {
		const { people } = await generator.run('hold', { target: system.target, rooms });
		const after = await memoryOf(system.target.address.port);
		const heap = (memory: typeof before) => memory.heapUsed + memory.external;
		return {
			'rss kB each': (after.rss - before.rss) / people / 1024,
			'heap kB each': (heap(after) - heap(before)) / people / 1024,
			'rss MB in all': after.rss / 2 ** 20,
		};
	} finally {
		generator.end();
	}
}
