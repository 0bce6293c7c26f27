import type { App } from '../app.ts';
import { insertAction, insertEntry, saveAction } from '../actions/store.ts';
import { transact } from '../platform/tx.ts';
import { idOf } from './structure.ts';
import type { DemoWorld } from './world.ts';

const day = 86_400_000;
/** When the demo's actions were given out, before the day of its meeting (days). */
const given = 70;

/** The action log as it stands before the demo's meeting: one done, one late, two to come. */
export async function loadActions(app: App, demo: DemoWorld): Promise<void> {
	const { actions, meeting } = demo.yaml;
	const { partnershipId } = demo;
	const year = app.clock.now().getUTCFullYear();
	const at = new Date(demo.moment(meeting.starts).getTime() - given * day);
	await transact(app, async (tx) => {
		for (const { id: number, text, owner, due, state } of actions) {
			const dueOn = demo.date(due);
			const action = {
				partnershipId,
				bodyId: idOf(demo.bodies, meeting.body),
				compartmentId: null,
				text: { en: text },
				owner: { is: 'person', id: idOf(demo.people, owner) } as const,
				dueOn,
				decisionId: null,
				meetingId: null,
				itemId: null,
			};
			// The year is the one in which the demo is looked at, as its dates are.
			const { id } = await insertAction(tx, action, number.replace(/\d{4}/, String(year)));
			const entry = { dueOn, words: '', personId: idOf(demo.people, 'p21'), at };
			await insertEntry(tx, { partnershipId, id }, { ...entry, act: 'assigned' });
			if (state !== 'done') continue;
			await saveAction(tx, { ...action, id, state: 'done', settledOn: dueOn });
			await insertEntry(
				tx,
				{ partnershipId, id },
				{
					...entry,
					act: 'done',
					personId: action.owner.id,
					at: demo.moment(`${due}T12:00:00+00:00`),
				},
			);
		}
	});
}
