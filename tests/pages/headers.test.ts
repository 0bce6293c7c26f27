import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from './support/world.ts';

const everywhere = {
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy':
		'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()',
	'referrer-policy': 'same-origin',
	'x-content-type-options': 'nosniff',
};
const page =
	"default-src 'none'; worker-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self' data:; manifest-src 'self'; script-src 'self' 'nonce-…'; style-src 'self' 'nonce-…'; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const noPage =
	"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The policy without what differs from answer to answer; a page without a style sheet or script of its own has no nonce for one. */
const policy = (response: Response, isPage: boolean) => {
	const said = (response.headers.get('content-security-policy') ?? '').replaceAll(
		/'nonce-[^']+'/g,
		"'nonce-…'",
	);
	return isPage ? said.replaceAll(/(script|style)-src 'self';/g, "$1-src 'self' 'nonce-…';") : said;
};

test('every kind of answer carries its headers', async ({ world }) => {
	const { server, demo } = world;
	const slug = new URL(demo.meeting).pathname.split('/')[1] ?? '';
	const get = (path: string) => fetch(new URL(path, server.base), { redirect: 'manual' });
	for (const [path, wanted] of [
		['/', page],
		[`/${slug}`, page],
		[`/cy/${slug}/people`, page],
		[demo.meeting, page],
		[`${demo.meeting}/follow`, noPage],
		[`${demo.meeting}/gallery`, page],
		[`${demo.meeting}/room`, page],
		['/sign-in', page],
		['/no-such-partnership', page],
		['/favicon.svg', noPage],
		['/healthz', noPage],
		['/metrics', noPage],
		['/demo.json', noPage],
		['/demo/member', noPage],
	] as const) {
		const response = await get(path);
		expect(response.status, path).not.toBe(500);
		expect(Object.fromEntries(response.headers), path).toMatchObject(everywhere);
		expect(policy(response, wanted === page), path).toBe(wanted);
		expect(response.headers.get('strict-transport-security'), path).toBeNull();
	}
	const nonces = await Promise.all(
		['/', '/'].map(
			async (path) =>
				/'nonce-([^']+)'/.exec((await get(path)).headers.get('content-security-policy') ?? '')?.[1],
		),
	);
	expect(nonces[0]).toMatch(/^[\w+/=]{16,}$/);
	expect(nonces[0]).not.toBe(nonces[1]);
});

test("a member's pages are kept nowhere", async ({ world }) => {
	const member = await world.enter('member');
	const answer = await member.goto(`/${new URL(world.demo.meeting).pathname.split('/')[1]}`);
	expect(answer?.headers()['cache-control']).toBe('private, no-store');
});

test('a script that somebody got into a page does not run, nor does a style sheet', async ({
	world,
}) => {
	const reader = await world.enter('member');
	await reader.goto(world.demo.meeting);
	const broken = await reader.evaluate(() => {
		const found: string[] = [];
		document.addEventListener('securitypolicyviolation', (event) =>
			found.push(event.effectiveDirective),
		);
		const script = document.createElement('script');
		script.textContent = 'window.hit = 1';
		const sheet = document.createElement('style');
		sheet.textContent = 'body { display: none }';
		const image = document.createElement('img');
		image.setAttribute('onerror', 'window.hit = 1');
		image.src = 'https://elsewhere.example/pixel.png';
		document.body.append(script, sheet, image);
		return new Promise<string[]>((resolve) => setTimeout(() => resolve(found), 300));
	});
	expect(new Set(broken)).toEqual(
		new Set(['script-src-elem', 'script-src-attr', 'style-src-elem', 'img-src']),
	);
	expect(await reader.evaluate(() => 'hit' in window)).toBe(false);
});

test('a socket that is nobody’s is told so, and its end is nobody else’s', async ({ world }) => {
	const { port } = new URL(world.server.base);
	const ask = () =>
		'GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
	const line = net.connect(Number(port), 'localhost');
	line.write(ask());
	expect(String((await once(line, 'data'))[0])).toMatch(/^HTTP\/1.1 404 /);
	await once(line, 'close');
	for (let n = 0; n < 20; n++) {
		const rude = net.connect(Number(port), 'localhost');
		await once(rude, 'connect');
		rude.write(ask(), () => rude.resetAndDestroy());
		await once(rude, 'close');
	}
	for (const address of ['//', '//elsewhere.example/', '/%']) {
		const odd = net.connect(Number(port), 'localhost');
		odd.write(`GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
		expect(String((await once(odd, 'data'))[0]), address).toMatch(/^HTTP\/1.1 [34]\d\d /);
		odd.destroy();
	}
	expect((await fetch(new URL('/healthz', world.server.base))).status).toBe(200);
});
