import { isoDate } from '#domain/kernel/calendar.ts';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { absentSeats } from '#server/meetings/absence.ts';
import { seatsOn } from '#server/partnerships/body-views.ts';
import { dayFrom } from '#server/partnerships/days.ts';
import { mayDo } from '#server/partnerships/managing.ts';
import { constitutionOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { sentenceOf } from '../../answer.server.ts';
import { here } from '../../here.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const today = isoDate(event.locals.app.clock.now());
	const typed = event.url.searchParams.get('on') ?? '';
	let day = today;
	let wrong: string | null = null;
	try {
		day = dayFrom(typed, 'on', today) ?? today;
	} catch (refusal) {
		if (!isRefusal(refusal)) throw refusal;
		wrong = sentenceOf(refusal);
	}
	return reading(event.locals.app, async (tx) => {
		const bodies = await seatsOn(tx, partnership.id, day);
		const asks = actor !== null && (await mayDo(tx, actor, 'partnerships.manage'));
		const absent: { seatId: string; missed: number; review: boolean }[] = [];
		if (asks)
			for (const body of bodies) {
				const rules = (await constitutionOf(tx, partnership.id, body.id))?.rules.absence;
				for (const each of await absentSeats(tx, partnership.id, body.id))
					if (rules && each.missed >= rules.alertAfterMissed)
						absent.push({ ...each, review: each.missed >= rules.reviewAfterMissed });
			}
		return { bodies, day, typed, wrong, now: day === today, absent };
	});
};
