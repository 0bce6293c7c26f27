// The floor: what comes in goes out to everybody in the room, unread. It keeps nothing and answers "nothing" to every
// question.
import http from 'node:http';
import { WebSocketServer } from 'ws';
import { answerMemory } from '../support/memory.ts';

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
	socket.on('message', (/** @type {Buffer} */ data) => {
		if (data[0] === 0 && data[1] === 0) return socket.send(nothing);
		for (const other of room) other.send(data);
	});
	socket.on('close', () => room.delete(socket));
});
server.listen(0, () => console.log(`listening ${server.address().port}`));
