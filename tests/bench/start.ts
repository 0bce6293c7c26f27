// npm run bench:start: from a fresh clone to the first page, and from a restart to the first page.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const restarts = 5;

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});
}

/** Milliseconds until the front page answers 200. */
async function firstPage(port: number, since: number): Promise<number> {
	for (;;) {
		try {
			const response = await fetch(`http://127.0.0.1:${port}/`);
			if (response.ok) return Math.round(performance.now() - since);
		} catch {
			// not listening yet
		}
		if (performance.now() - since > 600_000) throw new Error('no page within ten minutes');
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
}

async function end(child: ChildProcess): Promise<void> {
	const gone = new Promise((resolve) => child.once('exit', resolve));
	process.kill(-(child.pid as number), 'SIGTERM');
	await gone;
}

const folder = mkdtempSync(path.join(tmpdir(), 'moothall-clone-'));
const clone = path.join(folder, 'moothall');
const npmStart = (port: number) =>
	spawn('npm', ['start'], {
		cwd: clone,
		env: { ...process.env, PORT: String(port), DATABASE_URL: '', DATA_DIR: '' },
		stdio: 'ignore',
		detached: true,
	});
try {
	const begun = performance.now();
	spawnSync('git', ['clone', '--quiet', root, clone], { stdio: 'inherit' });
	spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: clone, stdio: 'ignore' });
	const installed = Math.round(performance.now() - begun);
	const port = await freePort();
	let child = npmStart(port);
	const cloneToPage = await firstPage(port, begun);
	await end(child);
	const again: number[] = [];
	for (let run = 0; run < restarts; run++) {
		const started = performance.now();
		child = npmStart(port);
		again.push(await firstPage(port, started));
		await end(child);
	}
	again.sort((a, b) => a - b);
	const result = {
		cores: cpus().length,
		node: process.version,
		cloneToInstalledMs: installed,
		cloneToFirstPageMs: cloneToPage,
		restartToFirstPageMs: {
			median: again[Math.floor(restarts / 2)],
			worst: again.at(-1),
			runs: restarts,
		},
	};
	console.log(JSON.stringify(result));
	console.table({
		'clone to installed': { ms: installed },
		'clone to first page': { ms: cloneToPage },
		'restart to first page (median)': { ms: result.restartToFirstPageMs.median },
		'restart to first page (worst)': { ms: result.restartToFirstPageMs.worst },
	});
} finally {
	rmSync(folder, { recursive: true, force: true });
}
