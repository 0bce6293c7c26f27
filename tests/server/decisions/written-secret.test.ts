import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { codeFrom, plaintext } from '#domain/decisions/sealed.ts';
import { backUp, restore } from '#server/admin/backup.ts';
import {
	answerInWriting,
	enterInWriting,
	leaveForInterest,
	objectInWriting,
} from '#server/decisions/answer-in-writing.ts';
import {
	castInWritingForDevice,
	castSecretInWriting,
} from '#server/decisions/cast-secret-writing.ts';
import { myVotes } from '#server/decisions/my-votes.ts';
import { putInWriting } from '#server/decisions/put-in-writing.ts';
import { castInWriting, writtenCloser, writtenReminder } from '#server/decisions/settle-written.ts';
import { seal } from '#server/decisions/urn-keys.ts';
import {
	writtenBundle,
	writtenList,
	writtenPage,
	type WrittenPage,
} from '#server/decisions/written-views.ts';
import { testApp } from '../../support/store.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
let bodyId: string;
let keys = '';
let rulesBefore: unknown;
beforeAll(async () => {
	h = await hall();
	keys = await mkdtemp(path.join(tmpdir(), 'urn-'));
	Object.assign(h.app.config, { urnDir: keys });
	const row = await h.app.db
		.selectFrom('constitution')
		.select(['body_id', 'rules'])
		.executeTakeFirstOrThrow();
	bodyId = row.body_id;
	const few = { share: null, minPresent: 3, minPerSector: null, minOrganisations: null };
	const none = { sectorMinimums: {}, allOfSectors: [], requiredOrganisations: [] };
	const quorum = { rounding: 'up', recheckAfterRecusal: true, ...few, ...none };
	rulesBefore = { ...(row.rules as object), quorum };
	await rule(() => undefined);
});
afterEach(() => rule(() => undefined));
afterAll(async () => {
	await h.close();
	await rm(keys, { recursive: true, force: true });
});

interface Changeable {
	ballot: string;
	tie: string;
	weights: Record<string, string>;
	writtenProcedure: Record<string, unknown>;
}
async function rule(change: (rules: Changeable) => void): Promise<void> {
	const rules = structuredClone(rulesBefore) as Changeable;
	change(rules);
	await h.app.db
		.updateTable('constitution')
		.set({ rules: JSON.stringify(rules) })
		.execute();
}
const refused = (code: string, field?: string) =>
	expect.objectContaining({ code, ...(field ? { field } : {}) }) as Error;
const link = 'https://moothall.example/p/written';
const put = (more: object = {}) =>
	putInWriting(h.app, h.actor('p01'), {
		bodyId,
		title: { en: 'Lease of the hall' },
		text: { en: 'That the lease be renewed.' },
		decisionClass: 'ordinary',
		effect: 'partnership_decision',
		beneficiaries: [],
		secret: true,
		deadline: new Date(Date.now() + 8 * 86_400_000),
		linkTo: (number) => `${link}/${number.replace('/', '-')}`,
		...more,
	});
async function page(number: string, code?: string): Promise<WrittenPage> {
	const viewer = { partnershipId: h.partnershipId, actor: code ? h.actor(code) : null };
	const found = await writtenPage(h.app, viewer, number);
	if (!found) throw new Error(`no ${number}`);
	return found;
}
const fresh = async (more: object = {}) => page((await put(more)).number);
const device = (procedureId: string, code: string, choice: string, app = h.app) =>
	castInWritingForDevice(app, h.actor(code), { procedureId, seatId: h.seat(code), choice });
const close = async ({ id, number }: WrittenPage) => {
	await sql`update written_procedure set deadline = clock_timestamp() - interval '1 second' where id = ${id}`.execute(
		h.app.db,
	);
	const job = { partnershipId: h.partnershipId, procedureId: id, link: `${link}/x` };
	await writtenCloser(h.app)(job);
	return page(number);
};
/** Those who sit in a seat of their own, and so are asked themselves. */
const asked = voters.filter((code) => code !== 'p19');
const held = () => readdir(keys);
async function verify(bundle: object | undefined): Promise<number | null> {
	const file = path.join(keys, 'bundle.json');
	await writeFile(file, JSON.stringify(bundle));
	const { status } = spawnSync(process.execPath, ['static/verify-poll.js', file]);
	await rm(file);
	return status;
}
const bundleOf = ({ number }: WrittenPage) =>
	writtenBundle(h.app, h.partnershipId, number) as Promise<
		{ tookPart: string[]; leaves: string[]; result: object; withdrawn: string[] } | undefined
	>;

test('a secret motion in writing: sealed, silence counted by how many, nobody told apart, checked without us', async () => {
	const view = await fresh();
	expect(await held()).toHaveLength(1);
	const audits = await h.app.db.selectFrom('audit').select('act').execute();
	const events = await h.app.db.selectFrom('outbox').select('id').execute();
	const seal1 = (choice: string) => {
		const code = codeFrom(crypto.getRandomValues(new Uint8Array(24)));
		const bytes = plaintext(view.id, { code, choice });
		return Buffer.from(seal(view.publicKey ?? '', bytes)).toString('base64');
	};
	const sealed = seal1('against');
	const own = { procedureId: view.id, seatId: h.seat('p01'), sealed };
	await castSecretInWriting(h.app, h.actor('p01'), own);
	await castSecretInWriting(h.app, h.actor('p01'), own);
	for (const code of asked.slice(1, 11)) await device(view.id, code, 'for');
	// Something that is no ballot is in the urn as spoiled: not silent, and counted for nobody.
	await castSecretInWriting(h.app, h.actor(asked[11] ?? ''), {
		procedureId: view.id,
		seatId: h.seat(asked[11] ?? ''),
		sealed: seal1('perhaps'),
	});
	expect(await h.app.db.selectFrom('audit').select('act').execute()).toHaveLength(audits.length);
	expect(await h.app.db.selectFrom('outbox').select('id').execute()).toHaveLength(events.length);
	for (const [input, code] of [
		[{ ...own, sealed: seal1('for') }, 'decisions.secret_already'],
		[{ ...own, sealed: 'AAAA' }, 'decisions.not_sealed'],
		[{ ...own, seatId: h.seat('p02') }, 'decisions.not_your_seat'],
		[{ ...own, seatId: 'x' }, 'kernel.not_found'],
	] as const)
		await expect(castSecretInWriting(h.app, h.actor('p01'), input)).rejects.toThrow(refused(code));
	await expect(device(view.id, 'p02', 'perhaps')).rejects.toThrow(
		refused('decisions.unknown_choice'),
	);
	const openly = { procedureId: view.id, seatId: h.seat('p02'), choice: 'for' };
	await expect(answerInWriting(h.app, h.actor('p02'), openly)).rejects.toThrow(
		refused('decisions.secret_only'),
	);
	await expect(
		enterInWriting(h.app, h.actor('p21'), { ...openly, channel: 'letter' }),
	).rejects.toThrow(refused('decisions.secret_only'));
	expect(await page(view.number, 'p01')).toMatchObject({
		answered: 12,
		waiting: null,
		urn: null,
		mine: [{ voted: true, answer: null }],
	});
	expect((await page(view.number, 'p21')).waiting).toBeNull();
	expect(await myVotes(h.app, h.actor('p01'))).toContainEqual(
		expect.objectContaining({ id: view.id, state: { is: 'recorded', at: null, reference: null } }),
	);
	await writtenReminder(h.app)({
		partnershipId: h.partnershipId,
		procedureId: view.id,
		link,
	});
	expect(await bundleOf(view)).toBeUndefined();

	const settled = await close(view);
	expect(await held()).toEqual([]);
	expect(await h.app.db.selectFrom('roll_tick').selectAll().execute()).toEqual([]);
	expect(settled).toMatchObject({
		state: 'settled',
		outcome: 'carried',
		answered: 12,
		votes: [],
		result: { silent: [], count: { counts: { for: 10, against: 1 } } },
	});
	const silent = settled.result?.silentSeats ?? 0;
	expect(settled.result?.count?.counts.abstained).toBe(silent);
	expect(settled.of - 12).toBe(silent);
	const bundle = await bundleOf(settled);
	expect(bundle?.leaves).toHaveLength(11);
	// The first seats of the roll stand for those who took part, whoever they were.
	expect(bundle?.tookPart).toHaveLength(12);
	expect(await verify(bundle)).toBe(0);
	const leaves = bundle?.leaves ?? [];
	for (const wrong of [
		{ leaves: leaves.slice(1) },
		{ tookPart: bundle?.tookPart.slice(1) },
		{ leaves: leaves.with(0, (leaves[0] ?? '').replace(/\w+$/, 'abstain')) },
		{ withdrawn: bundle?.tookPart.slice(0, 1) },
	])
		expect(await verify({ ...bundle, ...wrong })).toBe(1);
	expect(await myVotes(h.app, h.actor('p01'))).not.toContainEqual(
		expect.objectContaining({ id: view.id }),
	);
	await expect(device(view.id, 'p02', 'for')).rejects.toThrow(refused('decisions.written_over'));
});

test('silence as assent adds its seats to those for; equal votes wait for the chair, opened once', async () => {
	await rule((rules) => (rules.writtenProcedure['silence'] = 'assent'));
	const assent = await fresh();
	for (const code of asked.slice(0, 3)) await device(assent.id, code, 'against');
	const agreed = await close(assent);
	expect(agreed.result?.count?.counts).toMatchObject({
		for: agreed.result?.silentSeats,
		against: 3,
		abstained: 0,
	});
	expect(await verify(await bundleOf(agreed))).toBe(0);

	await rule((rules) => (rules.tie = 'casting_vote_of_chair'));
	const tied = await fresh();
	for (const [at, code] of asked.slice(0, 12).entries())
		await device(tied.id, code, at % 2 === 0 ? 'for' : 'against');
	expect(await close(tied)).toMatchObject({ state: 'tied', urn: null });
	expect(await held()).toEqual([]);
	await castInWriting(h.app, h.actor('p01'), { procedureId: tied.id, castingVote: 'against' });
	const cast = await page(tied.number);
	expect(cast).toMatchObject({ outcome: 'not_carried', answered: 12 });
	expect(cast.urn?.leaves).toHaveLength(12);
});

test('an interest after casting is void and put again without that seat; before it, the seat only leaves', async () => {
	const view = await fresh();
	await device(view.id, 'p01', 'for');
	const leave = (procedureId: string, code: string) =>
		leaveForInterest(h.app, h.actor(code), {
			procedureId,
			seatId: h.seat(code),
			interest: 'financial',
			linkTo: (number) => `${link}/${number.replace('/', '-')}`,
		});
	await leave(view.id, 'p04');
	await expect(device(view.id, 'p04', 'for')).rejects.toThrow(refused('decisions.recused'));
	expect((await page(view.number)).state).toBe('open');
	await device(view.id, 'p02', 'against');
	await leave(view.id, 'p02');
	expect(await page(view.number)).toMatchObject({
		outcome: 'void',
		result: { voided: 'interest', count: null, answered: 2 },
	});
	const kept = await h.app.db
		.selectFrom('urn_void')
		.selectAll()
		.where('poll_id', '=', view.id)
		.executeTakeFirstOrThrow();
	expect(kept).toMatchObject({ took_part: [], sealed: { length: 2 } });
	const viewer = { partnershipId: h.partnershipId, actor: null };
	const [again] = (await writtenList(h.app, viewer)).lines;
	const next = await page(again?.number ?? '');
	expect(next).toMatchObject({ state: 'open', answered: 0, of: view.of - 2 });
	await expect(device(next.id, 'p02', 'for')).rejects.toThrow(refused('decisions.recused'));
	await device(next.id, 'p01', 'for');
	expect(await held()).toHaveLength(1);

	// Its key lost, it is put once more when it is closed.
	for (const file of await held()) await rm(path.join(keys, file));
	expect(await close(next)).toMatchObject({ outcome: 'void', result: { voided: 'key_lost' } });
	const third = await page((await writtenList(h.app, viewer)).lines[0]?.number ?? '');
	expect(third).toMatchObject({ state: 'open', answered: 0 });
	expect(third.deadline.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
	const mail = await h.app.db.selectFrom('mail').select('body').execute();
	expect(mail.some(({ body }) => body.includes(`${link}/${third.number.replace('/', '-')}`))).toBe(
		true,
	);
	await device(third.id, 'p01', 'for');
	expect(await close(third)).toMatchObject({ outcome: 'too_few' });
	expect(await verify(await bundleOf(third))).toBe(0);
});

test('a meeting may be asked for instead, by name; the rules make it secret; small groups and no URN_DIR refuse it; a backup takes it along', async () => {
	await rule((rules) => {
		rules.ballot = 'secret';
		rules.writtenProcedure['objectors'] = 1;
	});
	const view = await fresh({ secret: false });
	expect(view.publicKey).not.toBeNull();
	await device(view.id, 'p01', 'for');
	const file = path.join(keys, 'backup.gz');
	await backUp(h.app, file);
	const to = await testApp();
	Object.assign(to.app.config, { urnDir: keys });
	await restore(to.app, file, { dryRun: false });
	await device(view.id, 'p02', 'for', to.app);
	await expect(device(view.id, 'p01', 'for', to.app)).rejects.toThrow(
		refused('decisions.secret_already'),
	);
	await to.close();
	await rm(file);
	const object = { procedureId: view.id, seatId: h.seat('p06'), reason: 'Let us talk.' };
	await objectInWriting(h.app, h.actor('p06'), object);
	expect(await page(view.number)).toMatchObject({
		outcome: 'to_meeting',
		answered: 1,
		urn: null,
		objections: [{ reason: 'Let us talk.' }],
	});
	const { organisation } = await h.app.db
		.selectFrom('organisation')
		.innerJoin('seat', 'seat.organisation_id', 'organisation.id')
		.select('organisation.code as organisation')
		.where('seat.id', '=', h.seat('p04'))
		.executeTakeFirstOrThrow();
	await rule((rules) => (rules.weights = { [organisation]: '2' }));
	const before = await held();
	await expect(put()).rejects.toThrow(refused('decisions.secret_small', 'secret'));
	expect(await held()).toEqual(before);
	await rule(() => undefined);
	Object.assign(h.app.config, { urnDir: undefined });
	await expect(put()).rejects.toThrow(refused('decisions.urn_missing', 'secret'));
	Object.assign(h.app.config, { urnDir: keys });
});
