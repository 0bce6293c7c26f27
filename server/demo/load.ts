import type { App } from '../app.ts';
import { audit, reading, transact } from '../platform/tx.ts';
import { loadActions } from './actions.ts';
import { loadDecisions, loadElection, loadWritten } from './decisions.ts';
import { loadDocuments } from './documents.ts';
import type { DemoFile } from './file.ts';
import { loadMeetings } from './meetings.ts';
import { demoLoaded, emptyStore, storeState } from './store.ts';
import { idOf, loadStructure } from './structure.ts';
import { demoView, personaLines } from './views.ts';
import { moving, readDemoFile, shiftTo, type DemoWorld } from './world.ts';

/**
 * Fills an empty store with the demo partnership, its meeting moved to the Thursday on or after today, and says
 * whether it did. Does nothing on a store that has partnerships, except where a loading of the demo was cut short:
 * that one is thrown away and done again.
 */
export async function loadDemo(app: App): Promise<boolean> {
	const yaml = readDemoFile();
	const found = await reading(app, storeState);
	if (found.partnerships.length > 0) {
		const halfLoaded =
			!found.finished &&
			found.partnerships.length === 1 &&
			found.partnerships[0]?.fictional === true &&
			found.partnerships[0].slug === yaml.partnership.id;
		if (!halfLoaded) return false;
		await transact(app, emptyStore);
	}
	const { partnershipId } = await loadWorld(app, yaml);
	await transact(app, (tx) => audit(tx, { act: demoLoaded, subject: partnershipId }));
	return true;
}

/** Adds the partnership of a demo file to the store, its meeting moved to the Thursday on or after today. */
export async function loadWorld(app: App, yaml: DemoFile): Promise<DemoWorld> {
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
	await loadActions(app, world);
	await loadWritten(app, world);
	await loadElection(app, world);
	return world;
}

/** The sign-in links that the process prints when it starts in demo mode, one a line; none otherwise. */
export async function signInLines(app: App, base: string): Promise<string[]> {
	if (!app.config.demo) return [];
	const view = await reading(app, demoView);
	return view ? personaLines(view, base) : [];
}
