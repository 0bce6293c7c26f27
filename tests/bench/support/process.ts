import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A server in a process of its own, from a script that prints `listening <port>`. */
export interface Running {
	readonly port: number;
	readonly pid: number;
	/** What it printed beside that. */
	said(): string;
	/** How it ended; undefined while it runs. */
	ended(): string | undefined;
	/** Ends it with the signal and waits for that. */
	end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `script` (from the project's root) with Node and waits until it listens. */
export async function startProcess(
	script: string,
	env: Record<string, string | undefined>,
	args: readonly string[] = [],
	flags: readonly string[] = [],
): Promise<Running> {
	const child: ChildProcess = spawn(process.execPath, [...flags, '--expose-gc', script, ...args], {
		cwd: root,
		env: { ...process.env, NODE_ENV: 'production', ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const orphan = () => child.kill('SIGKILL');
	process.once('exit', orphan);
	let said = '';
	let ended: string | undefined;
	const gone = new Promise<void>((resolve) =>
		child.once('exit', (code, signal) => {
			ended = String(signal ?? code);
			process.off('exit', orphan);
			resolve();
		}),
	);
	child.stderr?.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-20_000)));
	const port = await new Promise<number>((resolve, reject) => {
		child.once('exit', (code) => reject(new Error(`${script} ended with ${code}:\n${said}`)));
		createInterface(child.stdout as NodeJS.ReadableStream).on('line', (line) => {
			const match = /^listening (\d+)$/.exec(line);
			if (match) resolve(Number(match[1]));
			else said += `${line}\n`;
		});
	});
	return {
		port,
		pid: child.pid as number,
		said: () => said,
		ended: () => ended,
		async end(signal) {
			if (ended === undefined) child.kill(signal);
			await gone;
		},
	};
}

export function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});
}
