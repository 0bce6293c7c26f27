import { askedOf } from '#domain/decisions/question.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { typedRules } from '#domain/partnerships/rules-form.ts';
import { enterInWriting } from '#server/decisions/answer-in-writing.ts';
import { callElection, nominate } from '#server/decisions/call-election.ts';
import { enterPapers, givePaper } from '#server/decisions/commands.ts';
import { electionPage } from '#server/decisions/election-views.ts';
import { makeCards } from '#server/decisions/name-cards.ts';
import { papersPage } from '#server/decisions/papers-page.ts';
import { closeQuestion, openQuestion } from '#server/decisions/question-commands.ts';
import { insertQuestion } from '#server/decisions/question-store.ts';
import { putInWriting } from '#server/decisions/put-in-writing.ts';
import { electionRunner } from '#server/decisions/run-election.ts';
import { closeWriting } from '#server/decisions/settle-written.ts';
import { writtenPage } from '#server/decisions/written-views.ts';
import { draftRules, rulesToEdit } from '#server/partnerships/rules-drafts.ts';
import { boardId } from '#server/partnerships/store.ts';
import type { App } from '#server/app.ts';
import { recordArrivals } from '#server/meetings/attendance-commands.ts';
import { readConfig } from '#server/platform/config.ts';
import { reading, transact } from '#server/platform/tx.ts';
import { startApp } from '#server/start-app.ts';

/** The id of the rules draft of `growOn`, so that its page has an address. */
export const draftId = '00000000-0000-4000-8000-00000000d4af';

/** The ids of two practice votes: one that was shown, and one that is open. */
export const shownQuestion = '00000000-0000-4000-8000-00000000d4b0';
export const openQuestionId = '00000000-0000-4000-8000-00000000d4b1';

/** Name cards for the demo's meeting, and practice votes of two who are there already. */
async function votesAround(app: App, clerk: Actor): Promise<void> {
	const { partnershipId } = clerk;
	const meeting = await app.db
		.selectFrom('meeting')
		.select(['id', 'body_id'])
		.where('partnership_id', '=', partnershipId)
		.executeTakeFirstOrThrow();
	await makeCards(app, clerk, { meetingId: meeting.id });
	const people = await app.db
		.selectFrom('person')
		.select('id')
		.where('partnership_id', '=', partnershipId)
		.where('code', 'in', ['p02', 'p12'])
		.execute();
	await recordArrivals(app, clerk, {
		meetingId: meeting.id,
		personIds: people.map(({ id }) => id),
		mode: 'in_person',
	});
	const asked = askedOf(
		{ en: 'Tea or coffee?', cy: 'Te neu goffi?' },
		[
			{ id: 'o1', title: { en: 'Tea', cy: 'Te' } },
			{ id: 'o2', title: { en: 'Coffee', cy: 'Coffi' } },
		],
		'approval',
		1,
	);
	for (const questionId of [shownQuestion, openQuestionId]) {
		await transact(app, (tx) =>
			insertQuestion(tx, {
				partnershipId,
				id: questionId,
				kind: 'practice',
				bodyId: meeting.body_id,
				meetingId: meeting.id,
				itemId: null,
				compartmentId: null,
				asked,
				secret: false,
				paper: false,
				preparedByPersonId: clerk.personId,
			}),
		);
		await openQuestion(app, clerk, { questionId });
		if (questionId === shownQuestion) await closeQuestion(app, clerk, { questionId });
	}
}

/** A secret election whose vote is closed, and whose papers were entered for two tellers: the member and the observer. */
async function papersWaiting(app: App, clerk: Actor, bodyId: string): Promise<void> {
	const { partnershipId } = clerk;
	const people = await app.db
		.selectFrom('person')
		.select(['id', 'code'])
		.where('partnership_id', '=', partnershipId)
		.execute();
	const id = (code: string) => people.find((person) => person.code === code)?.id ?? '';
	const link = '';
	const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
	const { number } = await callElection(app, clerk, {
		bodyId,
		office: 'chair',
		method: 'irv',
		seatIds: [],
		secret: true,
		paper: true,
		nominationsClose: inDays(1),
		votingCloses: inDays(2),
		termStartsOn: inDays(900).toISOString().slice(0, 10),
		linkTo: () => link,
	});
	const viewer = { partnershipId, actor: clerk };
	const page = () => electionPage(app, viewer, number);
	const electionId = (await page())?.id ?? '';
	for (const code of ['p06', 'p11'])
		await nominate(app, { ...clerk, personId: id(code) }, { electionId, personId: id(code), link });
	const goOn = async (set: object) => {
		await app.db.updateTable('election').set(set).where('id', '=', electionId).execute();
		await electionRunner(app)({ partnershipId, electionId, link });
		return (await page())?.papers ?? '';
	};
	const pollId = await goOn({ nominations_close_at: new Date() });
	const seats = (await papersPage(app, clerk, pollId))?.lines.slice(0, 4) ?? [];
	for (const { seatId } of seats) await givePaper(app, clerk, { pollId, seatId });
	await goOn({ voting_closes_at: new Date() });
	await enterPapers(app, clerk, {
		pollId,
		typed: (field) => ({ 'paper-piles': '2 × 1 > 2\n1 × 2', 'paper-spoiled': '1' })[field],
		tellerId: id('p02'),
		secondTellerId: id('p24'),
	});
}

/** What the demo comes to have when it is used: a decision taken in writing with everybody's vote, and drafted rules. */
export async function growOn(env: Record<string, string>): Promise<void> {
	const { app, stop } = await startApp(readConfig({ LOG_LEVEL: 'warn', ...env }));
	const clerk = await app.db
		.selectFrom('person')
		.select(['id', 'partnership_id', 'account_id'])
		.where('code', '=', 'p21')
		.executeTakeFirstOrThrow();
	const actor = {
		personId: clerk.id,
		partnershipId: clerk.partnership_id,
		accountId: clerk.account_id ?? '',
	};
	const { bodyId, rules } = await reading(app, async (tx) => {
		const board = (await boardId(tx, actor.partnershipId)) ?? '';
		return { bodyId: board, rules: await rulesToEdit(tx, actor.partnershipId, board) };
	});
	const { number } = await putInWriting(app, actor, {
		bodyId,
		title: { en: 'Lease of the hall', cy: 'Prydles y neuadd' },
		text: {
			en: 'That the lease of the hall be renewed.',
			cy: 'Bod prydles y neuadd yn cael ei hadnewyddu.',
		},
		decisionClass: 'ordinary',
		effect: 'request_for_ratification',
		beneficiaries: [],
		deadline: new Date(Date.now() + 10 * 86_400_000),
		linkTo: null,
	});
	const viewer = { partnershipId: actor.partnershipId, actor };
	const put = await writtenPage(app, viewer, number);
	for (const [at, { seatId }] of (put?.waiting ?? []).entries())
		await enterInWriting(app, actor, {
			procedureId: put?.id ?? '',
			seatId,
			choice: at % 5 === 4 ? 'against' : 'for',
			channel: 'letter',
		});
	await closeWriting(app, actor, { procedureId: put?.id ?? '' });
	await draftRules(app, actor, {
		bodyId,
		version: 'next',
		effectiveFrom: '2030-01-01',
		typed: { ...typedRules(rules), tie: 'lot', 'weights.lbc': '3/2' },
	});
	await app.db.updateTable('rules_draft').set({ id: draftId }).execute();
	await votesAround(app, actor);
	await papersWaiting(app, actor, bodyId);
	await app.outbox.idle();
	await stop();
}
