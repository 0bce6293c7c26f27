import { isoDate } from '#domain/kernel/calendar.ts';
import { isRefusal } from '#domain/kernel/refusal.ts';
import { absentSeats, seatsToVacate, type SeatToVacate } from '#server/meetings/absence.ts';
import { seatsOn } from '#server/partnerships/body-views.ts';
import { endTerm } from '#server/partnerships/manage-people.ts';
import { dayFrom } from '#server/partnerships/days.ts';
import { mayDo } from '#server/partnerships/managing.ts';
import { constitutionOf } from '#server/partnerships/store.ts';
import { reading } from '#server/platform/tx.ts';
import { sentenceOf } from '../../answer.server.ts';
import { here } from '../../here.server.ts';
import { idIn, manage } from '../managing.server.ts';
import type { Actions, PageServerLoad } from './$types';

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
		const vacates: SeatToVacate[] = [];
		if (asks)
			for (const body of bodies) {
				const rules = (await constitutionOf(tx, partnership.id, body.id))?.rules.absence;
				for (const each of await absentSeats(tx, partnership.id, body.id))
					if (rules && each.missed >= rules.alertAfterMissed)
						absent.push({ ...each, review: each.missed >= rules.reviewAfterMissed });
				if (rules?.removeAfterMonths != null)
					vacates.push(
						...(await seatsToVacate(tx, partnership.id, body.id, rules.removeAfterMonths)),
					);
			}
		return { bodies, day, typed, wrong, now: day === today, absent, vacates };
	});
};

export const actions: Actions = {
	/** Ends the term that the rules on absence end: by the hand of who runs the partnership. */
	vacate: (event) =>
		manage(event, ({ app, actor, form }) =>
			endTerm(app, actor, { kind: 'seat_term', termId: idIn(form, 'termId'), endsOn: '' }),
		),
};
