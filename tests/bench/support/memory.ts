import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a process holds after a collection (bytes). */
export interface Memory {
	readonly rss: number;
	readonly heapUsed: number;
	/** Outside the heap, array buffers with it. */
	readonly external: number;
}

/** Answers GET /memory, which needs `node --expose-gc`. Returns whether that was asked for. */
export function answerMemory(request: IncomingMessage, response: ServerResponse): boolean {
	if (request.url !== '/memory') return false;
	globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
	// What finalizers let go of in the first collection goes in the second.
	setTimeout(() => {
		globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
		const { rss, heapUsed, external } = process.memoryUsage();
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ rss, heapUsed, external } satisfies Memory));
	}, 100);
	return true;
}

/** Asks a server for it. */
export async function memoryOf(port: number): Promise<Memory> {
	const response = await fetch(`http://127.0.0.1:${port}/memory`);
	return (await response.json()) as Memory;
}
