/** What a server says at /metrics; nothing when it does not answer. */
export const metricsOf = (port: number): Promise<string> =>
	fetch(`http://127.0.0.1:${port}/metrics`).then(
		(response) => response.text(),
		() => '',
	);

/** The sum of a metric over its labels; NaN when it is not there. */
export function level(metrics: string, name: string): number {
	const lines = metrics
		.split('\n')
		.filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
	if (lines.length === 0 && !metrics.includes(`# TYPE ${name} `)) return NaN;
	return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
