import { ensureAccount } from '#server/accounts/store.ts';
import { createSession } from '#server/accounts/session.ts';
import { createDocument } from '#server/documents/commands.ts';
import { documentKind, sectionKind } from '#server/documents/gate.ts';
import { documentById, sectionsOf } from '#server/documents/store.ts';
import {
	addBody,
	addOrganisation,
	addPerson,
	addSector,
	createPartnership,
	giveRole,
} from '#server/partnerships/commands.ts';
import { reading, transact, type Services } from '#server/platform/tx.ts';
import { createRelay } from '#server/relay/create-relay.ts';

export interface Wanted {
	readonly rooms: number;
	/** People who may write in every room. */
	readonly people: number;
	/** People who may read every room and write in none. */
	readonly readers?: number;
}

/** What a load generator needs: rooms by their names on the wire, cookies as a browser would send them. */
export interface Seeded {
	readonly rooms: readonly string[];
	readonly cookies: readonly string[];
	readonly readers: readonly string[];
}

/** People added in one transaction; several run at once. */
const perTransaction = 50;
const firstDay = '2026-01-01';

/**
 * Adds a partnership of its own with a strategy of so many sections, each with its room, and so many members of the
 * board with a session each: by the acts that people's clicks call. Whatever else the store holds stays as it is.
 */
export async function seed(services: Services, wanted: Wanted): Promise<Seeded> {
	// No app: its workers would take up work of the server that may be running on the same store.
	const relay = createRelay({
		services,
		authenticate: () => Promise.resolve(null),
		standing: () => Promise.resolve(new Set()),
	});
	relay.kinds.set('section', sectionKind(services));
	relay.kinds.set('document', documentKind(services));
	try {
		const { partnershipId, bodyId, organisationId } = await addBoard(services);
		const rooms = await addRooms(services, relay, partnershipId, wanted.rooms);
		const enrol = (role: 'member' | 'observer', count: number) =>
			addPeople(services, { partnershipId, bodyId, organisationId, role, count });
		return {
			rooms,
			cookies: await enrol('member', wanted.people),
			readers: await enrol('observer', wanted.readers ?? 0),
		};
	} finally {
		await relay.close();
	}
}

interface Board {
	readonly partnershipId: string;
	readonly bodyId: string;
	readonly organisationId: string;
}

function addBoard(services: Services): Promise<Board> {
	return transact(services, async (tx) => {
		const partnershipId = await createPartnership(tx, {
			slug: `load-${services.ids.uuid().slice(0, 8)}`,
			name: { en: 'Load test' },
			formalName: { en: 'Load test' },
			nation: 'england',
			area: { name: { en: 'Nowhere' }, population: 0, wards: 0, mostDeprivedWards: [] },
			vision: { en: 'Load' },
			foundedOn: null,
			secretariatEmail: 'load@load.example',
			fictional: true,
		});
		const code = 'load';
		const name = { en: 'Load' };
		const sectorId = await addSector(tx, { partnershipId, code, name });
		const organisationId = await addOrganisation(tx, {
			partnershipId,
			code,
			name,
			sectorId,
			note: null,
			accountable: false,
		});
		const bodyId = await addBody(tx, {
			partnershipId,
			code,
			name,
			type: 'board',
			reportsTo: null,
			meets: null,
			remit: null,
		});
		return { partnershipId, bodyId, organisationId };
	});
}

async function addRooms(
	services: Services,
	relay: Parameters<typeof createDocument>[0],
	partnershipId: string,
	count: number,
): Promise<string[]> {
	const { documentId } = await transact(services, (tx) =>
		createDocument(relay, tx, {
			partnershipId,
			slug: 'strategy',
			kind: 'strategy',
			title: { en: 'Load' },
			status: 'draft',
			version: '1',
			goals: [],
			sections: Array.from({ length: count }, (_, n) => ({
				title: { en: `Section ${n + 1}` },
				state: 'drafting' as const,
				ownerPersonId: null,
				ownerBodyId: null,
				plannedWords: 0,
				text: { type: 'doc' as const, content: [] },
			})),
		}),
	);
	return reading(services, async (tx) => {
		const document = await documentById(tx, partnershipId, documentId);
		const sections = document ? await sectionsOf(tx, document) : [];
		return sections.map(({ roomId }) => `section:${roomId}`);
	});
}

async function addPeople(
	services: Services,
	input: Board & { role: 'member' | 'observer'; count: number },
): Promise<string[]> {
	const starts = Array.from(
		{ length: Math.ceil(input.count / perTransaction) },
		(_, n) => n * perTransaction,
	);
	const cookies: string[][] = [];
	for (const start of starts)
		cookies.push(
			await addSome(services, input, start, Math.min(perTransaction, input.count - start)),
		);
	return cookies.flat();
}

function addSome(
	services: Services,
	{ partnershipId, bodyId, organisationId, role }: Board & { role: 'member' | 'observer' },
	start: number,
	count: number,
): Promise<string[]> {
	return transact(services, async (tx) => {
		const cookies: string[] = [];
		for (let n = start + 1; n <= start + count; n++) {
			const code = `${role}-${n}`;
			const accountId = await ensureAccount(tx, `${code}@${partnershipId}.example`);
			const personId = await addPerson(tx, {
				partnershipId,
				code,
				name: `Person ${n}`,
				job: { en: 'Load' },
				organisationId,
				accountId,
			});
			await giveRole(tx, {
				partnershipId,
				bodyId,
				personId,
				role,
				startsOn: firstDay,
				endsOn: null,
			});
			const { cookie } = await createSession(tx, services.config, accountId);
			cookies.push(`${cookie.name}=${cookie.value}`);
		}
		return cookies;
	});
}
