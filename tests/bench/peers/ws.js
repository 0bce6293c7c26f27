// The floor: what comes in goes out to everybody in the room, unread. It answers "nothing" to every question. It keeps
// nothing; with DATABASE_URL each edit is a row in Postgres before anybody hears of it, asked for as cheaply as the
// driver can (one connection, one named statement), which is the least that any relay with durable "Saved" does.
import http from 'node:http';
import pg from 'pg';
import { WebSocketServer } from 'ws';
import { answerMemory } from '../support/memory.ts';

const url = process.env['DATABASE_URL'];
const client = url ? new pg.Client({ connectionString: url }) : undefined;
await client?.connect();
await client?.query(
	'create table if not exists message (room text not null, bytes bytea not null)',
);
const keep = { name: 'keep', text: 'insert into message (room, bytes) values ($1, $2)' };

/** @type {Map<string, Set<import('ws').WebSocket>>} */
const rooms = new Map();
const server = http.createServer((request, response) => {
	if (!answerMemory(request, response)) response.writeHead(404).end();
});
const sockets = new WebSocketServer({ server });
const nothing = new Uint8Array([0, 1, 2, 0, 0]);

sockets.on('connection', (socket, request) => {
	const name = request.url ?? '';
	const room = rooms.get(name) ?? new Set();
	rooms.set(name, room);
	room.add(socket);
	const give = (/** @type {Buffer} */ data) => {
		for (const other of room) other.send(data);
	};
	socket.on('message', (/** @type {Buffer} */ data) => {
		if (data[0] === 0 && data[1] === 0) return socket.send(nothing);
		if (!client || data[0] !== 0) return give(data);
		client.query({ ...keep, values: [name, data] }, (error) => {
			if (error) throw error;
			give(data);
		});
	});
	socket.on('close', () => room.delete(socket));
});
server.listen(0, () => console.log(`listening ${server.address().port}`));
