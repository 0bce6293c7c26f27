import type { App } from '../app.ts';
import { audit, reading, transact } from '../platform/tx.ts';
import { loadDecisions } from './decisions.ts';
import { loadDocuments } from './documents.ts';
import { loadMeetings } from './meetings.ts';
import { idOf, loadStructure } from './structure.ts';
import { demoView, personaLines } from './views.ts';
import { moving, readDemoFile, shiftTo, type DemoWorld } from './world.ts';

const loaded = 'demo.loaded';

/**
 * Fills an empty store with the demo partnership, its meeting moved to the Thursday on or after today.
 * Does nothing when the store has a partnership. Says whether it loaded. Throws when an earlier loading was
 * cut short: `npm run demo:reset` begins anew.
 */
export async function loadDemo(app: App): Promise<boolean> {
	const found = await reading(app, async (tx) => ({
		partnership: await tx.db.selectFrom('partnership').select('slug').executeTakeFirst(),
		finished: await tx.db
			.selectFrom('audit')
			.select('seq')
			.where('act', '=', loaded)
			.executeTakeFirst(),
	}));
	const yaml = readDemoFile();
	if (found.partnership) {
		if (found.partnership.slug === yaml.partnership.id && !found.finished)
			app.log.warn('the demo was not loaded to its end: npm run demo:reset begins anew');
		return false;
	}
	const shiftDays = shiftTo(yaml.meeting.starts.slice(0, 10), app.clock.now());
	const move = moving(shiftDays);
	const ids = await transact(app, (tx) => loadStructure(tx, yaml, move));
	const world: DemoWorld = {
		...move,
		...ids,
		yaml,
		slug: yaml.partnership.id,
		shiftDays,
		actor: (code) => ({
			accountId: idOf(ids.accounts, code),
			partnershipId: ids.partnershipId,
			personId: idOf(ids.people, code),
		}),
	};
	await loadDocuments(app, world);
	await loadMeetings(app, world);
	await loadDecisions(app, world);
	await transact(app, (tx) => audit(tx, { act: loaded, subject: ids.partnershipId }));
	return true;
}

/** The sign-in links that the process prints when it starts in demo mode, one a line; none otherwise. */
export async function signInLines(app: App, base: string): Promise<string[]> {
	if (!app.config.demo) return [];
	const view = await reading(app, demoView);
	return view ? personaLines(view, base) : [];
}
