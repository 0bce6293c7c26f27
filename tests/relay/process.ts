// A relay in a process of its own, to be killed: `node process.ts '{"url"|"dataDir", "port", "partnershipId", "roomId"}'`.
// Prints its port when it listens. Everybody with a cookie is let in, under an account made of it.
import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '#server/platform/clock.ts';
import { readConfig } from '#server/platform/config.ts';
import { connect } from '#server/platform/db.ts';
import { systemIds } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { migrate } from '#server/platform/migrate.ts';
import { transact, type Services } from '#server/platform/tx.ts';
import { createRelay } from '#server/relay/create-relay.ts';
import { addPartnership } from './hall-store.ts';
import { addKinds } from './kinds.ts';

export interface Wanted {
	readonly url?: string;
	readonly dataDir: string;
	readonly port: number;
	readonly partnershipId: string;
	readonly roomId: string;
}

const wanted = JSON.parse(process.argv[2] as string) as Wanted;
const { db } = await connect({ url: wanted.url, dataDir: wanted.dataDir });
await migrate(db);
const services: Services = {
	db,
	clock: systemClock,
	ids: systemIds,
	log: createLog('silent'),
	config: readConfig({}),
	handlers: new Map(),
	reacts: () => false,
	wakeOutbox: () => {},
};
const relay = createRelay({
	services,
	standing: (refs) => Promise.resolve(new Set(refs)),
	authenticate(cookie) {
		if (!cookie) return Promise.resolve(null);
		const hash = createHash('sha256').update(cookie).digest('hex');
		const accountId = `${hash.slice(0, 8)}-0000-4000-8000-${hash.slice(8, 20)}`;
		return Promise.resolve({ accountId, sessionRef: accountId });
	},
});
addKinds(relay, () => ({ access: 'write', name: 'Ann', role: '', colour: 1, personId: null }));
const known = await db
	.selectFrom('room')
	.select('id')
	.where('id', '=', wanted.roomId)
	.executeTakeFirst();
if (!known) {
	const partnershipId = await addPartnership(db, wanted.partnershipId);
	const { roomId: id } = wanted;
	const room = { id, kind: 'agenda', partnershipId, subjectId: id, compartmentId: null };
	await transact(services, (tx) => relay.createRoom(tx, room));
}
const server = http.createServer();
relay.attach(server);
server.listen(wanted.port, () => console.log((server.address() as AddressInfo).port));
