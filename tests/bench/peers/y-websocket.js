// y-websocket's reference server, as the last release that has it in the package brings it (2.1.0; what became of it,
// @y/websocket-server 0.1.5, can't be installed). In memory; with YPERSISTENCE=<folder> on its LevelDB.
import http from 'node:http';
import { WebSocketServer } from 'ws';
import { setupWSConnection } from 'y-websocket/bin/utils';
import { answerMemory } from '../support/memory.ts';

const server = http.createServer((request, response) => {
	if (!answerMemory(request, response)) response.writeHead(404).end();
});
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket, request) => setupWSConnection(socket, request));
server.listen(0, () => console.log(`listening ${server.address().port}`));
