import http from 'node:http';
import { ConfigError, readConfig, type Config } from './platform/config.ts';
import { startApp } from './start-app.ts';

type Handler = (req: http.IncomingMessage, res: http.ServerResponse, next: () => void) => void;

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
	const build = new URL('../build/handler.js', import.meta.url).href;
	const { handler } = (await import(build)) as { handler: Handler };
	const server = http.createServer((req, res) => {
		const origin = config.origin;
		req.headers['x-moothall-protocol'] = origin ? origin.protocol.slice(0, -1) : 'http';
		req.headers['x-moothall-host'] = origin?.host ?? req.headers.host ?? 'localhost';
		handler(req, res, () => {
			res.statusCode = 404;
			res.end();
		});
	});
	const sockets = app.relay.attach(server);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(config.port, resolve);
	});
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : config.port;
	console.log(`Moothall is at ${config.origin?.origin ?? `http://localhost:${port}`}`);

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
