import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { encoding } from 'lib0';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { message, syncStep } from '#domain/relay/protocol.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { createSession } from '#server/accounts/session.ts';
import { mayEnter } from '#server/compartments/views.ts';
import { loadDemo } from '#server/demo/load.ts';
import { demoView } from '#server/demo/views.ts';
import { agendaPage, draftPage, publishPage } from '#server/meetings/agenda-views.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

/** Words that stand in the exempt item's summary and nowhere else, and its title. */
const canaries = ['nine pence a square foot', 'Port Gateway site, commercial terms'];

let t: TestApp;
let server: http.Server;
let partnershipId: string;
let slug: string;
let agendaRoom: string;
let exemptRoom: string;
let compartment: string;
const people = new Map<string, Actor>();

beforeAll(async () => {
	t = await testApp();
	await loadDemo(t.app);
	const meeting = await t.app.db.selectFrom('meeting').selectAll().executeTakeFirstOrThrow();
	({ partnership_id: partnershipId, agenda_room_id: agendaRoom, slug } = meeting);
	const item = await t.app.db.selectFrom('exempt_item').selectAll().executeTakeFirstOrThrow();
	({ room_id: exemptRoom, compartment_id: compartment } = item);
	for (const { code, id, account_id } of await t.app.db.selectFrom('person').selectAll().execute())
		people.set(code, { personId: id, partnershipId, accountId: account_id ?? id });
	server = http.createServer();
	t.app.relay.attach(server);
	await new Promise<void>((resolve) => server.listen(0, resolve));
});
afterAll(async () => {
	await t.close();
	server.closeAllConnections();
	server.close();
});

const reader = (code: string | null) => ({
	partnershipId,
	actor: code === null ? null : (people.get(code) as Actor),
});
const leaks = (value: unknown) =>
	canaries.filter((words) => JSON.stringify(value ?? null).includes(words));

/** Enters a room as a stock client would, and gathers every byte until it is closed or has been answered. */
async function overhear(
	room: string,
	code: string | null,
): Promise<{ heard: string; closed: number | null }> {
	const { port } = server.address() as AddressInfo;
	const origin = `http://localhost:${port}`;
	const accountId = code === null ? null : (people.get(code)?.accountId ?? null);
	const signedIn =
		accountId === null
			? null
			: await transact(t.app, (tx) => createSession(tx, t.app.config, accountId));
	const socket = new WebSocket(`ws://localhost:${port}/sync/${room}`, {
		headers: {
			origin,
			...(signedIn && { cookie: `${signedIn.cookie.name}=${signedIn.cookie.value}` }),
		},
	});
	let heard = '';
	return new Promise((resolve) => {
		const done = (closed: number | null) => {
			socket.terminate();
			resolve({ heard, closed });
		};
		socket.on('error', () => done(0));
		socket.on('close', (close) => done(close));
		socket.on('open', () =>
			socket.send(
				encoding.encode((encoder) => {
					encoding.writeVarUint(encoder, message.sync);
					encoding.writeVarUint(encoder, syncStep.one);
					encoding.writeVarUint8Array(encoder, Y.encodeStateVector(new Y.Doc()));
				}),
			),
		);
		socket.on('message', (data: Buffer) => {
			heard += data.toString('latin1');
			if (data[0] === message.sync && data[1] === syncStep.two) setTimeout(() => done(null), 50);
		});
	});
}

test.each([
	['a visitor', null, false],
	['the observer', 'p24', false],
	['a member', 'p02', true],
	['the adviser of the accountable body', 'p23', true],
	['the clerk', 'p21', true],
])('%s may enter the compartment: %s %s', async (_, code, allowed) => {
	expect(await reading(t.app, (tx) => mayEnter(tx, reader(code).actor, compartment))).toBe(allowed);
});

test('the pages of those without the right say nothing of it', async () => {
	for (const code of [null, 'p24'])
		for (const page of [
			await agendaPage(t.app, reader(code), slug),
			await agendaPage(t.app, reader(code), slug, 1),
			await draftPage(t.app, reader(code), slug),
			await publishPage(t.app, reader(code), slug),
		])
			expect(leaks(page)).toEqual([]);
	expect(leaks(await reading(t.app, demoView))).toEqual([]);
	// The test can see what it looks for.
	expect(leaks(await agendaPage(t.app, reader('p02'), slug))).toEqual(canaries);
	expect(leaks(await draftPage(t.app, reader('p02'), slug))).toEqual(canaries);
});

test('the open room says nothing of it, and its own room lets only the right people in', async () => {
	const asObserver = await overhear(`agenda:${agendaRoom}`, 'p24');
	expect(asObserver.heard).toContain('Welcome, apologies');
	for (const words of canaries) expect(asObserver.heard).not.toContain(words);
	for (const code of [null, 'p24']) {
		const { heard, closed } = await overhear(`exempt-agenda:${exemptRoom}`, code);
		expect(heard).not.toContain(canaries[0]);
		expect(closed).not.toBeNull();
	}
	const asMember = await overhear(`exempt-agenda:${exemptRoom}`, 'p02');
	for (const words of canaries) expect(asMember.heard).toContain(words);
});

test('open rows hold nothing of it', async () => {
	expect(leaks(await t.app.db.selectFrom('agenda_item').selectAll().execute())).toEqual([]);
	expect(leaks(await t.app.db.selectFrom('agenda_version').selectAll().execute())).toEqual([]);
	expect(leaks(await t.app.db.selectFrom('outbox').selectAll().execute())).toEqual([]);
	expect(leaks(await t.app.db.selectFrom('audit').selectAll().execute())).toEqual([]);
});

test('an exclusion and a lifted compartment close the door', async () => {
	const member = people.get('p16') as Actor;
	expect(await reading(t.app, (tx) => mayEnter(tx, member, compartment))).toBe(true);
	await t.app.db
		.insertInto('compartment_exclusion')
		.values({
			partnership_id: partnershipId,
			compartment_id: compartment,
			person_id: member.personId,
			reason: 'interest',
		})
		.execute();
	expect(await reading(t.app, (tx) => mayEnter(tx, member, compartment))).toBe(false);
	expect(leaks(await agendaPage(t.app, reader('p16'), slug))).toEqual([]);
	expect(leaks(await draftPage(t.app, reader('p16'), slug))).toEqual([]);
	await t.app.db.updateTable('compartment').set({ lifted_at: new Date() }).execute();
	expect(await reading(t.app, (tx) => mayEnter(tx, reader('p02').actor, compartment))).toBe(false);
});
