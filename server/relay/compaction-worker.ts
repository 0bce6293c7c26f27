import { parentPort } from 'node:worker_threads';
import { compact } from './compaction.ts';
import type { CompactWork } from './ports.ts';

// The thread in which logs are compacted, so that nobody's typing waits for it.
parentPort?.on('message', ({ n, work }: { n: number; work: CompactWork }) => {
	try {
		parentPort?.postMessage({ n, made: compact(work) });
	} catch (error) {
		parentPort?.postMessage({ n, error: error instanceof Error ? error.message : String(error) });
	}
});
