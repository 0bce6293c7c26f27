import { readFileSync } from 'node:fs';
import type { App } from '../app.ts';
import { createDocument } from '../documents/commands.ts';
import { transact } from '../platform/tx.ts';
import { richTextOf } from './markdown.ts';
import type { DemoWorld } from './world.ts';

/** The strategy of the demo, out for consultation, with its sections and their texts. */
export async function loadDocuments(app: App, demo: DemoWorld): Promise<void> {
	const { strategy } = demo.yaml;
	await transact(app, (tx) =>
		createDocument(app.relay, tx, {
			partnershipId: demo.partnershipId,
			slug: strategy.id,
			kind: 'strategy',
			title: { en: strategy.title },
			status: 'consultation',
			version: strategy.version.split(' ')[0] ?? strategy.version,
			goals: strategy.goals.map((en) => ({ en })),
			sections: strategy.sections.map((section) => ({
				title: { en: section.title },
				state: section.state,
				ownerPersonId: demo.people.get(section.owner) ?? null,
				ownerBodyId: demo.bodies.get(section.owner) ?? null,
				plannedWords: section.words,
				text: richTextOf(demo.words(markdownOf(section.no))),
			})),
		}),
	);
}

const markdownOf = (no: number): string =>
	readFileSync(
		new URL(`./content/strategy/${String(no).padStart(2, '0')}.md`, import.meta.url),
		'utf8',
	);
