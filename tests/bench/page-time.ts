// npm run bench:page: server time of the meeting pages, as a member, on the demo store (PGlite unless DATABASE_URL is set).
import { cpus } from 'node:os';
import { pageStore } from '../pages/support/store.ts';
import { startServer } from '../pages/support/process.ts';

const warmUp = 30;
const requests = 200;

const store = await pageStore(undefined);
const server = await startServer(store.env);
try {
	const demo = (await (await fetch(`${server.base}/demo.json`)).json()) as {
		meeting: string;
		personas: { key: string; signIn: string | null }[];
	};
	const signIn = demo.personas.find((persona) => persona.key === 'member')?.signIn;
	if (!signIn) throw new Error('no member');
	const entered = await fetch(signIn, { redirect: 'manual' });
	const cookie = (entered.headers.getSetCookie()[0] ?? '').split(';')[0] as string;
	const rows: Record<string, { medianMs: number; p95Ms: number; kilobytes: number }> = {};
	for (const page of ['', '/live', '/follow', '/gallery']) {
		const times: number[] = [];
		let bytes = 0;
		for (let n = 0; n < warmUp + requests; n++) {
			const begun = performance.now();
			const response = await fetch(demo.meeting + page, { headers: { cookie } });
			bytes = (await response.arrayBuffer()).byteLength;
			if (!response.ok) throw new Error(`${page} answered ${response.status}`);
			if (n >= warmUp) times.push(performance.now() - begun);
		}
		times.sort((a, b) => a - b);
		const at = (share: number) =>
			Math.round((times[Math.floor(requests * share)] as number) * 10) / 10;
		rows[page || '/'] = { medianMs: at(0.5), p95Ms: at(0.95), kilobytes: Math.round(bytes / 1024) };
	}
	console.log(
		JSON.stringify({ cores: cpus().length, node: process.version, requests, pages: rows }),
	);
	console.table(rows);
} finally {
	await server.stop();
	await store.destroy();
}
