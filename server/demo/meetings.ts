import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { months } from '#domain/kernel/calendar.ts';
import type { Text } from '#domain/kernel/text.ts';
import {
	createMeeting,
	publishAgenda,
	shownDraft,
	type FirstItem,
} from '../meetings/agenda-commands.ts';
import { saveApology } from '../meetings/attendance-store.ts';
import { transact } from '../platform/tx.ts';
import type { App } from '../app.ts';
import type { DemoItem } from './file.ts';
import type { DemoWorld } from './world.ts';

/**
 * The demo's meeting: rooms with the agenda of the file, apologies, and version 1 published by the clerk
 * through the command that a click calls.
 */
export async function loadMeetings(app: App, world: DemoWorld): Promise<void> {
	const { yaml, partnershipId } = world;
	const { meeting } = yaml;
	const bodyId = known(world.bodies, meeting.body);
	const startsAt = world.moment(meeting.starts);
	const { meetingId } = await transact(app, async (tx) => {
		const created = await createMeeting(app.relay, tx, {
			partnershipId,
			bodyId,
			slug: `${world.date(meeting.starts.slice(0, 10))}-${meeting.body}`,
			title: { en: world.words(meeting.title) },
			startsAt,
			endsAt: world.moment(meeting.ends),
			mode: meeting.mode,
			venue: { en: meeting.venue },
			access: {
				stepFree: meeting.access['step_free'] === true,
				hearingLoop: meeting.access['hearing_loop'] === true,
				captions: meeting.access['captions'] === true,
				signLanguage: meeting.access['bsl'] === 'on_request' ? 'on_request' : 'no',
				costs: { en: String(meeting.access['childcare_and_travel'] ?? '') },
			},
			items: yaml.agenda.map((item) => itemOf(world, item)),
		});
		for (const code of meeting.apologies) {
			const deputy = meeting.attendance_demo.find((line) => line.substituting_for === code);
			await saveApology(
				tx,
				{ partnershipId, id: created.meetingId },
				known(world.people, code),
				deputy ? known(world.people, deputy.person) : null,
			);
		}
		// The demo may be started on the day of its meeting: notice of the deputies was given long before.
		await sql`update apology set deputy_named_at = ${startsAt}::timestamptz - interval '6 days'
			where partnership_id = ${partnershipId} and deputy_person_id is not null`.execute(tx.db);
		return created;
	});
	const clerk = world.actor('p21');
	await publishAgenda(app, clerk, {
		meetingId,
		shownHash: await shownDraft(app, partnershipId, meetingId),
	});
}

function itemOf(world: DemoWorld, item: DemoItem): FirstItem {
	const words = (text: string): Text => ({ en: world.words(moveShortDates(text, world)) });
	return {
		kind: item.kind,
		minutes: item.minutes,
		// The tag says that it is Part 2; its title need not.
		title: words(item.title.replace(/^PART 2: /, '').replace('GBP ', '£')),
		summary: words(summary(item.no)),
		askedTo: [
			...(item.asked_to ?? []),
			...world.yaml.motions.filter((motion) => motion.id === item.motion).map(askedByMotion),
		].map(words),
		lead: known(world.people, item.lead),
		...(item.exempt && {
			exempt: {
				schedule: item.exempt.schedule,
				paragraph: item.exempt.paragraph,
				reason: { en: item.exempt.reason },
				reviewOn: world.date(item.exempt.review_on),
			},
		}),
	};
}

/** "Approve consultation draft of…" → "approve consultation draft of…", to follow "The Board is asked to". */
const askedByMotion = ({ title }: { title: string }) =>
	title.charAt(0).toLowerCase() + title.slice(1);

function summary(number: number): string {
	const file = `./content/summaries/${String(number).padStart(2, '0')}.md`;
	return readFileSync(new URL(file, import.meta.url), 'utf8').trim();
}

const shortDate = new RegExp(`\\b(\\d{1,2}) (${months.en.join('|')})\\b(?! 20\\d\\d)`, 'g');

/** Moves dates without a year ("1 December") by giving them the year nearest to the meeting, then taking it away again. */
function moveShortDates(text: string, world: DemoWorld): string {
	const meeting = Date.parse(world.yaml.meeting.starts);
	return text.replaceAll(shortDate, (written) => {
		const year = new Date(meeting).getUTCFullYear();
		const away = (of: number) => Math.abs(Date.parse(`${written} ${of} 12:00 UTC`) - meeting);
		const nearest = [year - 1, year, year + 1].reduce((a, b) => (away(b) < away(a) ? b : a));
		return world.words(`${written} ${nearest}`).replace(/ 20\d\d$/, '');
	});
}

function known(ids: ReadonlyMap<string, string>, code: string): string {
	const id = ids.get(code);
	if (id === undefined) throw new Error(`the demo file names ${code}, which it doesn't describe`);
	return id;
}
