import { collectDefaultMetrics, Registry } from 'prom-client';

/** The process's own figures (memory, event loop, garbage collection) for Prometheus. */
export function createMetrics(): Registry {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	return registry;
}
