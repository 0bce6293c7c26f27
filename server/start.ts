// `npm start`: builds when the inputs changed since the last build, then serves.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = path.join(root, 'build');
const stamp = path.join(build, 'inputs.sha256');

/** Folders that compiling the messages writes to. */
const made = [path.join('src', 'lib', 'paraglide'), path.join('src', 'i18n', 'project.inlang')];

/** One hash over everything a build is made of. */
function inputsHash(): string {
	const hash = createHash('sha256');
	const files = [
		'package.json',
		'package-lock.json',
		'vite.config.ts',
		'tsconfig.json',
		...globSync('{src,static}/**/*', { cwd: root, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
			.filter(
				(file) => !made.some((folder) => file.startsWith(folder)) || file.endsWith('settings.json'),
			),
	].sort();
	for (const file of files)
		hash
			.update(file)
			.update('\0')
			.update(readFileSync(path.join(root, file)))
			.update('\0');
	return hash.digest('hex');
}

/** Builds into a folder of its own and swaps it in last, so that a half-made build is never served. */
async function buildIfChanged(): Promise<void> {
	const wanted = inputsHash();
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
	console.log('Building the pages (about 20 seconds; only when something changed) …');
	const started = Date.now();
	const fresh = `build-${process.pid}`;
	const dots = setInterval(() => process.stdout.write('.'), 1_000);
	try {
		await run('paraglide-js', [
			'compile',
			'--silent',
			'--project',
			'./src/i18n/project.inlang',
			'--outdir',
			'./src/lib/paraglide',
			'--output-structure',
			'message-modules',
			'--strategy',
			'url',
			'cookie',
			'preferredLanguage',
			'baseLocale',
		]);
		await run('vite', ['build', '--logLevel', 'error'], { BUILD_DIR: fresh });
	} catch (error) {
		rmSync(path.join(root, fresh), { recursive: true, force: true });
		throw error;
	} finally {
		clearInterval(dots);
		process.stdout.write('\n');
	}
	writeFileSync(path.join(root, fresh, 'inputs.sha256'), wanted);
	rmSync(build, { recursive: true, force: true });
	renameSync(path.join(root, fresh), build);
	console.log(`Built in ${Math.round((Date.now() - started) / 1000)} seconds.`);
}

function run(tool: string, args: string[], env: Record<string, string> = {}): Promise<void> {
	const bin = JSON.parse(
		readFileSync(path.join(root, 'node_modules', packageOf(tool), 'package.json'), 'utf8'),
	) as { bin: string | Record<string, string> };
	const script = typeof bin.bin === 'string' ? bin.bin : bin.bin[tool];
	if (!script) throw new Error(`${tool} has no command`);
	return new Promise((resolve, reject) => {
		const child = spawn(
			process.execPath,
			[path.join(root, 'node_modules', packageOf(tool), script), ...args],
			{
				cwd: root,
				stdio: ['ignore', 'pipe', 'pipe'],
				env: { ...process.env, ...env, NODE_ENV: 'production' },
			},
		);
		let said = '';
		child.stdout.on('data', (data: Buffer) => (said += data.toString()));
		child.stderr.on('data', (data: Buffer) => (said += data.toString()));
		child.on('error', reject);
		child.on('exit', (code) => {
			if (code === 0) resolve();
			else {
				process.stderr.write(said);
				reject(new Error(`${tool} ended with ${code}`));
			}
		});
	});
}

function packageOf(tool: string): string {
	return tool === 'paraglide-js' ? '@inlang/paraglide-js' : tool;
}

await buildIfChanged();
process.chdir(root);
if (process.argv.includes('--build-only')) process.exit(0);
await import('./index.ts');
