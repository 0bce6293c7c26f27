import {
	closeQuestion,
	openPractice,
	openQuestion,
	pauseQuestion,
	resolveObjection,
	resumeQuestion,
	showQuestion,
	voidQuestion,
} from '#server/decisions/question-commands.ts';
import { fresh } from '../../../here.server.ts';
import { actAtMeeting, field, idFrom, type Acting } from './following.server.ts';

type Event = Parameters<typeof actAtMeeting>[0];

/** One form action for one command on a question. */
const act =
	(
		work: (app: Event['locals']['app'], given: Acting & { questionId: string }) => Promise<unknown>,
	) =>
	(event: Event) =>
		actAtMeeting(event, (given) =>
			work(event.locals.app, { ...given, questionId: idFrom(given.form, 'questionId') }),
		);

/** What the chair does with a question that is prepared or asked. */
export const questionActs = {
	openQuestion: (event: Event) =>
		actAtMeeting(event, ({ actor, form }) => {
			fresh(event.locals);
			return openQuestion(event.locals.app, actor, { questionId: idFrom(form, 'questionId') });
		}),
	openPractice: (event: Event) =>
		actAtMeeting(event, ({ actor, meetingId, form }) =>
			openPractice(
				event.locals.app,
				actor,
				{ meetingId },
				field(form, 'key') ? idFrom(form, 'key') : undefined,
			),
		),
	pauseQuestion: act((app, { actor, questionId }) => pauseQuestion(app, actor, { questionId })),
	resumeQuestion: act((app, { actor, questionId }) => resumeQuestion(app, actor, { questionId })),
	closeQuestion: act((app, { actor, questionId }) => closeQuestion(app, actor, { questionId })),
	showQuestion: act((app, { actor, questionId, form }) =>
		showQuestion(app, actor, {
			questionId,
			casting: form.getAll('casting').map(String),
			reason: field(form, 'reason'),
		}),
	),
	resolveObjection: (event: Event) =>
		actAtMeeting(event, ({ actor, form }) =>
			resolveObjection(event.locals.app, actor, {
				questionId: idFrom(form, 'questionId'),
				seatId: idFrom(form, 'seatId'),
				reason: field(form, 'resolution'),
			}),
		),
	voidQuestion: (event: Event) =>
		actAtMeeting(event, ({ actor, form }) => {
			fresh(event.locals);
			return voidQuestion(event.locals.app, actor, {
				questionId: idFrom(form, 'questionId'),
				reason: field(form, 'voidReason'),
			});
		}),
};
