import { collectDefaultMetrics, Registry } from 'prom-client';

/** How finely the delay of the event loop is measured (ms). Each look wakes the process, also at night. */
const loopDelayEvery = 100;

/** The process's own figures (memory, event loop, garbage collection) for Prometheus. */
export function createMetrics(): Registry {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: loopDelayEvery });
	return registry;
}
