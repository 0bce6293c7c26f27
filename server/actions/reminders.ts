import { queueJob, type JobRunner } from '../platform/jobs.ts';
import { queueMail } from '../platform/mail.ts';
import { transact, type Services } from '../platform/tx.ts';
import { actionDueEmail } from './emails.ts';
import { takeDue } from './store.ts';

export const actionsDueJob = 'actions.due';

/** Five in the morning, UTC, after a moment. */
function nextMorning(after: Date): Date {
	const morning = new Date(after);
	morning.setUTCHours(5, 0, 0, 0);
	if (morning <= after) morning.setUTCDate(morning.getUTCDate() + 1);
	return morning;
}

/** Sees to it that the next morning's look is queued: at the start of the process and after every one. */
export async function queueActionsDue(services: Services): Promise<void> {
	await transact(services, async (tx) => {
		const dueAt = nextMorning(tx.now);
		const uniqueKey = `${actionsDueJob}:${dueAt.toISOString().slice(0, 10)}`;
		await queueJob(tx, { kind: actionsDueJob, payload: {}, dueAt, uniqueKey });
	});
}

/** The morning's look: writes to the owners of what is due within a week or late, once a week. A demo's people are written to by nobody. */
export function actionsDueRunner(services: Services): JobRunner {
	return async () => {
		const origin = services.config.origin?.origin;
		if (origin !== undefined)
			await transact(services, async (tx) => {
				for (const { email, name, slug, ...action } of await takeDue(tx)) {
					const link = `${origin}/${slug}/actions/${action.number}`;
					await queueMail(tx, services, actionDueEmail(email, name, action, link));
				}
			});
		await queueActionsDue(services);
	};
}
