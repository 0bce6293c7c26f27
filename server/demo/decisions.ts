import type { App } from '../app.ts';
import { lodgeMotion } from '../decisions/lodge-motion.ts';
import { itemsOf } from '../meetings/item-store.ts';
import { meetingBySlug } from '../meetings/meeting-store.ts';
import { transact } from '../platform/tx.ts';
import type { DemoWorld } from './world.ts';

/** The motions of the demo's meeting, each put down under its item; who leads an item and votes has moved its motion. */
export async function loadDecisions(app: App, demo: DemoWorld): Promise<void> {
	const { agenda, meeting, motions, people } = demo.yaml;
	const slug = `${demo.date(meeting.starts.slice(0, 10))}-${meeting.body}`;
	await transact(app, async (tx) => {
		const found = await meetingBySlug(tx, demo.partnershipId, slug);
		if (!found) throw new Error(`the demo has no meeting ${slug}`);
		const items = await itemsOf(tx, demo.partnershipId, found.id);
		for (const motion of motions) {
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
				noticeGivenOn: motion.notice_given && demo.date(motion.notice_given),
			});
		}
	});
}
