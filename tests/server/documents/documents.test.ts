import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Actor } from '#domain/kernel/actor.ts';
import { readSections } from '#domain/documents/document.ydoc.ts';
import { plainText } from '#domain/documents/rich-text.ts';
import { bodyOf } from '#domain/documents/section.ydoc.ts';
import { setSectionState } from '#server/documents/commands.ts';
import { documentKind, sectionKind } from '#server/documents/gate.ts';
import { sectionsOf, strategyOf, type Document, type Section } from '#server/documents/store.ts';
import { sectionAuthors, strategySection, strategyText } from '#server/documents/views.ts';
import { loadDemo } from '#server/demo/load.ts';
import { reading } from '#server/platform/tx.ts';
import type { RoomRef } from '#server/relay/relay.ts';
import { databaseStore } from '#server/relay/store.ts';
import { testApp, type TestApp } from '../../support/store.ts';

let t: TestApp;
let document: Document;
let sections: Section[];

beforeAll(async () => {
	t = await testApp();
	await loadDemo(t.app);
	const { id } = await t.app.db.selectFrom('partnership').select('id').executeTakeFirstOrThrow();
	await reading(t.app, async (tx) => {
		document = (await strategyOf(tx, id)) as Document;
		sections = await sectionsOf(tx, document);
	});
});
afterAll(() => t.close());

async function actor(code: string): Promise<Actor> {
	const row = await t.app.db
		.selectFrom('person')
		.select(['id', 'partnership_id', 'account_id'])
		.where('code', '=', code)
		.executeTakeFirstOrThrow();
	return { accountId: row.account_id ?? '', partnershipId: row.partnership_id, personId: row.id };
}

async function nameOf(code: string): Promise<string> {
	const person = t.app.db.selectFrom('person').select('name').where('code', '=', code);
	return (await person.executeTakeFirstOrThrow()).name;
}

const section = (position: number) => sections[position - 1] as Section;

describe('the demo strategy', () => {
	test('has its eleven sections in order, with owners, states and text', async () => {
		const found = await strategyText(t.app, document.partnershipId, null);
		expect(found?.document).toMatchObject({ status: 'consultation', version: '0.7' });
		expect(found?.sections.map(({ position, state }) => [position, state])).toEqual([
			[1, 'agreed'],
			[2, 'agreed'],
			[3, 'in_review'],
			[4, 'agreed'],
			[5, 'in_review'],
			[6, 'in_review'],
			[7, 'contested'],
			[8, 'drafting'],
			[9, 'drafting'],
			[10, 'in_review'],
			[11, 'in_review'],
		]);
		expect(found?.sections[0]?.owner).toEqual({ kind: 'person', name: 'Ewan Prentice' });
		expect(found?.sections[6]?.owner).toMatchObject({ kind: 'body' });
		for (const one of found?.sections ?? []) expect(one.words).toBeGreaterThan(250);
		const seven = found?.sections[6]?.text;
		expect(seven && plainText(seven)).toContain(
			'We will open the Port Gateway access road by 2030',
		);
		expect(seven?.content[3]).toMatchObject({ type: 'heading', attrs: { level: 2 } });
		expect(found).toMatchObject({ mayEdit: false, mayFollow: false });
	});

	test('a section knows its neighbours; a number without section finds nothing', async () => {
		const first = await strategySection(t.app, document.partnershipId, null, 1);
		expect([first?.previous, first?.next?.position]).toEqual([null, 2]);
		const last = await strategySection(t.app, document.partnershipId, null, 11);
		expect([last?.previous?.position, last?.next]).toEqual([10, null]);
		expect(await strategySection(t.app, document.partnershipId, null, 12)).toBeUndefined();
		expect(await strategySection(t.app, document.partnershipId, null, Number.NaN)).toBe(undefined);
	});

	test('a draft is its board’s only', async () => {
		const set = (status: string) =>
			t.app.db.updateTable('document').set({ status }).where('id', '=', document.id).execute();
		await set('draft');
		try {
			expect(await strategyText(t.app, document.partnershipId, null)).toBeUndefined();
			const member = await strategyText(t.app, document.partnershipId, await actor('p02'));
			expect(member).toMatchObject({ mayEdit: true, mayFollow: true });
		} finally {
			await set('consultation');
		}
	});
});

describe('who wrote a section', () => {
	/** Types at the start of section 7 under a client id, as the relay would have written it into the log. */
	async function types(code: string, client: number, words: string): Promise<Y.Doc> {
		const { accountId } = await actor(code);
		const { roomId } = section(7);
		const log = databaseStore(t.app);
		const stored = await log.load(roomId);
		const doc = await reading(t.app, (tx) => t.app.relay.read(tx, roomId));
		doc.clientID = client;
		const before = Y.encodeStateVector(doc);
		const heading = bodyOf(doc).get(0) as Y.XmlElement;
		(heading.get(0) as Y.XmlText).insert(0, words);
		const closed = await log.append({
			heads: new Map([[roomId, stored?.head ?? 0]]),
			updates: [{ roomId, accountId, bytes: Y.encodeStateAsUpdate(doc, before) }],
			claims: [{ roomId, client, accountId }],
		});
		expect([...closed]).toEqual([]);
		return doc;
	}
	const authors = async (code: string | null) =>
		sectionAuthors(t.app, document.partnershipId, code ? await actor(code) : null, 7);

	test('is named for the board’s people, passage by passage, also from a snapshot', async () => {
		await types('p12', 4711, 'Fishers say: ');
		const doc = await types('p02', 4712, 'Draft. ');
		const before = await authors('p02');
		expect(before?.paragraphs[0]?.slice(0, 2)).toEqual([
			{ author: { is: 'person', name: await nameOf('p02') }, text: 'Draft. ' },
			{ author: { is: 'person', name: await nameOf('p12') }, text: 'Fishers say: ' },
		]);
		expect(before?.paragraphs[0]?.[2]?.author).toEqual({ is: 'brought_in' });
		const { roomId } = section(7);
		const head = (await databaseStore(t.app).load(roomId))?.head ?? 0;
		await databaseStore(t.app).compact(roomId, head, Y.encodeStateAsUpdate(doc));
		expect(await authors('p02')).toEqual(before);
	});

	test('is nobody’s to see who may not follow the drafting, and of no section that is not there', async () => {
		expect(await authors(null)).toBeUndefined();
		expect(
			await sectionAuthors(t.app, document.partnershipId, await actor('p02'), 99),
		).toBeUndefined();
	});

	test('whose name was removed is no longer named', async () => {
		const { accountId } = await actor('p12');
		await t.app.db
			.updateTable('person')
			.set({ account_id: null })
			.where('code', '=', 'p12')
			.execute();
		try {
			expect((await authors('p02'))?.paragraphs[0]?.[1]?.author).toEqual({ is: 'former' });
		} finally {
			await t.app.db
				.updateTable('person')
				.set({ account_id: accountId })
				.where('code', '=', 'p12')
				.execute();
		}
	});
});

describe('gates', () => {
	const room = (kind: 'section' | 'document'): RoomRef => ({
		id: kind === 'section' ? section(7).roomId : document.roomId,
		kind,
		partnershipId: document.partnershipId,
		subjectId: kind === 'section' ? section(7).id : document.id,
		compartmentId: null,
	});

	test.each([
		['p01', 'write', 'read'],
		['p02', 'write', 'read'],
		['p12', 'write', 'read'],
		['p19', 'write', 'read'],
		['p21', 'write', 'read'],
		['p24', 'read', 'read'],
	])('%s: section %s, document %s', async (code, section, document) => {
		const { accountId } = await actor(code);
		const visitor = { accountId, sessionRef: 's' };
		expect(await sectionKind(t.app).gate(room('section'), visitor)).toMatchObject({
			access: section,
		});
		expect(await documentKind(t.app).gate(room('document'), visitor)).toMatchObject({
			access: document,
		});
	});

	test('who still owes a second factor reads, and writes once it is shown', async () => {
		const { accountId } = await actor('p21');
		await t.app.db
			.updateTable('partnership')
			.set({ second_factor_roles: JSON.stringify(['secretariat']) })
			.execute();
		try {
			const access = async (id: string, secondFactor: boolean) =>
				(
					await sectionKind(t.app).gate(room('section'), {
						accountId: id,
						sessionRef: 's',
						secondFactor,
					})
				)?.access;
			expect(await access(accountId, false)).toBe('read');
			expect(await access(accountId, true)).toBe('write');
			expect(
				await access((await actor('p02')).accountId, false),
				'nothing is asked of members',
			).toBe('write');
		} finally {
			await t.app.db
				.updateTable('partnership')
				.set({ second_factor_roles: JSON.stringify([]) })
				.execute();
		}
	});

	test('nobody without session, without person here, or in another partnership', async () => {
		const kind = sectionKind(t.app);
		const { accountId } = await actor('p01');
		const visitor = { accountId, sessionRef: 's' };
		expect(await kind.gate(room('section'), null)).toBeNull();
		expect(
			await kind.gate(room('section'), { accountId: crypto.randomUUID(), sessionRef: 's' }),
		).toBeNull();
		expect(
			await kind.gate({ ...room('section'), partnershipId: crypto.randomUUID() }, visitor),
		).toBeNull();
		expect(
			await kind.gate({ ...room('section'), subjectId: crypto.randomUUID() }, visitor),
		).toBeNull();
	});

	test('name and colour come from the record', async () => {
		const { accountId, personId } = await actor('p02');
		const entry = await sectionKind(t.app).gate(room('section'), {
			accountId,
			sessionRef: 's',
		});
		expect(entry).toMatchObject({ name: 'Dr Priya Venning', personId });
		expect(entry?.colour).toBeGreaterThanOrEqual(1);
		expect(entry?.colour).toBeLessThanOrEqual(8);
	});
});

describe('setSectionState', () => {
	test('writes row, audit and event, and the document’s room follows', async () => {
		const target = section(9);
		const clerk = await actor('p21');
		await setSectionState(t.app, clerk, { sectionId: target.id, state: 'in_review' });
		const row = await t.app.db
			.selectFrom('section')
			.select('state')
			.where('id', '=', target.id)
			.executeTakeFirstOrThrow();
		expect(row.state).toBe('in_review');
		await t.app.outbox.idle();
		const lines = await reading(t.app, async (tx) =>
			readSections(await t.app.relay.read(tx, document.roomId)),
		);
		expect(lines.size).toBe(11);
		expect(lines.get(target.id)).toMatchObject({ position: 9, state: 'in_review', version: 0 });
		const audit = await t.app.db
			.selectFrom('audit')
			.selectAll()
			.where('act', '=', 'documents.set_section_state')
			.execute();
		expect(audit).toMatchObject([{ subject: target.id, person_id: clerk.personId }]);
	});

	test('an observer may not; nobody touches a section of elsewhere', async () => {
		const state = 'agreed' as const;
		await expect(
			setSectionState(t.app, await actor('p24'), { sectionId: section(8).id, state }),
		).rejects.toMatchObject({ code: 'kernel.not_allowed' });
		await expect(
			setSectionState(t.app, await actor('p21'), { sectionId: crypto.randomUUID(), state }),
		).rejects.toMatchObject({ code: 'kernel.not_found' });
		await expect(
			setSectionState(
				t.app,
				{ ...(await actor('p21')), partnershipId: crypto.randomUUID() },
				{ sectionId: section(8).id, state },
			),
		).rejects.toMatchObject({ code: 'kernel.not_found' });
	});
});

test('what a hostile hand put into the document’s room is left out', () => {
	const doc = new Y.Doc();
	const map = doc.getMap('sections');
	map.set('a', { position: 1, state: 'agreed', version: 0, words: 3 });
	map.set('b', { position: '1', state: 'agreed', version: 0, words: 3 });
	map.set('c', { position: 1, state: '<b>', version: 0, words: 3 });
	map.set('d', null);
	expect([...readSections(doc).keys()]).toEqual(['a']);
});
