import { randomUUID } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { loadDemo } from '#server/demo/load.ts';
import { lodgeMotion } from '#server/decisions/commands.ts';
import { recordArrival } from '#server/meetings/attendance-commands.ts';
import { openItem, startMeeting } from '#server/meetings/commands.ts';
import { transact } from '#server/platform/tx.ts';
import type { TestApp } from '../../support/store.ts';

/** The demo's board in session, with the fifteen seats of the file filled (p19 sits for p03). */
export interface Hall extends Pick<TestApp, 'app' | 'close'> {
	readonly partnershipId: string;
	readonly meetingId: string;
	/** Somebody of the demo by their code, signed in. */
	readonly actor: (code: string) => Actor;
	/** The Board seat that this person holds, or (for a deputy) deputises for. */
	readonly seat: (code: string) => string;
	readonly item: (number: number) => string;
	readonly motion: (code: string) => string;
	/** Opens the item, and puts a fresh ordinary motion under it. */
	fresh(number?: number): Promise<string>;
}

const here: readonly (readonly [string, 'in_person' | 'remote'])[] = [
	['p01', 'in_person'],
	['p02', 'remote'],
	['p19', 'in_person'],
	['p04', 'in_person'],
	['p06', 'in_person'],
	['p07', 'in_person'],
	['p08', 'in_person'],
	['p09', 'remote'],
	['p10', 'in_person'],
	['p11', 'in_person'],
	['p12', 'remote'],
	['p13', 'in_person'],
	['p14', 'in_person'],
	['p15', 'in_person'],
	['p16', 'remote'],
];
export const voters = here.map(([code]) => code);

/** Loads the demo into an app with an empty store, and brings its board into session. */
export async function inSession(t: Pick<TestApp, 'app' | 'close'>): Promise<Hall> {
	await loadDemo(t.app);
	const db = t.app.db;
	const people = await db.selectFrom('person').select(['id', 'code', 'partnership_id']).execute();
	const meeting = await db.selectFrom('meeting').select('id').executeTakeFirstOrThrow();
	const seats = await db
		.selectFrom('seat')
		.innerJoin('body', (join) =>
			join
				.onRef('body.partnership_id', '=', 'seat.partnership_id')
				.onRef('body.id', '=', 'seat.body_id'),
		)
		.innerJoin('seat_term', (join) =>
			join
				.onRef('seat_term.partnership_id', '=', 'seat.partnership_id')
				.onRef('seat_term.seat_id', '=', 'seat.id'),
		)
		.select(['seat.id', 'seat_term.person_id'])
		.where('body.code', '=', 'board')
		.execute();
	const items = await db.selectFrom('agenda_item').select(['id', 'number']).execute();
	const motions = await db.selectFrom('motion').select(['id', 'code']).execute();
	const partnershipId = people[0]?.partnership_id ?? '';
	const accounts = new Map(people.map(({ code }) => [code, randomUUID()]));

	const found = <T>(value: T | undefined, what: string): T => {
		if (value === undefined) throw new Error(`no ${what}`);
		return value;
	};
	const actor = (code: string): Actor => ({
		accountId: found(accounts.get(code), code),
		partnershipId,
		personId: found(people.find((person) => person.code === code)?.id, code),
	});
	const item = (number: number) =>
		found(items.find((each) => each.number === number)?.id, `item ${number}`);
	const chair = actor('p01');
	const clerk = actor('p21');
	await startMeeting(t.app, chair, { meetingId: meeting.id });
	for (const [code, mode] of here)
		await recordArrival(t.app, clerk, {
			meetingId: meeting.id,
			personId: actor(code).personId,
			mode,
		});
	let lodged = 0;
	return {
		...t,
		partnershipId,
		meetingId: meeting.id,
		actor,
		seat: (code) => {
			const { personId } = actor(code === 'p19' ? 'p03' : code === 'p20' ? 'p11' : code);
			return found(seats.find((each) => each.person_id === personId)?.id, `seat of ${code}`);
		},
		item,
		motion: (code) => found(motions.find((each) => each.code === code)?.id, code),
		async fresh(number = 8) {
			await openItem(t.app, chair, { meetingId: meeting.id, itemId: item(number) });
			const { motionId } = await transact(t.app, (tx) =>
				lodgeMotion(tx, {
					partnershipId,
					meetingId: meeting.id,
					itemId: item(number),
					code: `t${++lodged}`,
					title: { en: 'Try it' },
					text: { en: 'That it be tried.' },
					decisionClass: 'ordinary',
					effect: 'partnership_decision',
				}),
			);
			return motionId;
		},
	};
}
