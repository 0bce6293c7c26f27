import { cpus, release, totalmem } from 'node:os';

/** Where and when figures were taken. */
export const machine = () => ({
	date: new Date().toISOString().slice(0, 16).replace('T', ' '),
	cores: cpus().length,
	cpu: cpus()[0]?.model.trim() ?? 'unknown',
	memoryGb: Math.round(totalmem() / 2 ** 30),
	kernel: release(),
	node: process.version,
});
