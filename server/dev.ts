import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readConfig } from './platform/config.ts';
import { startApp } from './start-app.ts';

export interface Dev {
	/** Answers what the relay answers by HTTP, and false for every other address. */
	readonly answer: (request: IncomingMessage, response: ServerResponse) => boolean;
	readonly stop: () => Promise<void>;
}

/** The app for `vite dev`, on Vite's own HTTP server. */
export async function startDev(server: EventEmitter | null): Promise<Dev> {
	const config = readConfig({ ...process.env, NODE_ENV: 'development' });
	const { app, stop } = await startApp(config);
	if (server) app.relay.attach(server);
	let stopped: Promise<void> | undefined;
	return { answer: app.relay.answer, stop: () => (stopped ??= stop()) };
}
