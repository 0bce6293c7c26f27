import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	attestPapers,
	castForDevice,
	closePoll,
	countPapers,
	enterPapers,
	givePaper,
	openPoll,
	returnPaper,
	showResult,
	voidPoll,
} from '#server/decisions/commands.ts';
import { makeCards } from '#server/decisions/name-cards.ts';
import { recordDeparture } from '#server/meetings/attendance-commands.ts';
import { totalsSeen, type PaperRecord } from '#domain/decisions/paper-totals.ts';
import { canonical, type Json } from '#domain/kernel/canonical.ts';
import { project } from '#domain/live/project.ts';
import { myVotes } from '#server/decisions/my-votes.ts';
import { papersPage } from '#server/decisions/papers-page.ts';
import { resultView } from '#server/decisions/result-view.ts';
import { pollForVoter } from '#server/decisions/views.ts';
import { recordOf } from '#server/live/store.ts';
import { meetingById } from '#server/meetings/meeting-store.ts';
import { minutedPoll } from '#server/meetings/minutes-store.ts';
import { home } from '#server/publication/home.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
let keys = '';
beforeAll(async () => {
	h = await hall();
	keys = await mkdtemp(path.join(tmpdir(), 'urn-'));
	Object.assign(h.app.config, { urnDir: keys });
	const row = await h.app.db.selectFrom('constitution').select('rules').executeTakeFirstOrThrow();
	await h.app.db
		.updateTable('constitution')
		.set({ rules: JSON.stringify({ ...(row.rules as object), ballot: 'secret' }) })
		.execute();
});
afterAll(async () => {
	await h.close();
	await rm(keys, { recursive: true, force: true });
});

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const chair = () => h.actor('p01');
const opened = async (paper = true) =>
	(
		await openPoll(h.app, chair(), {
			meetingId: h.meetingId,
			motionId: await h.fresh(),
			paper,
		})
	).pollId;
const seat = (pollId: string, code: string) => ({ pollId, seatId: h.seat(code) });
const give = (pollId: string, code: string, by = 'p21') =>
	givePaper(h.app, h.actor(by), seat(pollId, code));
const cast = (pollId: string, code: string) =>
	castForDevice(h.app, h.actor(code), { ...seat(pollId, code), choice: 'for' });
const count = (pollId: string, by: string, totals: Record<string, number>) =>
	countPapers(h.app, h.actor(by), {
		pollId,
		typed: (field) => String(totals[field.replace('paper-', '')] ?? ''),
	});
async function verify(bundle: object): Promise<number | null> {
	const file = path.join(keys, 'bundle.json');
	await writeFile(file, JSON.stringify(bundle));
	const { status } = spawnSync(process.execPath, ['static/verify-poll.js', file]);
	await rm(file);
	return status;
}

const hashOf = (value: object): string =>
	createHash('sha256')
		.update(canonical(value as unknown as Json))
		.digest('hex');
/** Papers that are stated otherwise, under a hash of their own. */
const hashed = (stated: Partial<Record<keyof PaperRecord, unknown>>): object => ({
	...stated,
	hash: hashOf({ ...stated, hash: undefined }),
});

test('every desk is told that it is a secret ballot', async () => {
	const pollId = await opened(false);
	const live = await reading(h.app, async (tx) => {
		const meeting = await meetingById(tx, h.partnershipId, h.meetingId);
		if (!meeting) throw new Error('no meeting');
		return project(await recordOf(tx, meeting), 'members');
	});
	expect(live.poll).toMatchObject({ id: pollId, secret: true });
	await voidPoll(h.app, chair(), { pollId, reason: 'Only looked at.' });
});

test('a paper and a sealed ballot shut each other out, and nobody is left alone with either', async () => {
	const pollId = await opened();
	await cast(pollId, 'p02');
	await expect(give(pollId, 'p02')).rejects.toThrow(refused('decisions.paper_voted'));
	await expect(give(pollId, 'p04', 'p02')).rejects.toThrow(refused('kernel.not_allowed'));
	await give(pollId, 'p04');
	await give(pollId, 'p04');
	await expect(cast(pollId, 'p04')).rejects.toThrow(refused('decisions.paper_out'));
	expect((await pollForVoter(h.app, chair(), pollId)).poll.turnout.voted).toBe(2);
	await expect(closePoll(h.app, chair(), { pollId })).rejects.toThrow(
		refused('decisions.paper_few'),
	);
	await returnPaper(h.app, h.actor('p21'), seat(pollId, 'p04'));
	await cast(pollId, 'p04');
	await expect(count(pollId, 'p21', {})).rejects.toThrow(refused('decisions.paper_open'));
	await closePoll(h.app, chair(), { pollId });
	await expect(count(pollId, 'p21', {})).rejects.toThrow(refused('decisions.paper_none'));
	await showResult(h.app, chair(), { pollId });
	const without = await opened(false);
	await expect(give(without, 'p04')).rejects.toThrow(refused('decisions.paper_none'));
	await cast(without, 'p02');
	await closePoll(h.app, chair(), { pollId: without });
	await showResult(h.app, chair(), { pollId: without });
});

test('two tellers count alike or nothing changes; the result adds them, and the bundle still verifies', async () => {
	const pollId = await opened();
	for (const code of ['p02', 'p04', 'p06']) await cast(pollId, code);
	for (const code of ['p07', 'p08', 'p09', 'p10']) await give(pollId, code);
	await closePoll(h.app, chair(), { pollId });
	const show = () => showResult(h.app, chair(), { pollId });
	await expect(show()).rejects.toThrow(refused('decisions.paper_waits'));
	const right = { for: 1, against: 2, spoiled: 1 };
	await expect(count(pollId, 'p02', right)).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(count(pollId, 'p21', { for: 3 })).rejects.toThrow(refused('decisions.paper_sum'));
	expect(await count(pollId, 'p21', right)).toEqual({ agreed: false });
	// The same teller twice is one teller.
	expect(await count(pollId, 'p21', right)).toEqual({ agreed: false });
	await expect(show()).rejects.toThrow(refused('decisions.paper_waits'));
	await expect(count(pollId, 'p01', { for: 2, against: 2 })).rejects.toThrow(
		refused('decisions.paper_differ'),
	);
	expect(await papersPage(h.app, chair(), pollId)).toMatchObject({
		given: [{ of: 'all', papers: 4 }],
		mine: false,
		another: true,
		agreed: false,
	});
	expect(await count(pollId, 'p01', right)).toEqual({ agreed: true });
	await show();
	const view = await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
	if (!view?.urn) throw new Error('nothing was published');
	expect(view.result.counts).toMatchObject({ for: 4, against: 2, abstained: 0 });
	expect(view.result.paper).toEqual({ for: 1, against: 2, abstained: 0, spoiled: 1 });
	expect(view.urn.paper).toMatchObject({ tellers: ['p21', 'p01'] });
	const { manifest, manifestHash, urn, result } = view;
	const bundle = { form: 'moothall-urn/1', manifest, manifestHash, ...urn, result };
	expect(await verify(bundle)).toBe(0);
	const { paper } = urn;
	const [all] = paper?.totals ?? [];
	const changed = { ...paper, totals: [{ ...all, votes: { for: 2, against: 1 } }] };
	expect(await verify({ ...bundle, paper: changed })).toBe(1);
	// With a hash of its own too: the count finds it.
	expect(await verify({ ...bundle, paper: hashed(changed) })).toBe(1);
	expect(await verify({ ...bundle, paper: { ...paper, seats: urn.tookPart } })).toBe(1);
	expect(await verify({ ...bundle, paper: undefined })).toBe(1);
	expect(await verify({ ...bundle, paper: hashed({ ...paper, tellers: ['p21', 'p21'] }) })).toBe(1);
	// A co-opted member has no sector, and is counted as the others are.
	const [first, ...others] = manifest.roll;
	const coOpted = { ...manifest, roll: [{ ...first, sector: null, sectorId: null }, ...others] };
	expect(await verify({ ...bundle, manifest: coOpted, manifestHash: hashOf(coOpted) })).toBe(0);
	const minuted = await reading(h.app, (tx) => minutedPoll(tx, h.partnershipId, pollId));
	expect(minuted?.result?.paper).toMatchObject({ spoiled: 1 });
});

const seenOf = (inFavour: number, against: number, abstained: number, spoiled: number) =>
	totalsSeen([{ of: 'all', votes: { for: inFavour, against }, abstained, spoiled }]);

test('two tellers in the room stand for what the clerk entered, by account, PIN or the word of the chair; the result says how', async () => {
	const id = (code: string) => h.actor(code).personId;
	const onPaper = async () => {
		const pollId = await opened();
		for (const code of ['p02', 'p04', 'p06']) await cast(pollId, code);
		for (const code of ['p07', 'p08', 'p09', 'p10']) await give(pollId, code);
		await closePoll(h.app, chair(), { pollId });
		return pollId;
	};
	const right: Record<string, number> = { for: 1, against: 2, spoiled: 1 };
	const enter = (
		pollId: string,
		first: string,
		second: string,
		{ by = 'p21', totals = right } = {},
	) =>
		enterPapers(h.app, h.actor(by), {
			pollId,
			typed: (field) => String(totals[field.replace('paper-', '')] ?? ''),
			tellerId: first && id(first),
			secondTellerId: second && id(second),
		});
	const attest = (
		pollId: string,
		who: string,
		how: string,
		{ by = 'p21', pin = '', seen = seenOf(1, 2, 0, 1) } = {},
	) => attestPapers(h.app, h.actor(by), { pollId, tellerId: id(who), how, pin, seen });
	// Two people in the room who have no account.
	await h.app.db
		.updateTable('person')
		.set({ account_id: null })
		.where('code', 'in', ['p14', 'p15'])
		.execute();
	const pollId = await onPaper();
	await expect(enter(pollId, 'p14', 'p14')).rejects.toThrow(refused('decisions.tellers_two'));
	await expect(enter(pollId, 'p14', '')).rejects.toThrow(refused('decisions.tellers_two'));
	await expect(enter(pollId, 'p14', 'p24')).rejects.toThrow(refused('decisions.teller_away'));
	await expect(enter(pollId, 'p14', 'p02', { by: 'p02' })).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await expect(enter(pollId, 'p14', 'p02', { totals: { for: 1 } })).rejects.toThrow(
		refused('decisions.paper_sum'),
	);
	await expect(attest(pollId, 'p02', 'account', { by: 'p02' })).rejects.toThrow(
		refused('kernel.not_found'),
	);
	await enter(pollId, 'p14', 'p02', { totals: { for: 2, against: 2 } });
	await expect(papersPage(h.app, h.actor('p06'), pollId)).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	expect(await papersPage(h.app, h.actor('p02'), pollId)).toMatchObject({
		mayCount: false,
		lines: [],
		present: [],
		entered: {
			tellers: [
				{ ways: [], card: 'could' },
				{ ways: ['account'], card: 'could' },
			],
		},
	});
	// It waits for them beside the votes that need theirs, and for nobody else.
	const waits = async (code: string) =>
		(await myVotes(h.app, h.actor(code))).filter(({ state }) => state.is === 'to_attest');
	expect(await waits('p02')).toMatchObject([
		{ open: true, path: expect.stringMatching(`/secret/${pollId}/paper$`) as string },
	]);
	expect((await home(h.app, h.partnershipId, h.actor('p02'))).me?.votes).toEqual(
		expect.arrayContaining(await waits('p02')),
	);
	expect(await waits('p06')).toEqual([]);
	await attest(pollId, 'p02', 'account', { by: 'p02', seen: seenOf(2, 2, 0, 0) });
	expect(await waits('p02')).toEqual([]);
	// Entered again, nobody stands for it any more, and what was read back before is no longer it.
	await enter(pollId, 'p14', 'p02');
	await expect(
		attest(pollId, 'p02', 'account', { by: 'p02', seen: seenOf(2, 2, 0, 0) }),
	).rejects.toThrow(refused('decisions.paper_changed'));
	await expect(attest(pollId, 'p02', 'account')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(attest(pollId, 'p02', 'chair', { by: 'p01' })).rejects.toThrow(
		refused('decisions.teller_signs_in'),
	);
	await expect(attest(pollId, 'p14', 'chair')).rejects.toThrow(refused('kernel.not_allowed'));
	expect(await attest(pollId, 'p02', 'account', { by: 'p02' })).toEqual({ counted: false });
	await expect(showResult(h.app, chair(), { pollId })).rejects.toThrow(
		refused('decisions.paper_waits'),
	);
	// Who counts by themselves and otherwise is told so, and counts for nothing.
	await expect(count(pollId, 'p01', { for: 4 })).rejects.toThrow(refused('decisions.paper_differ'));
	const pins = new Map(
		(await makeCards(h.app, h.actor('p21'), { meetingId: h.meetingId })).map((card) => [
			card.code,
			card.pin,
		]),
	);
	const wrong = pins.get('p14') === '123456' ? '654321' : '123456';
	await expect(attest(pollId, 'p14', 'pin', { pin: wrong })).rejects.toThrow(
		refused('decisions.pin_wrong'),
	);
	await expect(attest(pollId, 'p14', 'pin', { pin: pins.get('p15') })).rejects.toThrow(
		refused('decisions.pin_wrong'),
	);
	expect((await papersPage(h.app, h.actor('p21'), pollId))?.entered?.tellers).toMatchObject([
		{ ways: ['pin'], signsIn: false, card: 'has', attestedBy: null },
		{ ways: ['pin'], signsIn: true, attestedBy: 'account' },
	]);
	expect(await attest(pollId, 'p14', 'pin', { pin: pins.get('p14') })).toEqual({ counted: true });
	expect(await attest(pollId, 'p14', 'pin', { pin: pins.get('p14') })).toEqual({ counted: true });
	await expect(enter(pollId, 'p14', 'p02')).rejects.toThrow(refused('decisions.paper_counted'));
	await showResult(h.app, chair(), { pollId });
	const view = await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, pollId);
	if (!view?.urn) throw new Error('nothing was published');
	expect(view.result.counts).toMatchObject({ for: 4, against: 2 });
	expect(view.result.paper).toMatchObject({ for: 1, attested: 'account_pin' });
	expect(view.urn.paper).toMatchObject({ tellers: ['p14', 'p02'], enteredBy: 'p21' });
	const { manifest, manifestHash, urn, result } = view;
	const bundle = { form: 'moothall-urn/1', manifest, manifestHash, ...urn, result };
	expect(await verify(bundle)).toBe(0);
	// Who stood for them and how is in the hash; under one of its own the result says otherwise.
	const { paper } = urn;
	for (const change of [
		{ attested: 'account_account' as const },
		{ attested: undefined },
		{ enteredBy: 'p01' },
		{ tellers: ['p14', 'p15'] },
	])
		expect(await verify({ ...bundle, paper: { ...paper, ...change } })).toBe(1);
	const alone = { ...paper, attested: undefined, enteredBy: undefined };
	for (const wrong of [alone, { ...paper, attested: 'pin_pin' as const }])
		expect(await verify({ ...bundle, paper: hashed(wrong) })).toBe(1);
	const minuted = await reading(h.app, (tx) => minutedPoll(tx, h.partnershipId, pollId));
	expect(minuted?.result?.paper).toMatchObject({ attested: 'account_pin' });

	// Both by the chair's word: not by who entered, and said as it is.
	const other = await onPaper();
	await enter(other, 'p14', 'p15', { by: 'p01' });
	await expect(attest(other, 'p14', 'chair', { by: 'p01' })).rejects.toThrow(
		refused('decisions.chair_entered'),
	);
	await enter(other, 'p14', 'p15');
	expect(await attest(other, 'p14', 'chair', { by: 'p01' })).toEqual({ counted: false });
	// A teller who has left since still stands for it.
	await recordDeparture(h.app, h.actor('p21'), {
		meetingId: h.meetingId,
		personId: id('p15'),
	});
	expect(await attest(other, 'p15', 'chair', { by: 'p01' })).toEqual({ counted: true });
	await showResult(h.app, chair(), { pollId: other });
	expect(
		(await resultView(h.app, { partnershipId: h.partnershipId, actor: null }, other))?.result.paper,
	).toMatchObject({ attested: 'chair_chair' });
});
