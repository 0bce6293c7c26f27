import type { Plugin, ViteDevServer } from 'vite';

/**
 * Starts the app inside `vite dev`, in the same module graph as the pages (one instance of the store and the rooms),
 * and restarts the dev process's server when a file under server/ or src/domain/ changes.
 */
export function devRelay(): Plugin {
	return {
		name: 'moothall-dev',
		apply: 'serve',
		async configureServer(server: ViteDevServer) {
			const ssr = server.environments['ssr'];
			if (!ssr || !('runner' in ssr)) return;
			const runner = ssr.runner as { import(file: string): Promise<unknown> };
			const dev = (await runner.import('/server/dev.ts')) as typeof import('./dev.ts');
			const { answer, stop } = await dev.startDev(server.httpServer);
			server.middlewares.use((req, res, next) => {
				if (!answer(req, res)) next();
			});
			let restarting = false;
			server.watcher.on('change', (file) => {
				const inside = file.replaceAll('\\', '/');
				if (restarting || !/\/(server|src\/domain|migrations)\//.test(inside)) return;
				restarting = true;
				void stop().then(() => server.restart());
			});
			server.httpServer?.once('close', () => void stop());
		},
	};
}
