import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { typedRules } from '#domain/partnerships/rules-form.ts';
import { answerInWriting, objectInWriting } from '#server/decisions/answer-in-writing.ts';
import { castForDevice, openPoll } from '#server/decisions/commands.ts';
import { motionPage } from '#server/decisions/motion-page-view.ts';
import { votesNotReopened } from '#server/decisions/not-reopened.ts';
import {
	putRulesInWriting,
	putRulesToDecision,
	rulesDraftView,
} from '#server/decisions/rules-to-decision.ts';
import { writtenCloser } from '#server/decisions/settle-written.ts';
import { whatIfView } from '#server/decisions/what-if-view.ts';
import { writtenPage } from '#server/decisions/written-views.ts';
import { declareInterest } from '#server/meetings/declarations.ts';
import { draftRules, rulesToEdit } from '#server/partnerships/rules-drafts.ts';
import { boardId, constitutionOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
let board = '';
let keys = '';
beforeAll(async () => {
	h = await hall();
	board = (await reading(h.app, (tx) => boardId(tx, h.partnershipId))) ?? '';
	keys = await mkdtemp(path.join(tmpdir(), 'urn-'));
	Object.assign(h.app.config, { urnDir: keys });
});
afterAll(async () => {
	await h.close();
	await rm(keys, { recursive: true, force: true });
});

const refused = (code: string, field?: string) =>
	expect.objectContaining(field ? { code, field } : { code }) as Error;
const viewer = (code?: string) => ({
	partnershipId: h.partnershipId,
	actor: code ? h.actor(code) : null,
});
let drafts = 0;
async function draft(change: Record<string, string>): Promise<string> {
	const rules = await reading(h.app, (tx) => rulesToEdit(tx, h.partnershipId, board));
	const { draftId } = await draftRules(h.app, h.actor('p21'), {
		bodyId: board,
		version: `2027-${++drafts}`,
		effectiveFrom: new Date().toISOString().slice(0, 10),
		typed: { ...typedRules(rules), ...change },
	});
	return draftId;
}
const inWriting = (draftId: string, code = 'p21', days = 9) =>
	putRulesInWriting(h.app, h.actor(code), {
		draftId,
		deadline: new Date(Date.now() + days * 86_400_000),
		linkTo: null,
	});
const inForce = () => reading(h.app, (tx) => constitutionOf(tx, h.partnershipId, board));
const page = async (number: string) => {
	const found = await writtenPage(h.app, viewer(), number);
	if (!found) throw new Error(`no ${number}`);
	return found;
};
const asked = voters.filter((code) => code !== 'p19');
const answer = (procedureId: string, code: string, choice: string) =>
	answerInWriting(h.app, h.actor(code), { procedureId, seatId: h.seat(code), choice });
async function close(number: string) {
	const { id } = await page(number);
	await sql`update written_procedure set deadline = clock_timestamp() - interval '1 second' where id = ${id}`.execute(
		h.app.db,
	);
	const job = { partnershipId: h.partnershipId, procedureId: id, link: '' };
	await writtenCloser(h.app)(job);
	return page(number);
}

test('new rules decided in writing by their class: carried they are in force, not carried they may be put again', async () => {
	const draftId = await draft({ tie: 'lot' });
	await expect(inWriting(draftId, 'p02')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(inWriting(draftId, 'p21', 1)).rejects.toThrow(
		refused('decisions.deadline_soon', 'date'),
	);
	await expect(inWriting('00000000-0000-4000-8000-000000000000')).rejects.toThrow(
		refused('kernel.not_found'),
	);
	expect((await rulesDraftView(h.app, viewer('p21'), draftId))?.writtenDays).toBeGreaterThan(0);
	expect(await rulesDraftView(h.app, viewer('p02'), draftId)).toBeUndefined();
	const first = await inWriting(draftId);
	const { id, rule, title } = await page(first.number);
	expect(title.en).toBe('Change to the rules');
	expect(rule.decisionClass).toBe('constitution_change');
	expect(rule.threshold).toEqual((await inForce())?.rules.thresholds.constitution_change);
	// Everybody sees what is put to decision, and it is put once.
	expect(await rulesDraftView(h.app, viewer(), draftId)).toMatchObject({
		written: first.number,
		writtenDays: null,
		items: [],
	});
	await expect(inWriting(draftId)).rejects.toThrow(refused('decisions.rules_put_down'));
	await expect(
		putRulesToDecision(h.app, h.actor('p21'), {
			draftId,
			meetingId: h.meetingId,
			itemId: h.item(8),
		}),
	).rejects.toThrow(refused('decisions.rules_put_down'));
	for (const code of asked) await answer(id, code, 'against');
	expect(await close(first.number)).toMatchObject({ outcome: 'not_carried' });
	expect((await inForce())?.rules.tie).not.toBe('lot');

	const second = await inWriting(draftId);
	for (const code of asked) await answer((await page(second.number)).id, code, 'for');
	expect(await close(second.number)).toMatchObject({ outcome: 'carried' });
	expect(await inForce()).toMatchObject({ version: '2027-1', rules: { tie: 'lot' } });
	expect(await rulesDraftView(h.app, viewer(), draftId)).toMatchObject({ adopted: true });
});

test('called to a meeting, the rules go there with it; what-if works out a draft beside the rules in force', async () => {
	const draftId = await draft({
		'quorum.share': '4/5',
		'writtenProcedure.objectors': '1',
		tie: 'falls',
	});
	const all = { away: new Set<string>(), left: new Set<string>(), draftId };
	// A draft is for who runs the partnership until it is put to decision.
	expect(await whatIfView(h.app, viewer('p02'), all)).toBeNull();
	const away = new Set(asked.slice(0, 6).map((code) => h.seat(code)));
	const found = await whatIfView(h.app, viewer('p21'), { ...all, away });
	expect(found?.draft?.found.quorum.needed).toBeGreaterThan(found?.found?.quorum.needed ?? 99);
	expect(found?.draft?.found.quorum.present).toBe(found?.found?.quorum.present);
	expect(found?.seats.filter(({ where }) => where === 'away')).toHaveLength(6);
	expect((await whatIfView(h.app, viewer(), { ...all, draftId: null }))?.draft).toBeNull();
	const { number } = await inWriting(draftId);
	expect((await whatIfView(h.app, viewer(), all))?.draft?.draftId).toBe(draftId);
	const { id, rule } = await page(number);
	if (rule.objectors > 0) {
		const object = { procedureId: id, seatId: h.seat('p06'), reason: 'Let us talk.' };
		await objectInWriting(h.app, h.actor('p06'), object);
		expect(await page(number)).toMatchObject({ outcome: 'to_meeting' });
	}
});

test('a secret vote that is void and cannot be opened again says why to who runs it, until it is', async () => {
	await sql`update constitution set rules = jsonb_set(rules, '{ballot}', '"secret"')`.execute(
		h.app.db,
	);
	const account = await h.app.db
		.selectFrom('person')
		.select('account_id')
		.where('code', '=', 'p01')
		.executeTakeFirstOrThrow();
	const chair = { ...h.actor('p01'), accountId: account.account_id ?? '' };
	const motionId = await h.fresh();
	const { pollId } = await openPoll(h.app, chair, { meetingId: h.meetingId, motionId });
	await castForDevice(h.app, h.actor('p02'), { pollId, seatId: h.seat('p02'), choice: 'for' });
	// Without the member who leaves there is no quorum any more.
	await sql`update constitution set rules = jsonb_set(rules, '{quorum,minPresent}', '15')`.execute(
		h.app.db,
	);
	await declareInterest(h.app, h.actor('p02'), {
		meetingId: h.meetingId,
		itemId: h.item(8),
		kind: 'financial',
		effect: 'leave',
	});
	await h.app.outbox.idle();
	const told = await votesNotReopened(h.app, chair, h.meetingId);
	expect(told).toMatchObject([
		{ why: { code: 'decisions.inquorate_recused', values: { present: 14, needed: 15 } } },
	]);
	const { slug } = await h.app.db
		.selectFrom('meeting')
		.select('slug')
		.where('id', '=', h.meetingId)
		.executeTakeFirstOrThrow();
	const motion = { meeting: slug, code: told[0]?.code ?? '' };
	const seen = async (code: string) =>
		(await motionPage(h.app, viewer(code), motion))?.notReopened?.code;
	expect(await seen('p01')).toBe('decisions.inquorate_recused');
	expect(await seen('p21')).toBe('decisions.inquorate_recused');
	expect(await seen('p04')).toBeUndefined();
	await sql`update constitution set rules = jsonb_set(rules, '{quorum,minPresent}', '3')`.execute(
		h.app.db,
	);
	await openPoll(h.app, chair, { meetingId: h.meetingId, motionId });
	expect(await votesNotReopened(h.app, chair, h.meetingId)).toEqual([]);
});
