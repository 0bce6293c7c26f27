import http from 'node:http';
import { networkInterfaces } from 'node:os';
import { ConfigError, readConfig, type Config } from './platform/config.ts';
import type { App } from './app.ts';
import { signInLines } from './demo/load.ts';
import { refusedForeignForm } from './platform/foreign-form.ts';
import { setSafeHeaders } from './platform/headers.ts';
import { readAddress } from './relay/upgrade.ts';
import { startApp } from './start-app.ts';

type Answer = (req: http.IncomingMessage, res: http.ServerResponse, next: () => void) => void;

try {
	await main(readConfig(process.env));
} catch (error) {
	if (!(error instanceof ConfigError)) throw error;
	console.error(error.message);
	process.exit(1);
}

async function main(config: Config): Promise<void> {
	const { app, stop } = await startApp(config);
	// adapter-node takes the request's protocol and host from these headers, which only this process sets.
	process.env['PROTOCOL_HEADER'] = 'x-moothall-protocol';
	process.env['HOST_HEADER'] = 'x-moothall-host';
	// A spreadsheet of 10,000 lines is some 2 MB; what a part takes of it, that part says.
	process.env['BODY_SIZE_LIMIT'] ??= '4M';
	const build = new URL('../build/handler.js', import.meta.url).href;
	const { handler } = (await import(build)) as { handler: Answer };
	const server = http.createServer((req, res) => {
		// Files are served before SvelteKit's hooks run, so what every answer carries is set here.
		setSafeHeaders(res, config);
		const origin = config.origin;
		req.headers['x-moothall-protocol'] = origin ? origin.protocol.slice(0, -1) : 'http';
		req.headers['x-moothall-host'] = origin?.host ?? req.headers.host ?? 'localhost';
		// What a browser would take for another host is no address of ours.
		if (req.url?.startsWith('//')) {
			res.statusCode = 400;
			res.end();
			return;
		}
		if (app.relay.answer(req, res)) return;
		if (refusedForeignForm(req, res, origin?.origin ?? `http://${req.headers.host}`)) return;
		handler(req, res, () => {
			res.statusCode = 404;
			res.end();
		});
	});
	const sockets = app.relay.attach(server);
	// Node leaves such a socket to whoever listens, errors and end included.
	server.on('upgrade', (request, socket) => {
		if (readAddress(request.url)) return;
		socket.on('error', () => socket.destroy());
		socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () =>
			socket.destroy(),
		);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(config.port, resolve);
	});
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : config.port;
	const base = config.origin?.origin ?? `http://localhost:${port}`;
	console.log(`Moothall is at ${base}`);
	for (const line of await startLines(app, base, port)) console.log(line);

	let stopping = false;
	const shutDown = async () => {
		if (stopping) return;
		stopping = true;
		setTimeout(() => server.closeAllConnections(), 5_000).unref();
		const closed = new Promise((resolve) => server.close(resolve));
		server.closeIdleConnections();
		await sockets.close();
		await closed;
		await stop();
		process.exit(0);
	};
	process.on('SIGTERM', () => void shutDown());
	process.on('SIGINT', () => void shutDown());
}

/** What the person who started it needs to know: how to come in, from a phone too, and what the store can't promise. */
async function startLines(app: App, base: string, port: number): Promise<string[]> {
	const lines = await signInLines(app, base);
	if (app.config.demo && !app.config.origin)
		for (const address of Object.values(networkInterfaces()).flat())
			if (address?.family === 'IPv4' && !address.internal)
				lines.push(`From a phone on the same network: http://${address.address}:${port}`);
	if (!app.config.databaseUrl)
		lines.push(
			'The built-in store survives a killed process, but not a power cut: hold no real meetings on it. Set DATABASE_URL to a PostgreSQL database for those.',
		);
	return lines;
}
