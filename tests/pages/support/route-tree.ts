// Prints the routes of the built app as JSON: what a browser can reach, from the build itself, so that none is forgotten.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface Route {
	readonly id: string;
	readonly params: readonly string[];
	/** Whether a page is there; GET loads it. */
	readonly page: boolean;
	/** Names of the page's form actions. */
	readonly actions: readonly string[];
	/** Methods of an endpoint. */
	readonly methods: readonly string[];
}

interface Manifest {
	readonly nodes: readonly (() => Promise<{ server?: { actions?: object } }>)[];
	readonly routes: readonly {
		readonly id: string;
		readonly params: readonly { readonly name: string }[];
		readonly page: { readonly leaf: number } | null;
		readonly endpoint: (() => Promise<object>) | null;
	}[];
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

async function routeTree(): Promise<Route[]> {
	const file = fileURLToPath(new URL('../../../build/server/manifest-full.js', import.meta.url));
	const { manifest } = (await import(pathToFileURL(file).href)) as { manifest: Manifest };
	const routes: Route[] = [];
	for (const route of manifest.routes) {
		const node = route.page ? await manifest.nodes[route.page.leaf]?.() : undefined;
		const endpoint = route.endpoint ? await route.endpoint() : {};
		routes.push({
			id: route.id,
			params: route.params.map(({ name }) => name),
			page: route.page !== null,
			actions: Object.keys(node?.server?.actions ?? {}),
			methods: Object.keys(endpoint).filter((name) => methods.includes(name)),
		});
	}
	return routes;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
	process.stdout.write(JSON.stringify(await routeTree()));
	process.exit(0);
}
