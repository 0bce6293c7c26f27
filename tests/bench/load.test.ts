import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import * as Y from 'yjs';
import { until } from '../relay/hall.ts';
import { Client, type Address } from './support/client.ts';
import { Crowd, Tally } from './support/crowd.ts';
import { writeDocument } from './support/document.ts';
import { Line } from './support/line.ts';
import { Pen } from './support/pen.ts';
import { Times } from './support/stats.ts';
import { judge } from './targets.ts';
import { summarise } from './summary.ts';

const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
	for (const run of cleanUp.reverse()) await run();
});

/** A room on `ws` that answers every question with nothing and hands each update to `relay`. */
async function room(relay: (update: Buffer, everybody: WebSocket[]) => void): Promise<Address> {
	const server = http.createServer();
	const sockets = new WebSocketServer({ server });
	const everybody: WebSocket[] = [];
	sockets.on('connection', (socket) => {
		everybody.push(socket);
		socket.on('message', (data: Buffer) => {
			if (data[0] === 0 && data[1] === 0) socket.send(new Uint8Array([0, 1, 2, 0, 0]));
			else relay(data, everybody);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, resolve));
	cleanUp.push(() => {
		for (const socket of everybody) socket.terminate();
		server.close();
	});
	return { port: (server.address() as AddressInfo).port, dialect: 'plain', prefix: '/' };
}

test('a pen writes what Yjs reads', () => {
	const pen = new Pen(4_000_000_000);
	const doc = new Y.Doc();
	Y.applyUpdate(doc, pen.opening());
	for (let n = 0; n < 100; n++) Y.applyUpdate(doc, pen.letter());
	expect(doc.store.pendingStructs).toBeNull();
	expect(doc.getXmlFragment('body').toJSON()).toBe(`<paragraph>${Pen.text(100)}</paragraph>`);
});

test('a line hears whole messages, however they are cut and joined on their way', async () => {
	const payloads = [1, 125, 126, 300, 70_000].map((length, n) => Buffer.alloc(length, n + 1));
	const frames = Buffer.concat(
		payloads.flatMap((payload) => {
			const head =
				payload.length < 126
					? [0x82, payload.length]
					: payload.length < 65_536
						? [0x82, 126, payload.length >> 8, payload.length & 255]
						: [
								0x82,
								127,
								0,
								0,
								0,
								0,
								0,
								payload.length >> 16,
								(payload.length >> 8) & 255,
								payload.length & 255,
							];
			// A ping lies between the messages.
			return [Buffer.from(head), payload, Buffer.from([0x89, 0])];
		}),
	);
	for (const piece of [1, 7, 1_000, frames.length]) {
		const server = net.createServer((socket) => {
			socket.on('error', () => {});
			socket.once('data', () => {
				socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
				const send = (at: number): void => {
					if (at >= frames.length) return void socket.end(Buffer.from([0x88, 2, 0x11, 0x31]));
					// In pieces at first; the long tail at once.
					const end = at > 2_000 ? frames.length : at + piece;
					socket.write(frames.subarray(at, end), () => setImmediate(send, end));
				};
				send(0);
			});
		});
		await new Promise<void>((resolve) => server.listen(0, resolve));
		const heard: Buffer[] = [];
		const code = await new Promise((resolve) => {
			new Line(
				{ port: (server.address() as AddressInfo).port, path: '/' },
				{ message: (bytes) => heard.push(Buffer.from(bytes)), close: resolve },
			);
		});
		expect(code).toBe(4401);
		expect(heard.length).toBe(payloads.length);
		expect(heard.every((bytes, n) => bytes.equals(payloads[n] as Buffer))).toBe(true);
		server.close();
	}
});

test('letters are counted, not messages: merged ones, several in one segment, and none of one’s own', async () => {
	let waiting: Uint8Array[] = [];
	const address = await room((frame, everybody) => {
		if (frame[0] !== 0 || frame.length < 10) return;
		waiting.push(new Uint8Array(frame.subarray(3)));
		if (waiting.length % 10 !== 0) return;
		const merged = Y.mergeUpdates(waiting.slice(0, 7));
		const rest = waiting.slice(7);
		waiting = [];
		for (const socket of everybody)
			for (const update of [merged, ...rest])
				socket.send(
					Buffer.concat([
						Buffer.from([0, 2]),
						// Lengths below 128 take one byte, below 16384 two (lib0's varUint).
						Buffer.from(
							update.length < 128
								? [update.length]
								: [(update.length & 127) | 128, update.length >> 7],
						),
						update,
					]),
				);
	});
	const tally = new Tally();
	const crowd = new Crowd(tally);
	const [ann, ben] = [
		await crowd.enter(address, 'r', undefined, { writes: true }),
		await crowd.enter(address, 'r', undefined, { writes: true }),
	];
	const probe = await crowd.enter(address, 'r', undefined, { probe: true });
	crowd.open();
	tally.begin();
	crowd.write(ann, 28);
	crowd.write(ben, 10);
	await until(() => crowd.complete, 'everybody has heard everything');
	expect(crowd.faithful).toBe(true);
	expect([ann.letters, ben.letters, probe.letters]).toEqual([10, 28, 38]);
	expect(tally.sent).toBe(38);
	expect(tally.delivered).toBe(10 + 28 + 38);
	expect(tally.propagation.count).toBe(tally.delivered);
	expect(tally.messages).toBe(3 * 4 * 4);
	for (const { client } of crowd.members) client.line.cut();
});

test('what never comes is not counted as come', async () => {
	let nth = 0;
	const address = await room((frame, everybody) => {
		if (frame.length < 10 || ++nth === 5) return;
		for (const socket of everybody) socket.send(frame);
	});
	const crowd = new Crowd(new Tally());
	const writer = await crowd.enter(address, 'r', undefined, { writes: true });
	const reader = await crowd.enter(address, 'r', undefined, { probe: true });
	crowd.open();
	crowd.write(writer, 20);
	await until(() => reader.letters === 19, 'the rest has come');
	expect(crowd.complete).toBe(false);
	expect(crowd.faithful).toBe(false);
	for (const { client } of crowd.members) client.line.cut();
});

test('a refused handshake is told', async () => {
	const server = http.createServer();
	server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'));
	await new Promise<void>((resolve) => server.listen(0, resolve));
	const { port } = server.address() as AddressInfo;
	await expect(
		new Client({ port, dialect: 'plain', prefix: '/' }, 'r', undefined).synced,
	).rejects.toThrow('401');
	server.close();
});

test('the same document comes of the same seed, of so many edits', () => {
	const [one, two] = [writeDocument(5_000), writeDocument(5_000)].map((chunks) => {
		const doc = new Y.Doc();
		for (const chunk of chunks) Y.applyUpdate(doc, chunk);
		return doc;
	}) as [Y.Doc, Y.Doc];
	expect(one.getXmlFragment('body').toJSON()).toBe(two.getXmlFragment('body').toJSON());
	const clocks = [...Y.decodeStateVector(Y.encodeStateVector(one)).values()];
	const inserted = clocks.reduce((sum, clock) => sum + clock, 0);
	expect(inserted).toBeGreaterThan(4_000);
	expect(inserted).toBeLessThan(5_100);
});

test('quantiles', () => {
	const times = new Times();
	for (let ms = 0; ms < 1000; ms++) times.add(ms);
	expect(times.quantile(0.5)).toBe(500);
	expect(times.quantile(0.99)).toBe(990);
	expect(times.worst).toBe(999);
});

test('targets are judged where both sides were measured, and a worse figure does not pass', () => {
	const board = (cpu: number) => summarise([{ 'cpu µs/delivery': cpu }]);
	const verdict = (ours: number) =>
		judge({ board: { moothall: board(ours), 'hocuspocus-pg': board(20) } });
	expect(verdict(15)).toMatchObject([{ figure: 0.75, wanted: 0.8, met: true }]);
	expect(verdict(17)).toMatchObject([{ met: false }]);
	expect(judge({ board: { moothall: board(15) } })).toEqual([]);
});
