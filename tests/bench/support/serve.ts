import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig } from '#server/platform/config.ts';
import { startApp } from '#server/start-app.ts';
import { answerMemory } from './memory.ts';

/**
 * The process of server/index.ts without its pages: the same app, relay, store and jobs, on PORT. Prints
 * `listening <port>`; answers /metrics, and /memory with what is in use after a collection.
 */
export async function serve(): Promise<void> {
	const config = readConfig({ ...process.env, SECRET: 'for load tests only, never elsewhere' });
	const { app, stop } = await startApp(config);
	const server = http.createServer((request, response) => {
		if (answerMemory(request, response)) return;
		if (request.url !== '/metrics') return void response.writeHead(404).end();
		void app
			.metrics()
			.metrics()
			.then((text) => response.end(text));
	});
	const sockets = app.relay.attach(server);
	await new Promise<void>((resolve) => server.listen(config.port, resolve));
	console.log(`listening ${(server.address() as AddressInfo).port}`);

	let stopping = false;
	process.on('SIGTERM', () => {
		if (stopping) return;
		stopping = true;
		void (async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeIdleConnections();
			await sockets.close();
			await closed;
			await stop();
			process.exit(0);
		})();
	});
}
