import { sql } from 'kysely';
import type { Actor } from '#domain/kernel/actor.ts';
import type { TypedQuestion } from '#domain/decisions/question.ts';
import { openPoll } from '#server/decisions/commands.ts';
import { lodgeProxy } from '#server/decisions/proxies.ts';
import { openQuestion, prepareQuestion } from '#server/decisions/question-commands.ts';
import { recordArrivals } from '#server/meetings/attendance-commands.ts';
import { openItem, startMeeting } from '#server/meetings/commands.ts';
import type { App } from '#server/app.ts';
import { readConfig } from '#server/platform/config.ts';
import { startApp } from '#server/start-app.ts';

/** Enough for a quorum, every sector; chair, member and community person, whom personas sign in as, among them. */
const present = ['p01', 'p02', 'p04', 'p06', 'p07', 'p08', 'p11', 'p12', 'p13', 'p15'];

/** Brings the demo's meeting, in a store that nobody serves, to where its first motion of item 6 is voted on. */
export async function openTheVote(
	env: Record<string, string>,
	how: { secret?: boolean; show?: boolean; proxy?: boolean; paper?: boolean } = {},
): Promise<void> {
	const { app, stop } = await startApp(readConfig({ LOG_LEVEL: 'warn', ...env }));
	const { id } = await app.db.selectFrom('partnership').select('id').executeTakeFirstOrThrow();
	const ballot = how.secret ? 'secret' : how.show ? 'show' : null;
	if (ballot)
		await sql`update constitution set rules = jsonb_set(rules, '{ballot}', to_jsonb(${ballot}::text))`.execute(
			app.db,
		);
	if (how.proxy) await giveByProxy(app, id);
	await bringToVote(app, id, how.paper === true);
	await stop();
}

/** p05, who stays away, gives their vote to p02. */
async function giveByProxy(app: App, partnershipId: string): Promise<void> {
	await sql`update constitution set rules = rules || '{"proxies":{"allowed":true,"most":2,"noticeBefore":null}}'::jsonb`.execute(
		app.db,
	);
	const person = async (code: string) =>
		(
			await app.db
				.selectFrom('person')
				.select('id')
				.where('partnership_id', '=', partnershipId)
				.where('code', '=', code)
				.executeTakeFirstOrThrow()
		).id;
	const { id: meetingId } = await app.db
		.selectFrom('meeting')
		.select('id')
		.where('partnership_id', '=', partnershipId)
		.executeTakeFirstOrThrow();
	const clerk = await person('p21');
	await lodgeProxy(
		app,
		{ partnershipId, personId: clerk, accountId: clerk },
		{ meetingId, principalId: await person('p05'), holderId: await person('p02') },
	);
}

/** The fifteen of the demo's file: p19 sits for p03. */
const fifteen = Array.from({ length: 16 }, (_, at) => `p${String(at + 1).padStart(2, '0')}`)
	.filter((code) => code !== 'p03' && code !== 'p05')
	.concat('p19');

/** Brings the demo's meeting, in a store that nobody serves, into session with those fifteen, and opens an item. */
export async function openTheItem(env: Record<string, string>, number: number): Promise<void> {
	const { app, stop } = await startApp(readConfig({ LOG_LEVEL: 'warn', ...env }));
	const { id } = await app.db.selectFrom('partnership').select('id').executeTakeFirstOrThrow();
	await sit(app, id, { codes: fifteen, number });
	await stop();
}

/** Brings the demo's meeting into session and puts a question under item 6; opens it unless it is to wait. */
export async function askInMeeting(
	env: Record<string, string>,
	typed: Partial<TypedQuestion>,
	how: { wait?: boolean; secret?: boolean } = {},
): Promise<string> {
	const { app, stop } = await startApp(readConfig({ LOG_LEVEL: 'warn', ...env }));
	const { id } = await app.db.selectFrom('partnership').select('id').executeTakeFirstOrThrow();
	const { chair, meetingId, itemId } = await sit(app, id, { codes: present, number: 6 });
	const empty = { text: {}, seats: '', min: '', max: '', highest: '', dots: '' };
	const { questionId } = await prepareQuestion(app, chair, {
		meetingId,
		itemId,
		secret: how.secret ?? false,
		typed: {
			title: { en: 'Where shall the hub be?', cy: 'Ble dylai’r hwb fod?' },
			options: { en: 'Library\nChurch hall\nCollege', cy: 'Llyfrgell\nNeuadd yr eglwys\nColeg' },
			method: 'irv',
			...empty,
			...typed,
		},
	});
	if (!how.wait) await openQuestion(app, chair, { questionId });
	await app.outbox.idle();
	await stop();
	return questionId;
}

/** The same for one partnership of a running app. */
export async function bringToVote(app: App, partnershipId: string, paper = false): Promise<void> {
	const { chair, meetingId, itemId } = await sit(app, partnershipId, { codes: present, number: 6 });
	const { id: motionId } = await app.db
		.selectFrom('motion')
		.select('id')
		.where('item_id', '=', itemId)
		.executeTakeFirstOrThrow();
	await openPoll(app, chair, { meetingId, motionId, paper });
}

/** Starts the meeting, has these people arrive and opens the item. */
async function sit(
	app: App,
	partnershipId: string,
	{ codes, number }: { codes: readonly string[]; number: number },
): Promise<{ chair: Actor; meetingId: string; itemId: string }> {
	const { id: meetingId } = await app.db
		.selectFrom('meeting')
		.select('id')
		.where('partnership_id', '=', partnershipId)
		.executeTakeFirstOrThrow();
	const people = await app.db
		.selectFrom('person')
		.select(['id', 'code', 'partnership_id', 'account_id'])
		.where('partnership_id', '=', partnershipId)
		.execute();
	const actor = (code: string): Actor => {
		const person = people.find((one) => one.code === code);
		if (!person) throw new Error(`no person ${code}`);
		return {
			accountId: person.account_id ?? '',
			partnershipId: person.partnership_id,
			personId: person.id,
		};
	};
	const { id: itemId } = await app.db
		.selectFrom('agenda_item')
		.select('id')
		.where('meeting_id', '=', meetingId)
		.where('number', '=', number)
		.executeTakeFirstOrThrow();
	const chair = actor('p01');
	await startMeeting(app, chair, { meetingId });
	await recordArrivals(app, actor('p21'), {
		meetingId,
		personIds: codes.map((code) => actor(code).personId),
		mode: 'in_person',
	});
	await openItem(app, chair, { meetingId, itemId });
	return { chair, meetingId, itemId };
}
