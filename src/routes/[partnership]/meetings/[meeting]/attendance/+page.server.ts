import { error } from '@sveltejs/kit';
import { answer, formOf } from '../../../../answer.server.ts';
import { acting, fresh, here } from '../../../../here.server.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import {
	attendanceModes,
	type AttendanceMode,
	type SeatWish,
} from '#domain/meetings/attendance.ts';
import {
	recordApology,
	recordArrival,
	recordArrivals,
	recordDeparture,
	withdrawApology,
} from '#server/meetings/attendance-commands.ts';
import { attendancePage } from '#server/meetings/attendance-views.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
	const { partnership, actor } = await here(event);
	const reader = { partnershipId: partnership.id, actor };
	return (await attendancePage(event.locals.app, reader, event.params.meeting)) ?? error(404);
};

interface Act {
	readonly app: App.Locals['app'];
	readonly actor: Actor;
	readonly meetingId: string;
	readonly personId: string;
	readonly form: FormData;
}

const text = (form: FormData, name: string) => {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
};

function modeIn(form: FormData): AttendanceMode {
	const mode = attendanceModes.find((each) => each === text(form, 'mode'));
	if (!mode) throw new Refusal('meetings.unknown_mode', {}, 'mode');
	return mode;
}

const wishes: readonly SeatWish[] = ['own', 'none', 'take_over', 'by_leave'];

const act = (work: (act: Act) => Promise<unknown>) => async (event: RequestEvent) => {
	const form = await formOf(event.request);
	return answer(form, async () => {
		const actor = acting(await here(event));
		// The roll decides who may vote.
		fresh(event.locals);
		await work({
			app: event.locals.app,
			actor,
			meetingId: text(form, 'meetingId'),
			personId: text(form, 'personId'),
			form,
		});
	});
};

export const actions: Actions = {
	arrive: act(({ app, actor, meetingId, personId, form }) =>
		recordArrival(app, actor, {
			meetingId,
			personId,
			mode: modeIn(form),
			seat: wishes.find((wish) => wish === text(form, 'seat')) ?? 'own',
		}),
	),
	several: act(({ app, actor, meetingId, form }) => {
		const personIds = form.getAll('personIds').filter((id) => typeof id === 'string');
		if (personIds.length === 0) throw new Refusal('meetings.nobody_chosen');
		return recordArrivals(app, actor, { meetingId, personIds, mode: modeIn(form) });
	}),
	leave: act(({ app, actor, meetingId, personId }) =>
		recordDeparture(app, actor, { meetingId, personId }),
	),
	apologise: act(({ app, actor, meetingId, personId, form }) => {
		const deputyPersonId = text(form, 'deputyPersonId');
		return recordApology(app, actor, {
			meetingId,
			personId,
			...(deputyPersonId === '' ? {} : { deputyPersonId }),
		});
	}),
	withdraw: act(({ app, actor, meetingId, personId }) =>
		withdrawApology(app, actor, { meetingId, personId }),
	),
};
