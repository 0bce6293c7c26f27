import { setTimeout as wait } from 'node:timers/promises';
import * as Y from 'yjs';
import { Client } from '../../bench/support/client.ts';
import { Crowd, Tally } from '../../bench/support/crowd.ts';
import { memoryOf } from '../../bench/support/memory.ts';
import type { Hall } from './hall.ts';
import { level, metricsOf } from './metrics.ts';

export interface Stall {
	readonly hall: Hall;
	/** People who read on, half of whom type. */
	readonly awake: number;
	/** People whose sockets stop reading. */
	readonly asleep: number;
	readonly seconds: number;
	/** How long is measured beforehand (s); as long as meanwhile when not given. */
	readonly secondsBefore?: number;
	/** How many paste long texts, which go to everybody. */
	readonly pasting: number;
}

export interface StallSeen {
	/** What each who is awake was sent meanwhile (MB a second). */
	readonly sentMbPerSecond: number;
	/** From an edit to the others' screens before and while some sleep (ms). */
	readonly p95BeforeMs: number;
	readonly p95MeanwhileMs: number;
	/** What the server held more at the worst moment, after a collection, for each that sleeps (MB). */
	readonly heldMbEach: number;
	/** How many of the sleeping the server still holds in the end. */
	readonly held: number;
	/** Whether everybody who is awake has everything. */
	readonly complete: boolean;
	/** What is missing where that is not so. */
	readonly missing: string;
	readonly fell: string | null;
}

const mostMbEach = 8;
/** Below this a p95 says more about the machine's other work than about the server (ms). */
const nothing = 5;

/** Memory bounded for each that sleeps, and the others hardly slower. */
export const bore = (seen: StallSeen): boolean =>
	seen.fell === null &&
	seen.complete &&
	seen.heldMbEach <= mostMbEach &&
	seen.p95MeanwhileMs < 2 * Math.max(seen.p95BeforeMs, nothing);

/** How often it is looked how much the server holds (s). */
const lookSeconds = 2;
/** So much each pastes, so often (bytes, ms): less than a socket may send. */
const pasteBytes = 200_000;
const pasteMs = 120;

/** Some stop reading while much is sent: what does that cost the server, and the others? */
export async function stall(options: Stall): Promise<StallSeen> {
	const { hall, awake, asleep } = options;
	const room = hall.rooms[0] as string;
	const cookie = (n: number) => hall.cookies[n % hall.cookies.length];
	const tally = new Tally();
	const crowd = new Crowd(tally);
	for (let n = 0; n < awake; n++)
		await crowd.enter(hall.address, room, cookie(n), { writes: n % 2 === 0, probe: n === 1 });
	crowd.open();
	const typing = setInterval(() => {
		for (const member of crowd.members) if (member.writer) crowd.write(member, 1);
	}, 200);
	const pasting = await Promise.all(
		Array.from({ length: options.pasting }, (_, n) => paste(options, cookie(awake + n))),
	);

	const measure = async (seconds: number) => {
		tally.begin();
		let held = 0;
		for (let second = 0; second < seconds; second += lookSeconds) {
			await wait(lookSeconds * 1000);
			const { heapUsed, external } = await memoryOf(hall.address.port);
			held = Math.max(held, heapUsed + external);
		}
		tally.counting = false;
		return { p95: tally.propagation.quantile(0.95), bytes: tally.bytes, held };
	};
	await wait(2_000);
	const before = await measure(options.secondsBefore ?? options.seconds);
	const sleepers = await Promise.all(
		Array.from({ length: asleep }, async (_, n) => {
			const client = new Client(hall.address, room, cookie(n));
			await client.synced;
			client.line.pause();
			return client;
		}),
	);
	const meanwhile = await measure(options.seconds);
	const connections = level(await metricsOf(hall.address.port), 'relay_connections');

	clearInterval(typing);
	for (const stop of pasting) stop();
	const end = performance.now() + 10_000;
	while (!crowd.complete && performance.now() < end) await wait(20);
	const seen = {
		sentMbPerSecond: meanwhile.bytes / awake / options.seconds / 2 ** 20,
		p95BeforeMs: before.p95,
		p95MeanwhileMs: meanwhile.p95,
		heldMbEach: (meanwhile.held - before.held) / asleep / 2 ** 20,
		held: connections - awake - options.pasting,
		complete: crowd.complete && crowd.faithful && tally.closed === 0,
		missing: [
			crowd.complete ? '' : 'letters',
			crowd.faithful ? '' : 'words in a document',
			tally.closed > 0
				? `${tally.closed} sockets: ${crowd.members.map(({ client }) => client.closedWith ?? '').join(' ')}`
				: '',
			tally.refused > 0 ? `${tally.refused} refused` : '',
		]
			.filter((what) => what !== '')
			.join(', '),
		fell: hall.server.ended() ?? null,
	};
	for (const client of sleepers) client.line.cut();
	for (const { client } of crowd.members) client.line.cut();
	return seen;
}

/** Somebody who pastes a long text and takes it back, again and again, once each is saved. Returns how to stop. */
async function paste({ hall }: Stall, cookie: string | undefined): Promise<() => void> {
	const doc = new Y.Doc();
	const client = new Client(hall.address, hall.rooms[0] as string, cookie);
	await client.synced;
	doc.on('update', (update: Uint8Array) => client.sendContent(client.content(update)));
	const text = new Y.XmlText();
	const paragraph = new Y.XmlElement('paragraph');
	paragraph.insert(0, [text]);
	doc.getXmlFragment('body').insert(0, [paragraph]);
	const words = 'x'.repeat(pasteBytes);
	const timer = setInterval(() => {
		// Taken back before it was sent on, it would go to nobody.
		if (client.acknowledged < client.sent) return;
		if (text.length > 0) text.delete(0, words.length);
		else {
			// A client id may only write so much in its life.
			doc.clientID = 1 + Math.floor(Math.random() * 0xffff_fffe);
			text.insert(0, words);
		}
	}, pasteMs / 2);
	return () => {
		clearInterval(timer);
		client.line.cut();
	};
}
