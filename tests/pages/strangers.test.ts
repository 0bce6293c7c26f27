import { execFileSync } from 'node:child_process';
import { WebSocket } from 'ws';
import type { Route } from './support/route-tree.ts';
import { addOther, fieldsRead, otherSlug, rowsOf, words, type Other } from './support/strangers.ts';
import { expect, test, type Persona, type World } from './support/world.ts';

/**
 * A person of one partnership tries every address, act and room of another one, made from the built app's own list of
 * routes. What fails here first is usually a new route or field: give its names a value in support/strangers.ts.
 */
let other: Other;
test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use(async (env) => {
			other = await addOther(env);
		});
	},
});

const strangers: readonly Persona[] = ['clerk', 'chair', 'member', 'observer'];

/** Rooms that are the public's. */
const openKinds = ['gallery'];

const routes = () =>
	JSON.parse(
		execFileSync(process.execPath, ['tests/pages/support/route-tree.ts']).toString(),
	) as Route[];

const addressOf = (route: Route, params: Readonly<Record<string, string>>) =>
	route.id
		.replace(/\/\([^)]*\)/g, '')
		.replaceAll(/\[(\w+)\]/g, (_, name: string) => encodeURIComponent(params[name] ?? '')) || '/';

test('every part of an address and every id in a form has a value to be tried with', ({
	world,
}) => {
	expect(world.demo.meeting).not.toBe('');
	const tree = routes();
	expect(tree.length).toBeGreaterThan(30);
	expect(tree.flatMap(({ params }) => params).filter((name) => !other.params[name])).toEqual([]);
	const ids = fieldsRead().filter((name) => /ids?$/i.test(name) && name !== 'id');
	expect(ids.length).toBeGreaterThan(8);
	expect(ids.filter((name) => !other.fields[name])).toEqual([]);
});

test('nobody of one partnership gets into another, by any page, act or socket', async ({
	world,
}) => {
	test.setTimeout(240_000);
	const before = await hashes(world);
	const inside = routes().filter(({ params }) => params.includes('partnership'));
	const cookies = new Map<Persona, string>();
	for (const persona of strangers) cookies.set(persona, await cookieOf(world, persona));
	const own = new URL(world.demo.meeting).pathname.split('/');
	const ownParams = { ...other.params, partnership: own[1] ?? '', meeting: own[3] ?? '' };
	const wrong: string[] = [];
	const tried = { pages: 0, acts: 0, rooms: 0 };

	const get = (path: string, persona?: Persona) =>
		fetch(`${world.server.base}${path}`, {
			headers: persona ? { cookie: cookies.get(persona) ?? '' } : {},
			redirect: 'manual',
		});
	for (const route of inside.filter(({ page, methods }) => page || methods.includes('GET'))) {
		const path = addressOf(route, other.params);
		const visitor = await get(path);
		const seen = main(await visitor.text());
		for (const persona of strangers) {
			tried.pages++;
			const answer = await get(path, persona);
			const text = main(await answer.text());
			// Where a visitor is asked to sign in a stranger is led away; else both are told the same.
			const asPublic =
				answer.status === visitor.status ||
				(visitor.status === 401 && [303, 403, 404].includes(answer.status));
			if (!asPublic) wrong.push(`${path} ${persona}: ${answer.status}, not ${visitor.status}`);
			else if (answer.status === 200 && text !== seen)
				wrong.push(`${path} ${persona}: sees something else than the public`);
			if (answer.status >= 500) wrong.push(`${path} ${persona}: ${answer.status}`);
		}
	}

	const fields = { ...Object.fromEntries(fieldsRead().map((name) => [name, words[name] ?? 'x'])) };
	const body = new URLSearchParams({ ...fields, ...other.fields });
	for (const route of inside)
		for (const action of [...route.actions, ...route.methods.filter((name) => name !== 'GET')])
			for (const params of [other.params, ownParams])
				for (const persona of strangers.slice(0, 2)) {
					tried.acts++;
					const query = route.actions.includes(action) && action !== 'default' ? `?/${action}` : '';
					const path = `${addressOf(route, params)}${query}`;
					const answer = await fetch(`${world.server.base}${path}`, {
						method: route.methods.includes(action) ? action : 'POST',
						headers: {
							cookie: cookies.get(persona) ?? '',
							origin: world.server.base,
							accept: 'text/html',
							'content-type': 'application/x-www-form-urlencoded',
						},
						body,
						redirect: 'manual',
					});
					if (answer.status >= 500) wrong.push(`${path} ${persona}: ${answer.status}`);
					// 303 leads on to a page; that nothing was written by it, the rows say at the end.
					if (params === other.params && ![303, 401, 403, 404, 422].includes(answer.status))
						wrong.push(`${path} ${persona}: ${answer.status} for an act elsewhere`);
				}

	expect(new Set(other.rooms.map((room) => room.split(':')[0]))).toEqual(new Set(other.kinds));
	for (const room of other.rooms)
		for (const persona of strangers) {
			tried.rooms++;
			const opened = await opens(world, room, cookies.get(persona) ?? '');
			if (opened !== openKinds.includes(room.split(':')[0] ?? ''))
				wrong.push(`${room} ${persona}: ${opened ? 'opened' : 'closed'}`);
		}

	console.log(
		`Strangers tried ${tried.pages} pages, ${tried.acts} acts and ${tried.rooms} rooms of ${inside.length} routes.`,
	);
	expect(wrong).toEqual([]);
	expect(tried.pages).toBeGreaterThan(80);
	expect(await hashes(world)).toEqual(before);
});

test('the matrix notices what gets through', async ({ world }) => {
	const before = await hashes(world);
	await world.inStore((db) =>
		db.updateTable('person').set({ name: 'Somebody Else' }).where('code', '=', 'p02').execute(),
	);
	expect(await hashes(world)).not.toEqual(before);
	expect(await opens(world, `gallery:${other.fields['meetingId']}`, '')).toBe(true);
});

/** The words of a page's main part, without what differs from answer to answer. */
const main = (html: string) =>
	(/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html)
		.replaceAll(/<!--.*?-->|<script[\s\S]*?<\/script>/g, '')
		.replaceAll(/"now":[^,}]*/g, '')
		// Clocks and turnouts go on.
		.replaceAll(/\d+/g, '0')
		.replaceAll(/\s+/g, ' ');

async function hashes(world: World): Promise<Record<string, string>> {
	let found: Record<string, string> = {};
	await world.inStore(async (db) => {
		found = await rowsOf(db, otherSlug);
	});
	return found;
}

async function cookieOf(world: World, persona: Persona): Promise<string> {
	const answer = await fetch(`${world.server.base}/demo/${persona}`, { redirect: 'manual' });
	return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

function opens(world: World, room: string, cookie: string): Promise<boolean> {
	const socket = new WebSocket(`${world.server.base.replace('http', 'ws')}/sync/${room}`, {
		headers: { origin: world.server.base, cookie },
	});
	return new Promise((resolve) => {
		socket.once('open', () => {
			socket.terminate();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
