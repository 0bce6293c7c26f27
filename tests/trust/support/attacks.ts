import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { message, syncStep } from '#domain/relay/protocol.ts';
import { Pen } from '../../bench/support/pen.ts';

/** The messages of one attack, for each socket that takes part. */
export interface Attack {
	readonly name: string;
	/** `victim` is the client id of somebody honest, `clock` how far it has come, `room` what everybody sees. */
	sockets(victim: number, clock: number, room: Uint8Array): Uint8Array[][];
}

const bytes = (write: (encoder: encoding.Encoder) => void) => encoding.encode(write);

export const updateMessage = (update: Uint8Array): Uint8Array =>
	bytes((encoder) => {
		encoding.writeVarUint(encoder, message.sync);
		encoding.writeVarUint(encoder, syncStep.update);
		encoding.writeVarUint8Array(encoder, update);
	});

export function awarenessMessage(
	clients: Iterable<[client: number, clock: number, state: unknown]>,
) {
	const list = [...clients];
	return bytes((encoder) => {
		encoding.writeVarUint(encoder, message.awareness);
		encoding.writeVarUint8Array(
			encoder,
			bytes((inner) => {
				encoding.writeVarUint(inner, list.length);
				for (const [client, clock, state] of list) {
					encoding.writeVarUint(inner, client);
					encoding.writeVarUint(inner, clock);
					encoding.writeVarString(inner, JSON.stringify(state));
				}
			}),
		);
	});
}

const own = () => 1 + Math.floor(Math.random() * 0xffff_fffe);

/** What somebody with that client id would send who does this to the room's body. */
function done(client: number, act: (body: Y.XmlFragment) => void, room?: Uint8Array): Uint8Array {
	const doc = new Y.Doc();
	if (room) Y.applyUpdate(doc, room);
	const before = Y.encodeStateVector(doc);
	doc.clientID = client;
	doc.transact(() => act(doc.getXmlFragment('body')));
	return Y.encodeStateAsUpdate(doc, before);
}

const say = (text: string) => (body: Y.XmlFragment) => {
	const paragraph = new Y.XmlElement('paragraph');
	paragraph.insert(0, [new Y.XmlText(text)]);
	body.insert(0, [paragraph]);
};

/** One struct under a client id (Yjs V1), nothing deleted. */
const struct = (client: number, clock: number, write: (encoder: encoding.Encoder) => void) =>
	bytes((encoder) => {
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarUint(encoder, client);
		encoding.writeVarUint(encoder, clock);
		write(encoder);
		encoding.writeVarUint(encoder, 0);
	});

/** A value of the old kind, which stands in an update as JSON. */
const valueAsJson = (json: string) =>
	updateMessage(
		struct(own(), 0, (encoder) => {
			encoding.writeUint8(encoder, asJson);
			encoding.writeVarUint(encoder, 1);
			encoding.writeVarString(encoder, 'body');
			encoding.writeVarUint(encoder, 1);
			encoding.writeVarString(encoder, json);
		}),
	);

const collected = 0;
const asJson = 2;
const anything = 8;
const arrayOfAny = 117;

/** Attacks of reference tests on Yjs relays by one member who may write: Y1 to Y11, and on the envelope around them. */
export const attacks: readonly Attack[] = [
	{
		name: 'Y1 thirty million structs announced in seven bytes',
		sockets: () => [
			[
				updateMessage(
					bytes((encoder) => {
						for (const number of [1, 30_000_000, 7, 0]) encoding.writeVarUint(encoder, number);
					}),
				),
			],
		],
	},
	{
		name: 'Y2 a leap of somebody else’s clock',
		sockets: (victim, clock) =>
			[0, clock].map((from) => [
				updateMessage(
					struct(victim, from, (encoder) => {
						encoding.writeUint8(encoder, collected);
						encoding.writeVarUint(encoder, 2 ** 40);
					}),
				),
			]),
	},
	{
		name: 'Y3 words in somebody else’s name',
		sockets: (victim, _clock, room) => [[updateMessage(done(victim, say('I resign'), room))]],
	},
	{
		name: 'Y4 two contents under one id and clock',
		sockets: () => {
			const client = own();
			return ['for', 'against'].map((word) => [updateMessage(done(client, say(word)))]);
		},
	},
	{
		name: 'Y5 two thousand updates with a gap',
		sockets: () => {
			const pen = new Pen(own());
			pen.letter();
			return [Array.from({ length: 2_000 }, () => (pen.letter(), updateMessage(pen.letter())))];
		},
	},
	{
		name: 'Y6 __proto__ as a key',
		sockets: () => [
			[
				updateMessage(
					done(own(), (body) => {
						const paragraph = new Y.XmlElement<Record<string, string>>('paragraph');
						paragraph.setAttribute('__proto__', 'polluted');
						body.insert(0, [paragraph]);
					}),
				),
				updateMessage(
					(() => {
						const doc = new Y.Doc();
						doc.getMap('body').set('__proto__', { isAdmin: true });
						return Y.encodeStateAsUpdate(doc);
					})(),
				),
			],
		],
	},
	{
		name: 'Y7 types and values too deep in one another',
		sockets: () => [
			[
				updateMessage(
					done(own(), (body) => {
						let outer: Y.XmlFragment = body;
						for (let depth = 0; depth < 2_000; depth++) {
							const inner = new Y.XmlElement('blockquote');
							outer.insert(0, [inner]);
							outer = inner;
						}
					}),
				),
			],
			[
				updateMessage(
					struct(own(), 0, (encoder) => {
						encoding.writeUint8(encoder, anything);
						encoding.writeVarUint(encoder, 1);
						encoding.writeVarString(encoder, 'body');
						encoding.writeVarUint(encoder, 1);
						for (let depth = 0; depth < 50_000; depth++) {
							encoding.writeUint8(encoder, arrayOfAny);
							encoding.writeVarUint(encoder, 1);
						}
						encoding.writeUint8(encoder, 126);
					}),
				),
			],
			// Read without a word, and not to be written again; the message after it is another way to the same fault.
			[valueAsJson(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), new Uint8Array([3])],
			[
				updateMessage(
					struct(own(), 0, (encoder) => {
						encoding.writeUint8(encoder, anything);
						encoding.writeVarUint(encoder, 1);
						encoding.writeVarString(encoder, 'body');
						encoding.writeVarUint(encoder, 1);
						encoding.writeAny(encoder, 1n);
					}),
				),
			],
		],
	},
	{
		name: 'Y8 somebody else’s presence',
		sockets: (victim) => [
			[awarenessMessage([[victim, 9e15, { user: { name: 'Mallory as Chair' } }]])],
		],
	},
	{
		name: 'Y9 a hundred thousand ghosts',
		sockets: () => [
			[
				awarenessMessage(
					Array.from({ length: 100_000 }, (_, n) => [n + 1, 1, {}] as const).map(([a, b, c]) => [
						a,
						b,
						c,
					]),
				),
			],
		],
	},
	{
		name: 'Y10 an update cut short at every place',
		sockets: () => {
			const update = done(own(), say('cut short'));
			return Array.from(update.keys(), (end) => [updateMessage(update.subarray(0, end))]);
		},
	},
	{
		name: 'Y11 a hundred thousand letters written and taken back',
		sockets: () => {
			const doc = new Y.Doc();
			const updates: Uint8Array[] = [];
			doc.on('update', (update: Uint8Array) => updates.push(updateMessage(update)));
			doc.transact(() => say('')(doc.getXmlFragment('body')));
			const text = (doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlText;
			for (let n = 0; n < 100; n++) {
				text.insert(0, 'x'.repeat(1_000));
				for (let letter = 0; letter < 1_000; letter += 10) text.delete(0, 10);
			}
			return [updates];
		},
	},
	{
		name: 'messages of no kind, of no length and longer than they are',
		sockets: () =>
			[
				[],
				[0],
				[0, 2],
				[0, 9, 0],
				[77],
				[2, 0],
				[3],
				[121, 1],
				[0, 2, ...Array<number>(12).fill(0xff)],
				[0, 2, 0xff, 0xff, 0x03, 1],
				[1, 3, 0xff, 0xff, 0xff],
			].map((message) => [new Uint8Array(message)]),
	},
	{
		name: 'messages of three and of five megabytes',
		sockets: () => [3, 5].map((megabytes) => [updateMessage(new Uint8Array(megabytes << 20))]),
	},
];
