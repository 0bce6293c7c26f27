import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nameOf, pageStore, seededVariable } from './store.ts';
import { startServer } from './process.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds the app when it changed and makes one migrated store with the demo in it; every test copies that store. */
export default async function setUp(): Promise<() => Promise<void>> {
	const built = spawnSync(
		process.execPath,
		[path.join(root, 'server', 'start.ts'), '--build-only'],
		{ cwd: root, stdio: 'inherit' },
	);
	if (built.status !== 0) throw new Error('the build failed');
	const store = await pageStore(undefined);
	const server = await startServer(store.env);
	await server.stop();
	process.env[seededVariable] = nameOf(store);
	return () => store.destroy();
}
