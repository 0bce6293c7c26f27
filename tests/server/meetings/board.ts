import { randomUUID } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import type { Rules } from '#domain/partnerships/constitution.ts';
import { sampleRules } from '#domain/partnerships/sample-rules.ts';
import type { App } from '#server/app.ts';

/** A small board of seven seats in four sectors, with deputies, a clerk and an observer, and a published meeting. */
export interface Board {
	readonly partnershipId: string;
	readonly bodyId: string;
	readonly meetingId: string;
	readonly minutesRoomId: string;
	/** By person code: chair, health, police, vice, parents, advice, trade; deputies police2, network; clerk, observer. */
	readonly people: Readonly<Record<string, Actor>>;
	/** By person code of the holder. */
	readonly seats: Readonly<Record<string, string>>;
	/** Items 1 to 4; item 4 is exempt. */
	readonly items: readonly string[];
}

/** The sample rules with a chair's casting vote, and without deadlines for deputies and questions. */
export const rules: Rules = {
	...sampleRules,
	tie: 'casting_vote_of_chair',
	deputies: { ...sampleRules.deputies, noticeBefore: null },
	public: { ...sampleRules.public, questionDeadline: null },
};

const organisations = [
	['council', 'statutory'],
	['nhs', 'statutory'],
	['police', 'statutory'],
	['network', 'community'],
	['advice', 'voluntary'],
	['chamber', 'private'],
] as const;

/** Person code, name, organisation; the first seven hold the seats, in this order. */
const persons = [
	['chair', 'Cllr Marian Oakshott', 'council'],
	['health', 'Dr Priya Venning', 'nhs'],
	['police', 'Ch Supt Gareth Lomas', 'police'],
	['vice', 'Desmond Achara', 'network'],
	['parents', 'Kelly-Ann Moss', 'network'],
	['advice', 'Tomasz Wielgosz', 'advice'],
	['trade', 'Fiona Strand', 'chamber'],
	['police2', 'Supt Layla Hughes-Grant', 'police'],
	['network2', 'Grace Thornton-Adeyemi', 'network'],
	['clerk', 'Ewan Prentice', 'council'],
	['observer', 'Cllr Judith Carlow', 'council'],
	['stranger', 'Sam Nobody', 'council'],
] as const;

/** Writes the board straight into the store: what the tests of this part need before their own commands. */
export async function makeBoard(
	app: App,
	options: { status?: 'draft' | 'published'; nation?: 'england' | 'wales'; rules?: Rules } = {},
): Promise<Board> {
	const { db } = app;
	const partnershipId = randomUUID();
	const bodyId = randomUUID();
	const meetingId = randomUUID();
	const ids: Record<string, string> = {};
	const idOf = (key: string) => (ids[key] ??= randomUUID());
	const text = (words: string) => JSON.stringify({ en: words });
	const since = { starts_on: '2020-01-01', partnership_id: partnershipId };
	const mine = { partnership_id: partnershipId };

	await db
		.insertInto('partnership')
		.values({
			id: partnershipId,
			slug: `board-${partnershipId.slice(0, 8)}`,
			name: text('Larkhaven Together'),
			formal_name: text('Larkhaven Local Strategic Partnership'),
			nation: options.nation ?? 'england',
			area: text('Larkhaven'),
			vision: text('Everyone belongs.'),
			secretariat_email: 'partnership@larkhaven.example',
		})
		.execute();
	for (const [at, code] of ['statutory', 'voluntary', 'community', 'private'].entries())
		await db
			.insertInto('sector')
			.values({ ...mine, id: idOf(`x-${code}`), code, name: text(code), position: at })
			.execute();
	for (const [at, [code, sector]] of organisations.entries())
		await db
			.insertInto('organisation')
			.values({
				...mine,
				id: idOf(`o-${code}`),
				code,
				name: text(`Larkhaven ${code}`),
				sector_id: idOf(`x-${sector}`),
				position: at,
			})
			.execute();
	await db
		.insertInto('body')
		.values({
			...mine,
			id: bodyId,
			code: 'board',
			name: text('Partnership Board'),
			type: 'board',
			position: 0,
		})
		.execute();
	const people: Record<string, Actor> = {};
	const seats: Record<string, string> = {};
	for (const [at, [code, name, organisation]] of persons.entries()) {
		const accountId = randomUUID();
		await db
			.insertInto('account')
			.values({ id: accountId, email: `${code}@${partnershipId}.example` })
			.execute();
		await db
			.insertInto('person')
			.values({
				...mine,
				id: idOf(code),
				code,
				name,
				job: text('Job'),
				organisation_id: idOf(`o-${organisation}`),
				account_id: accountId,
				position: at,
			})
			.execute();
		people[code] = { accountId, partnershipId, personId: idOf(code) };
		if (at > 6) continue;
		seats[code] = idOf(`s-${code}`);
		await db
			.insertInto('seat')
			.values({
				...mine,
				id: idOf(`s-${code}`),
				body_id: bodyId,
				organisation_id: idOf(`o-${organisation}`),
				voting: true,
				position: at + 1,
			})
			.execute();
		await db
			.insertInto('seat_term')
			.values({
				...since,
				id: randomUUID(),
				seat_id: idOf(`s-${code}`),
				person_id: idOf(code),
			})
			.execute();
	}
	for (const [deputy, holder] of [
		['police2', 'police'],
		['network2', 'vice'],
		['network2', 'parents'],
	] as const)
		await db
			.insertInto('deputy_term')
			.values({
				...since,
				id: randomUUID(),
				seat_id: idOf(`s-${holder}`),
				person_id: idOf(deputy),
			})
			.execute();
	for (const [person, role] of [
		['chair', 'chair'],
		['vice', 'vice_chair'],
		['clerk', 'secretariat'],
		['observer', 'observer'],
	] as const)
		await db
			.insertInto('body_role')
			.values({ ...since, id: randomUUID(), body_id: bodyId, person_id: idOf(person), role })
			.execute();
	await db
		.insertInto('constitution')
		.values({
			...mine,
			id: randomUUID(),
			body_id: bodyId,
			version: '4.2',
			rules: JSON.stringify(options.rules ?? rules),
			adopted_on: '2020-01-01',
			effective_from: '2020-01-01',
		})
		.execute();

	for (const kind of ['agenda', 'minutes'])
		await db
			.insertInto('room')
			.values({ ...mine, id: idOf(kind), kind, subject_id: meetingId })
			.execute();
	const status = options.status ?? 'published';
	await db
		.insertInto('meeting')
		.values({
			...mine,
			id: meetingId,
			body_id: bodyId,
			slug: '2026-12-03-board',
			title: text('Partnership Board'),
			starts_at: new Date('2026-12-03T14:00:00Z'),
			ends_at: new Date('2026-12-03T16:30:00Z'),
			mode: 'hybrid',
			venue: text('Committee Room 2, Town Hall'),
			status,
			agenda_room_id: idOf('agenda'),
			minutes_room_id: idOf('minutes'),
			agenda_version: status === 'draft' ? 0 : 1,
		})
		.execute();
	const compartmentId = randomUUID();
	await db
		.insertInto('compartment')
		.values({
			...mine,
			id: compartmentId,
			body_id: bodyId,
			schedule: 'LGA 1972 Sch. 12A Part 1',
			paragraph: 3,
			reason: text('financial or business affairs'),
		})
		.execute();
	const items = ['Welcome', 'Community Strategy', 'Performance', ''].map((title, at) => ({
		id: randomUUID(),
		number: at + 1,
		title: title === '' ? '{}' : text(title),
		compartment_id: title === '' ? compartmentId : null,
	}));
	if (status === 'published')
		await db
			.insertInto('agenda_item')
			.values(
				items.map((item) => ({
					...mine,
					...item,
					meeting_id: meetingId,
					kind: 'decision',
					minutes: 10,
					summary: '{}',
				})),
			)
			.execute();
	return {
		partnershipId,
		bodyId,
		meetingId,
		minutesRoomId: idOf('minutes'),
		people,
		seats,
		items: items.map((item) => item.id),
	};
}
