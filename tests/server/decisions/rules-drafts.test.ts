import { motionPage } from '#server/decisions/motion-page-view.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { typedRules } from '#domain/partnerships/rules-form.ts';
import {
	actOnMotion,
	castBallot,
	closePoll,
	openPoll,
	showResult,
} from '#server/decisions/commands.ts';
import { putRulesToDecision, rulesDraftView } from '#server/decisions/rules-to-decision.ts';
import { openItem } from '#server/meetings/commands.ts';
import {
	endInterest,
	interestsRegister,
	registerOwnInterest,
	reviewInterests,
} from '#server/partnerships/interests.ts';
import { rulesVersions } from '#server/partnerships/rules-draft-store.ts';
import { adoptFirstRules, draftRules, rulesToEdit } from '#server/partnerships/rules-drafts.ts';
import { boardId, constitutionOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, voters, type Hall } from './hall.ts';

let h: Hall;
let board = '';
beforeAll(async () => {
	h = await hall();
	board = (await reading(h.app, (tx) => boardId(tx, h.partnershipId))) ?? '';
});
afterAll(() => h.close());

const refused = (code: string, field?: string) =>
	expect.objectContaining(field ? { code, field } : { code }) as Error;
const today = () => new Date().toISOString().slice(0, 10);
async function draft(code: string, change: Record<string, string>, more: object = {}) {
	const rules = await reading(h.app, (tx) => rulesToEdit(tx, h.partnershipId, board));
	return draftRules(h.app, h.actor(code), {
		bodyId: board,
		version: '2027',
		effectiveFrom: today(),
		typed: { ...typedRules(rules), ...change },
		...more,
	});
}
const view = (draftId: string, code?: string) =>
	rulesDraftView(
		h.app,
		{ partnershipId: h.partnershipId, actor: code ? h.actor(code) : null },
		draftId,
	);
const inForce = () => reading(h.app, (tx) => constitutionOf(tx, h.partnershipId, board));

test.each([
	[{ 'quorum.minPresent': '99' }, {}, 'partnerships.never_seats', 'quorum.minPresent'],
	[{ 'thresholds.ordinary.share': 'most' }, {}, 'partnerships.share_wrong', undefined],
	[{ tie: 'coin' }, {}, 'partnerships.choice_wrong', 'tie'],
	[{}, { version: ' ' }, 'partnerships.version_missing', 'version'],
	[{}, { effectiveFrom: '2027-02-30' }, 'partnerships.date_wrong', 'effectiveFrom'],
	[{}, { bodyId: '00000000-0000-4000-8000-000000000000' }, 'kernel.not_found', undefined],
])('%j with %j is refused with %s', async (change, more, code, field) => {
	await expect(draft('p21', change, more)).rejects.toThrow(refused(code, field));
});

test('new rules are drafted by who runs the partnership, decided by their class, and in force when carried', async () => {
	await expect(draft('p02', { tie: 'lot' })).rejects.toThrow(refused('kernel.not_allowed'));
	const { draftId } = await draft('p21', { tie: 'lot', 'quorum.share': '2/5' });
	expect(await view(draftId)).toBeUndefined();
	const seen = await view(draftId, 'p21');
	expect(seen?.before?.rules.tie).not.toBe('lot');
	expect(seen?.after.rules).toMatchObject({ tie: 'lot', quorum: { share: '2/5' } });
	await expect(adoptFirstRules(h.app, h.actor('p21'), { draftId })).rejects.toThrow(
		refused('partnerships.rules_in_force'),
	);
	const under = { draftId, meetingId: h.meetingId, itemId: h.item(8) };
	await putRulesToDecision(h.app, h.actor('p21'), under);
	await expect(putRulesToDecision(h.app, h.actor('p21'), under)).rejects.toThrow(
		refused('decisions.rules_put_down'),
	);
	expect((await view(draftId))?.motion).not.toBeNull();
	const motion = await h.app.db
		.selectFrom('rules_draft')
		.innerJoin('motion', 'motion.id', 'rules_draft.motion_id')
		.select(['motion.id', 'motion.code', 'motion.decision_class', 'motion.text'])
		.executeTakeFirstOrThrow();
	expect(motion.decision_class).toBe('constitution_change');
	expect(motion.text).toMatchObject({ cy: expect.stringContaining('2027') as string });

	await openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(8) });
	const of = { meetingId: h.meetingId, motionId: motion.id };
	// Put down just now, it has not the notice that its class asks for: the chair says why, and the history keeps it.
	const { slug } = await h.app.db
		.selectFrom('meeting')
		.select('slug')
		.where('id', '=', h.meetingId)
		.executeTakeFirstOrThrow();
	const chair = { partnershipId: h.partnershipId, actor: h.actor('p01') };
	const look = () => motionPage(h.app, chair, { meeting: slug, code: motion.code });
	expect((await look())?.noticeShort).toMatchObject({ asked: 10 });
	for (const noticeReason of [undefined, ' '])
		await expect(openPoll(h.app, h.actor('p01'), { ...of, noticeReason })).rejects.toThrow(
			refused('decisions.notice_short', 'noticeReason'),
		);
	const { pollId } = await openPoll(h.app, h.actor('p01'), { ...of, noticeReason: 'All agree.' });
	expect((await look())?.events.at(-1)).toMatchObject({ act: 'poll', reason: 'All agree.' });
	for (const code of voters)
		await castBallot(h.app, h.actor(code), { pollId, seatId: h.seat(code), choice: 'for' });
	await closePoll(h.app, h.actor('p01'), { pollId });
	expect((await inForce())?.version).not.toBe('2027');
	await showResult(h.app, h.actor('p01'), { pollId });
	expect(await inForce()).toMatchObject({ version: '2027', rules: { tie: 'lot' } });
	expect(
		(await reading(h.app, (tx) => rulesVersions(tx, h.partnershipId, board))).map(
			({ version }) => version,
		),
	).toContain('2027');
	expect((await view(draftId))?.adopted).toBe(true);
	await expect(draft('p21', {})).rejects.toThrow(refused('partnerships.version_taken', 'version'));
	// The chair rules that it was not carried after all.
	await actOnMotion(h.app, h.actor('p01'), {
		...of,
		act: 'override',
		to: 'not_carried',
		reason: 'The notice was too short.',
	});
	expect((await inForce())?.version).not.toBe('2027');
});

test('a body below says only what differs from the board', async () => {
	const exec = await h.app.db
		.selectFrom('body')
		.select('id')
		.where('code', '=', 'exec')
		.executeTakeFirstOrThrow();
	const rules = await reading(h.app, (tx) => rulesToEdit(tx, h.partnershipId, exec.id));
	expect(rules).toEqual((await inForce())?.rules);
});

test('the register of interests is public, kept by each for themselves and looked through yearly', async () => {
	const of = async (code: string) =>
		(await interestsRegister(h.app, h.partnershipId)).find(
			({ personId }) => personId === h.actor(code).personId,
		);
	const before = (await of('p16'))?.interests.length ?? 0;
	await registerOwnInterest(h.app, h.actor('p16'), {
		text: { en: 'Owns a house in Quayside', cy: '' },
		kind: 'financial',
	});
	const entry = (await of('p16'))?.interests.at(-1);
	expect(entry).toMatchObject({ text: { en: 'Owns a house in Quayside' }, kind: 'financial' });
	expect((await of('p16'))?.due).toBe(true);
	await reviewInterests(h.app, h.actor('p16'));
	await reviewInterests(h.app, h.actor('p16'));
	expect(await of('p16')).toMatchObject({ due: false, reviewedOn: expect.any(String) as string });
	const interestId = entry?.id ?? '';
	await expect(endInterest(h.app, h.actor('p02'), { interestId })).rejects.toThrow(
		refused('kernel.not_found'),
	);
	await endInterest(h.app, h.actor('p16'), { interestId });
	expect((await of('p16'))?.interests).toHaveLength(before);
	for (const [input, code] of [
		[{ text: {}, kind: 'financial' }, 'partnerships.interest_missing'],
		[{ text: { en: 'x'.repeat(501) }, kind: 'financial' }, 'partnerships.interest_long'],
		[{ text: { en: 'x' }, kind: 'greed' }, 'partnerships.interest_kind'],
	] as const)
		await expect(registerOwnInterest(h.app, h.actor('p16'), input)).rejects.toThrow(refused(code));
});
