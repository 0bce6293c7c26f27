import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '#server/app.ts';
import { answerMemory } from './memory.ts';

/**
 * What server/index.ts does, without its pages: the app's relay on PORT. Prints `listening <port>`; answers /metrics, and
 * /memory with what is in use after a collection. SIGTERM ends it in good order.
 */
export async function serve(app: App, stop: () => Promise<void>): Promise<void> {
	const server = http.createServer((request, response) => {
		if (answerMemory(request, response) || app.relay.answer(request, response)) return;
		if (request.url !== '/metrics') {
			response.writeHead(404).end();
			return;
		}
		void app
			.metrics()
			.metrics()
			.then((text) => response.end(text));
	});
	const sockets = app.relay.attach(server);
	await new Promise<void>((resolve) => server.listen(app.config.port, resolve));
	console.log(`listening ${(server.address() as AddressInfo).port}`);

	let stopping = false;
	const shutDown = async () => {
		if (stopping) return;
		stopping = true;
		const closed = new Promise((resolve) => server.close(resolve));
		server.closeIdleConnections();
		await sockets.close();
		await closed;
		await stop();
		process.exit(0);
	};
	process.on('SIGTERM', () => void shutDown());
}
