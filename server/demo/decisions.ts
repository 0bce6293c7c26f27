import type { App } from '../app.ts';
import { isoDate, momentAt } from '#domain/kernel/calendar.ts';
import { outBy } from '#domain/meetings/notice.ts';
import { answerInWriting } from '../decisions/answer-in-writing.ts';
import { callElection, nominate, writeStatement } from '../decisions/call-election.ts';
import { electionByNumber } from '../decisions/election-store.ts';
import { lodgeMotion } from '../decisions/lodge-motion.ts';
import { putInWriting } from '../decisions/put-in-writing.ts';
import { votingSeats } from '../partnerships/store.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { meetingBySlug } from '../meetings/meeting-store.ts';
import { reading, transact } from '../platform/tx.ts';
import type { DemoBid } from './file.ts';
import { procedureByNumber } from '../decisions/written-store.ts';
import { idOf } from './structure.ts';
import type { DemoWorld } from './world.ts';

/** The motion that shares out the whole fund. */
const fund = 'm2';

/** The organisations that a bid would pay. */
function bidders(demo: DemoWorld, { org, partners = [] }: DemoBid): string[] {
	return [...new Set([org, ...partners])].flatMap((code) => demo.organisations.get(code) ?? []);
}

function bidText(demo: DemoWorld, bid: DemoBid): string {
	const name = demo.yaml.organisations.find(({ id }) => id === bid.org)?.name ?? bid.org;
	const pounds = `£${bid.recommended.toLocaleString('en-GB')}`;
	return bid.recommended === 0
		? `That the Board recommends no award to the bid of ${name}, and invites a smaller one in March.`
		: `That the Board recommends to the accountable body an award of ${pounds} to the bid of ${name}.`;
}

/** The motions of the demo's meeting, each put down under its item; who leads an item and votes has moved its motion. */
export async function loadDecisions(app: App, demo: DemoWorld): Promise<void> {
	const { agenda, bids, meeting, motions, people } = demo.yaml;
	const slug = `${demo.date(meeting.starts.slice(0, 10))}-${meeting.body}`;
	await transact(app, async (tx) => {
		const found = await meetingBySlug(tx, demo.partnershipId, slug);
		if (!found) throw new Error(`the demo has no meeting ${slug}`);
		const items = await itemsOf(tx, demo.partnershipId, found.id);
		for (const motion of motions) {
			// The file's day, moved by whole weeks, may come with a bank holiday between.
			const days =
				demo.yaml.constitution.thresholds[motion.decision_class]?.notice_working_days ?? 0;
			const latest = outBy(days, found.startsAt, demo.yaml.meta.nation)?.date;
			const inTime = (day: string) => (latest !== undefined && latest < day ? latest : day);
			const item = items.find(({ number }) => number === motion.item);
			if (!item) throw new Error(`the demo's agenda has no item ${motion.item}`);
			const lead = agenda.find(({ no }) => no === motion.item)?.lead;
			const moves = people.some(({ id, votes }) => id === lead && votes === true);
			await lodgeMotion(tx, {
				partnershipId: demo.partnershipId,
				meetingId: found.id,
				itemId: item.id,
				code: motion.id,
				title: { en: motion.title },
				text: { en: demo.words(motion.text).replace('GBP ', '£') },
				decisionClass: motion.decision_class,
				effect: motion.effect,
				moverPersonId: moves && lead ? demo.people.get(lead) : undefined,
				compartmentId: item.compartmentId ?? undefined,
				noticeGivenOn: motion.notice_given && inTime(demo.date(motion.notice_given)),
				beneficiaries: motion.id === fund ? bids.flatMap((bid) => bidders(demo, bid)) : [],
			});
			if (motion.id !== fund) continue;
			// The same, bid by bid: each is decided without its own bidder alone.
			for (const bid of bids)
				await lodgeMotion(tx, {
					partnershipId: demo.partnershipId,
					meetingId: found.id,
					itemId: item.id,
					code: `${fund}-${bid.id}`,
					title: { en: bid.title },
					text: { en: bidText(demo, bid) },
					decisionClass: motion.decision_class,
					effect: motion.effect,
					beneficiaries: bidders(demo, bid),
				});
		}
	});
}

/** What is being decided in writing while the demo is looked at, with some who have answered. */
export async function loadWritten(app: App, demo: DemoWorld): Promise<void> {
	const { partnershipId, yaml } = demo;
	const bodyId = idOf(demo.bodies, yaml.meeting.body);
	for (const written of yaml.in_writing) {
		const by = new Date(app.clock.now().getTime() + written.days * 86_400_000);
		const { number } = await putInWriting(app, demo.actor(written.put_by), {
			bodyId,
			title: { en: written.title, cy: written.title_cy },
			text: { en: written.text, cy: written.text_cy },
			decisionClass: 'ordinary',
			effect: written.effect,
			beneficiaries: [],
			deadline: momentAt(isoDate(by), '17:00'),
			linkTo: null,
		});
		const { procedure, seats } = await reading(app, async (tx) => ({
			procedure: await procedureByNumber(tx, partnershipId, number),
			seats: await votingSeats(tx, partnershipId, bodyId),
		}));
		if (!procedure) throw new Error('the demo has nothing in writing');
		for (const code of written.answered) {
			const actor = demo.actor(code);
			const seatId = seats.find(({ holderId }) => holderId === actor.personId)?.seatId ?? '';
			await answerInWriting(app, actor, { procedureId: procedure.id, seatId, choice: 'for' });
		}
	}
}

/** Who is to be vice-chair after the next annual meeting: nominations are open while the demo is looked at. */
export async function loadElection(app: App, demo: DemoWorld): Promise<void> {
	const { election, meeting } = demo.yaml;
	const inDays = (days: number) => isoDate(new Date(app.clock.now().getTime() + days * 86_400_000));
	const bodyId = idOf(demo.bodies, meeting.body);
	const { number } = await callElection(app, demo.actor(election.called_by), {
		bodyId,
		office: election.office,
		method: election.method,
		seatIds: [],
		nominationsClose: momentAt(inDays(election.nominations_days), '17:00'),
		votingCloses: momentAt(inDays(election.voting_days), '17:00'),
		termStartsOn: inDays(election.term_days),
		linkTo: null,
	});
	const found = await reading(app, (tx) => electionByNumber(tx, demo.partnershipId, number));
	const electionId = found?.id ?? '';
	for (const { by, whom, statement, statement_cy: cy } of election.nominations) {
		const candidate = demo.actor(whom);
		const { personId } = candidate;
		await nominate(app, demo.actor(by), { electionId, personId, link: '' });
		if (statement)
			await writeStatement(app, candidate, { electionId, statement: { en: statement, cy } });
	}
}
