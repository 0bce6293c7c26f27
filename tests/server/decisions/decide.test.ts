import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	actOnMotion,
	castBallot,
	closePoll,
	openPoll,
	putDownMotion,
	showResult,
} from '#server/decisions/commands.ts';
import { noteDecision, ratifyReminder, recordRatification } from '#server/decisions/decide.ts';
import { decisionPage, decisionRegister } from '#server/decisions/decision-views.ts';
import { openItem } from '#server/meetings/commands.ts';
import { hall, type Hall } from './hall.ts';

let h: Hall;
beforeAll(async () => {
	h = await hall();
	await openItem(h.app, h.actor('p01'), { meetingId: h.meetingId, itemId: h.item(8) });
});
afterAll(() => h.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const viewer = (code?: string) => ({
	partnershipId: h.partnershipId,
	actor: code ? h.actor(code) : null,
});
const all = { effect: '', year: '', words: '' };
const register = async (filter: object = {}, code?: string) =>
	(await decisionRegister(h.app, viewer(code), { ...all, ...filter })).lines;

async function carried(motionId: string): Promise<void> {
	const { pollId } = await openPoll(h.app, h.actor('p01'), { meetingId: h.meetingId, motionId });
	await castBallot(h.app, h.actor('p02'), { pollId, seatId: h.seat('p02'), choice: 'for' });
	await closePoll(h.app, h.actor('p01'), { pollId });
	await showResult(h.app, h.actor('p01'), { pollId });
}
async function forRatification(itemId: string): Promise<string> {
	const { code } = await putDownMotion(h.app, h.actor('p02'), {
		meetingId: h.meetingId,
		itemId,
		title: { en: 'Shared data' },
		text: { en: 'That partners share data.' },
		decisionClass: 'ordinary',
		effect: 'request_for_ratification',
		beneficiaries: [],
	});
	const motion = await h.app.db
		.selectFrom('motion')
		.select('id')
		.where('code', '=', code)
		.executeTakeFirstOrThrow();
	return motion.id;
}

test('what is carried is a decision with the next number, and stays when the chair rules otherwise', async () => {
	const first = await h.fresh();
	await carried(first);
	await carried(await h.fresh());
	const year = new Date().getUTCFullYear();
	expect((await register()).map(({ number }) => number)).toEqual([`${year}/2`, `${year}/1`]);
	await actOnMotion(h.app, h.actor('p01'), {
		meetingId: h.meetingId,
		motionId: first,
		act: 'override',
		to: 'not_carried',
		reason: 'Not in our power.',
	});
	expect((await register()).map(({ takenBack }) => takenBack)).toEqual([false, true]);
	await carried(await h.fresh());
	expect((await register())[0]?.number).toBe(`${year}/3`);
	expect(await register({ effect: 'noting' })).toEqual([]);
	expect(await register({ year: '1999' })).toEqual([]);
	expect(await register({ words: 'TRY IT' })).toHaveLength(3);
	expect(await decisionPage(h.app, viewer(), `${year}/2`)).toMatchObject({
		settledBy: 'vote',
		pollId: expect.any(String) as string,
		recused: [],
		keeps: false,
	});
	expect(await decisionPage(h.app, viewer(), `${year}/99`)).toBeUndefined();
});

test('each organisation is asked to ratify, answers with a date, and is reminded once', async () => {
	await carried(await forRatification(h.item(8)));
	const [line] = await register();
	expect(line?.ratified).toMatchObject({ yes: 0, no: 0 });
	const page = await decisionPage(h.app, viewer('p02'), line?.number ?? '');
	const own = page?.ratifications.filter(({ mine }) => mine) ?? [];
	expect(own).toHaveLength(1);
	const of = { decisionId: line?.id ?? '', organisationId: own[0]?.organisationId ?? '' };
	const say = (code: string, more: object = {}) =>
		recordRatification(h.app, h.actor(code), {
			...of,
			answer: 'ratified',
			on: '',
			note: '',
			...more,
		});
	await expect(say('p04')).rejects.toThrow(refused('kernel.not_allowed'));
	await expect(say('p02', { answer: 'perhaps' })).rejects.toThrow(
		refused('decisions.choose_ratification'),
	);
	await expect(say('p02', { on: '2999-01-01' })).rejects.toThrow(
		refused('decisions.ratified_when'),
	);
	await say('p02', { note: 'By its board.' });
	expect((await register())[0]?.ratified?.yes).toBe(1);
	const other = page?.ratifications.find(({ mine }) => !mine)?.organisationId;
	await say('p21', { organisationId: other, answer: 'declined', on: '2026-01-02' });
	expect((await register())[0]?.ratified?.no).toBe(1);

	const job = await h.app.db
		.selectFrom('job')
		.select('payload')
		.where('kind', '=', 'decisions.remind_to_ratify')
		.executeTakeFirstOrThrow();
	await ratifyReminder(h.app)(job.payload as { partnershipId: string; decisionId: string });
	const reminded = await h.app.db.selectFrom('ratification').selectAll().execute();
	expect(
		reminded.every(({ answer, reminded_at }) => (answer === null) === (reminded_at !== null)),
	).toBe(true);
	const mail = await h.app.db
		.selectFrom('mail')
		.select(['subject'])
		.where('subject', 'like', 'Ratify%')
		.execute();
	expect(mail.length).toBeGreaterThan(0);
});

test('the note is written by who keeps the minutes; a private decision is for those who may enter', async () => {
	const [line] = await register();
	const note = { decisionId: line?.id ?? '', reasons: 'It is fair.', options: 'None.' };
	await expect(noteDecision(h.app, h.actor('p02'), note)).rejects.toThrow(
		refused('kernel.not_allowed'),
	);
	await expect(
		noteDecision(h.app, h.actor('p21'), { ...note, reasons: 'x'.repeat(5001) }),
	).rejects.toThrow(refused('decisions.text_long'));
	await noteDecision(h.app, h.actor('p21'), note);
	expect(await decisionPage(h.app, viewer(), line?.number ?? '')).toMatchObject({
		reasons: 'It is fair.',
		options: 'None.',
	});
	await openItem(h.app, h.actor('p01'), {
		meetingId: h.meetingId,
		itemId: h.item(12),
		seenItemId: h.item(8),
	});
	const before = (await register()).length;
	await carried(await forRatification(h.item(12)));
	expect(await register()).toHaveLength(before);
	expect(await register({}, 'p02')).toHaveLength(before + 1);
});
