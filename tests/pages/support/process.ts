import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface ServerProcess {
	readonly base: string;
	/** SIGKILL: no shutdown code runs. */
	kill(): Promise<void>;
	/** Starts again on the same port and store. */
	restart(): Promise<void>;
	stop(): Promise<void>;
	/** What the process printed. */
	said(): string;
}

/** The built app as people run it, in a process of its own on a free port. */
export async function startServer(env: Record<string, string>): Promise<ServerProcess> {
	let said = '';
	let child: ChildProcess | undefined;
	let port = '0';

	async function start(): Promise<string> {
		const started = spawn(process.execPath, [path.join(root, 'server', 'index.ts')], {
			cwd: root,
			env: { ...process.env, PORT: port, LOG_LEVEL: 'warn', ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		child = started;
		started.stderr.on('data', (data: Buffer) => (said += data.toString()));
		return new Promise((resolve, reject) => {
			started.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
			createInterface(started.stdout).on('line', (line) => {
				said += `${line}\n`;
				const match = /^Moothall is at (http:\/\/\S+)/.exec(line);
				if (match) resolve(match[1] as string);
			});
		});
	}

	async function end(signal: NodeJS.Signals): Promise<void> {
		const ending = child;
		if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
		const gone = new Promise((resolve) => ending.once('exit', resolve));
		ending.kill(signal);
		await gone;
	}

	const base = await start();
	port = new URL(base).port;
	return {
		base,
		kill: () => end('SIGKILL'),
		async restart() {
			await start();
		},
		stop: () => end('SIGTERM'),
		said: () => said,
	};
}
