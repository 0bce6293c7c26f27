import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	actOnMotion,
	castBallot,
	closePoll,
	openConsensus,
	openPoll,
	proposeAmendment,
	proposeMotion,
	putDownMotion,
	settleAmendment,
	showResult,
	voidPoll,
} from '#server/decisions/commands.ts';
import { motionPage } from '#server/decisions/motion-page-view.ts';
import { motionsPage } from '#server/decisions/motion-views.ts';
import { pollForVoter } from '#server/decisions/views.ts';
import { project } from '#domain/live/project.ts';
import { recordOf } from '#server/live/store.ts';
import { openItem } from '#server/meetings/commands.ts';
import { meetingById } from '#server/meetings/meeting-store.ts';
import { minutedPoll } from '#server/meetings/minutes-store.ts';
import { reading } from '#server/platform/tx.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
let slug = '';
beforeAll(async () => {
	h = await hall();
	const meeting = await h.app.db.selectFrom('meeting').select('slug').executeTakeFirstOrThrow();
	slug = meeting.slug;
	await openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(8) });
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const of = (motionId: string) => ({ meetingId: h.meetingId, motionId });
const viewer = (code?: string) => ({
	partnershipId: h.partnershipId,
	actor: code ? h.actor(code) : null,
});
async function page(motionId: string, code?: string) {
	const found = (await motionsPage(h.app, viewer(code ?? 'p01'), slug))?.motions.find(
		(each) => each.motionId === motionId,
	);
	const view = await motionPage(h.app, viewer(code), { meeting: slug, code: found?.code ?? '' });
	if (!view) throw new Error('no page');
	return view;
}
const propose = (motionId: string, code: string, text: string) =>
	proposeAmendment(h.app, h.actor(code), { ...of(motionId), text, locale: 'en' });
const vote = (motionId: string, amendmentId?: string) =>
	openPoll(h.app, h.actor('p01'), { ...of(motionId), amendmentId });
async function settled(pollId: string, choices: Readonly<Record<string, string>>) {
	for (const [code, choice] of Object.entries(choices))
		await castBallot(h.app, h.actor(code), { pollId, seatId: h.seat(code), choice });
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p01'), { pollId });
}

describe('a vote on an amendment', () => {
	test('shows what the motion would say, and decides the amendment alone', async () => {
		const motionId = await h.fresh();
		const soon = await propose(motionId, 'p02', 'That it be tried soon.');
		const never = await propose(motionId, 'p06', 'That it never be tried.');
		const { pollId } = await vote(motionId, soon.amendmentId);
		expect((await pollForVoter(h.app, h.actor('p02'), pollId)).poll).toMatchObject({
			text: { en: 'That it be tried soon.' },
			amendment: 1,
		});
		const meeting = await reading(h.app, (tx) => meetingById(tx, h.partnershipId, h.meetingId));
		if (!meeting) throw new Error('no meeting');
		expect(
			project(await reading(h.app, (tx) => recordOf(tx, meeting)), 'gallery').poll,
		).toMatchObject({ amendment: { number: 1, text: { en: 'That it be tried soon.' } } });
		await expect(propose(motionId, 'p04', 'Other.')).rejects.toThrow(
			refused('decisions.amendment_vote'),
		);
		await expect(
			settleAmendment(h.app, h.actor('p01'), {
				...of(motionId),
				amendmentId: never.amendmentId,
				outcome: 'accepted',
			}),
		).rejects.toThrow(refused('decisions.amendment_vote'));
		await expect(
			actOnMotion(h.app, h.actor('p01'), { ...of(motionId), act: 'withdraw' }),
		).rejects.toThrow(refused('decisions.amendment_vote'));
		await settled(pollId, { p02: 'for', p04: 'for', p06: 'against' });
		expect(await page(motionId)).toMatchObject({
			state: 'notice',
			version: 2,
			text: { en: 'That it be tried soon.' },
			amendmentVote: false,
			shownPolls: [{ pollId, amendment: 1 }],
		});
		expect(await reading(h.app, (tx) => minutedPoll(tx, h.partnershipId, pollId))).toMatchObject({
			amendment: { number: 1, text: { en: 'That it be tried soon.' } },
		});

		const second = await vote(motionId, never.amendmentId);
		await settled(second.pollId, { p06: 'for', p02: 'against', p04: 'against' });
		expect((await page(motionId)).amendments.map(({ state }) => state)).toEqual([
			'accepted',
			'not_accepted',
		]);
		const last = await vote(motionId);
		await settled(last.pollId, { p02: 'for' });
		expect(await page(motionId)).toMatchObject({ state: 'carried', settledBy: 'vote', version: 2 });
	});

	test('is refused for what no longer fits, and a void one leaves the amendment proposed', async () => {
		const motionId = await h.fresh();
		const a = await propose(motionId, 'p02', 'That it be tried soon.');
		const b = await propose(motionId, 'p06', 'That it be tried late.');
		await expect(vote(motionId, randomUUID())).rejects.toThrow(refused('kernel.not_found'));
		const { pollId } = await vote(motionId, a.amendmentId);
		await voidPoll(h.app, h.actor('p01'), { pollId, reason: 'The line dropped.' });
		expect((await page(motionId)).amendments[0]?.state).toBe('proposed');
		await settled((await vote(motionId, a.amendmentId)).pollId, { p02: 'for' });
		await expect(vote(motionId, b.amendmentId)).rejects.toThrow(
			refused('decisions.amendment_clash'),
		);
		await expect(vote(motionId, a.amendmentId)).rejects.toThrow(
			refused('decisions.amendment_settled'),
		);
	});
});

describe('putting a motion down', () => {
	const wish = {
		title: { en: 'Later buses', cy: '' },
		text: { en: 'That the Board asks for later buses.', cy: '' },
		decisionClass: 'ordinary',
		effect: 'endorsement',
		beneficiaries: [],
	};
	const put = (code: string, more: object = {}, key?: string) =>
		putDownMotion(
			h.app,
			h.actor(code),
			{ meetingId: h.meetingId, itemId: h.item(9), ...wish, ...more },
			key,
		);

	test('a member moves it, twice sent is once, and everybody reads it', async () => {
		const key = randomUUID();
		const { code } = await put('p02', {}, key);
		expect(code).toBe('m4');
		expect(await put('p02', {}, key)).toEqual({ code });
		expect(await motionPage(h.app, viewer(), { meeting: slug, code })).toMatchObject({
			mover: 'Dr Priya Venning',
			state: 'notice',
			effect: 'endorsement',
		});
	});

	test.each([
		['p02', { title: { en: ' ' } }, 'decisions.title_missing'],
		['p02', { text: {} }, 'decisions.text_missing'],
		['p02', { text: { en: 'x'.repeat(10_001) } }, 'decisions.text_long'],
		['p02', { decisionClass: 'whim' }, 'decisions.choose_class'],
		['p02', { effect: '' }, 'decisions.choose_effect'],
		['p02', { itemId: '' }, 'decisions.choose_item'],
		['p02', { itemId: randomUUID() }, 'kernel.not_found'],
		['p02', { beneficiaries: [randomUUID()] }, 'kernel.not_found'],
		['p24', {}, 'kernel.not_allowed'],
	])('%s with %.40j is refused with %s', async (code, more, why) => {
		await expect(put(code, more)).rejects.toThrow(refused(why));
	});

	test('one under a private item stays with it', async () => {
		const { code } = await put('p02', { itemId: h.item(12) });
		expect(await motionPage(h.app, viewer(), { meeting: slug, code })).toBeUndefined();
		expect(
			(await motionsPage(h.app, viewer(), slug))?.motions.some((each) => each.code === code),
		).toBe(false);
		expect(await motionPage(h.app, viewer('p02'), { meeting: slug, code })).toBeDefined();
	});
});

test('where the rules ask for mover and seconder, nothing is decided before', async () => {
	const { rules } = await h.app.db
		.selectFrom('constitution')
		.select(['id', 'rules'])
		.executeTakeFirstOrThrow();
	await h.app.db
		.updateTable('constitution')
		.set({ rules: JSON.stringify({ ...(rules as object), proposing: 'mover_and_seconder' }) })
		.execute();
	const motionId = await h.fresh();
	const act = (code: string, as: string, personId?: string) =>
		proposeMotion(h.app, h.actor(code), { ...of(motionId), as, personId });
	await expect(vote(motionId)).rejects.toThrow(refused('decisions.not_moved'));
	await expect(openConsensus(h.app, h.actor('p01'), of(motionId))).rejects.toThrow(
		refused('decisions.not_moved'),
	);
	await expect(act('p24', 'mover')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(act('p03', 'mover')).rejects.toThrow(refused('decisions.seat_not_present'));
	await act('p02', 'mover');
	await expect(act('p02', 'seconder')).rejects.toThrow(refused('decisions.seconds_own'));
	await expect(
		actOnMotion(h.app, h.actor('p01'), { ...of(motionId), act: 'discuss' }),
	).rejects.toThrow(refused('decisions.not_seconded'));
	await expect(act('p04', 'seconder', h.actor('p06').personId)).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await act('p21', 'seconder', h.actor('p06').personId);
	expect(await page(motionId)).toMatchObject({
		state: 'moved',
		mover: 'Dr Priya Venning',
		seconder: expect.any(String) as string,
		proposingLeft: null,
	});
	const { pollId } = await vote(motionId);
	expect(await reading(h.app, (tx) => minutedPoll(tx, h.partnershipId, pollId))).toMatchObject({
		mover: 'Dr Priya Venning',
		seconder: expect.any(String) as string,
	});
});
