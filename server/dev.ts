import type { EventEmitter } from 'node:events';
import { readConfig } from './platform/config.ts';
import { startApp } from './start-app.ts';

/** The app for `vite dev`, on Vite's own HTTP server. Returns how to stop it. */
export async function startDev(server: EventEmitter | null): Promise<() => Promise<void>> {
	const config = readConfig({ ...process.env, NODE_ENV: 'development' });
	const { app, stop } = await startApp(config);
	if (server) app.relay.attach(server);
	let stopped: Promise<void> | undefined;
	return () => (stopped ??= stop());
}
