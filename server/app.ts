import { decisionsHandlers } from './decisions/vetoes.ts';
import { actionsDueJob, actionsDueRunner } from './actions/reminders.ts';
import { ratifyReminder, remindJob } from './decisions/decide.ts';
import { questionOpener } from './decisions/open-question.ts';
import { openPollJob, plannedOpener, planReactions } from './decisions/plan-poll.ts';
import { openAtItsTime } from './decisions/prepare-question.ts';
import { electionCloseJob, electionOpenJob, electionRemindJob } from './decisions/call-election.ts';
import { electionReminder, electionRunner } from './decisions/run-election.ts';
import { writtenCloseJob, writtenRemindJob } from './decisions/put-in-writing.ts';
import { absenceJob, absenceRunner } from './meetings/absence-job.ts';
import { papersDueJob, papersDueRunner } from './meetings/papers-due.ts';
import { reopenReactions } from './decisions/recusal-voids.ts';
import { reportReactions } from './decisions/report-written.ts';
import { writtenCloser, writtenReminder } from './decisions/settle-written.ts';
import { createLive, type Live } from './live/live.ts';
import { Registry } from 'prom-client';
import { linkSender, sendLinkJob } from './accounts/links.ts';
import { authenticate, standingSessions } from './accounts/session.ts';
import { minutesReactions } from './meetings/reactions.ts';
import { agendaReactions } from './meetings/set-up.ts';
import { partnershipRights } from './partnerships/reactions.ts';
import { retentionJob, retentionRunner } from './partnerships/retention.ts';
import { interestsDueJob, interestsDueRunner } from './partnerships/interest-reminders.ts';
import { closingHandlers } from './meetings/body-closing.ts';
import { rightsHandlers } from './meetings/rights.ts';
import { documentKind, sectionKind } from './documents/gate.ts';
import { documentReactions } from './documents/reactions.ts';
import type { Clock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { Connection } from './platform/db.ts';
import type { Ids } from './platform/ids.ts';
import { startJobs, type JobRunner } from './platform/jobs.ts';
import type { Log } from './platform/log.ts';
import { mailSender, sendMailJob } from './platform/mail.ts';
import { createMetrics } from './platform/metrics.ts';
import { startOutbox, type Reaction } from './platform/outbox.ts';
import type { Handler, Services } from './platform/tx.ts';
import type { Worker } from './platform/worker.ts';
import { agendaKind, exemptAgendaKind, minutesKind } from './meetings/gate.ts';
import { createRelay } from './relay/create-relay.ts';
import type { Relay } from './relay/relay.ts';
import type { RelayStore } from './relay/store.ts';

/** The wired application: what routes and the process work with. */
export interface App extends Services {
	readonly relay: Relay;
	readonly live: Live;
	readonly outbox: Worker;
	readonly jobs: Worker;
	/** What /metrics shows; collected from the first time it is asked for. */
	metrics(): Registry;
	/** Stops taking work, finishes what runs, and leaves the store open for its owner to close. */
	close(): Promise<void>;
}

export interface AppOptions {
	readonly connection: Connection;
	readonly config: Config;
	readonly clock: Clock;
	readonly ids: Ids;
	readonly log: Log;
	/** Where the relay keeps its rooms; the same database when not given. */
	readonly relayStore?: RelayStore | undefined;
}

/** Wires parts, gates, handlers, reactions and jobs: the only place where parts meet that do not import each other. */
export function createApp(options: AppOptions): App {
	const handlers = new Map<string, Handler[]>();
	const reactions = new Map<string, Reaction[]>();
	const runners = new Map<string, JobRunner>();

	for (const [type, handler] of decisionsHandlers)
		handlers.set(type, [...(handlers.get(type) ?? []), handler]);

	const services: Services = {
		db: options.connection.db,
		clock: options.clock,
		ids: options.ids,
		log: options.log,
		config: options.config,
		handlers,
		reacts: (type) => reactions.has(type),
		wakeOutbox: () => outbox.wake(),
	};
	const relay = createRelay({
		services,
		authenticate: (cookie) => authenticate(services, cookie),
		standing: (refs) => standingSessions(services, refs),
		store: options.relayStore,
	});
	const live = createLive({ ...services, relay });
	handlers.set('*', [...(handlers.get('*') ?? []), live.handler]);
	relay.kinds.set('agenda', agendaKind(services));
	relay.kinds.set('exempt-agenda', exemptAgendaKind(services));
	relay.kinds.set('minutes', minutesKind(services));
	for (const [type, handler] of partnershipRights(relay))
		handlers.set(type, [...(handlers.get(type) ?? []), handler]);
	for (const [type, handler] of closingHandlers)
		handlers.set(type, [...(handlers.get(type) ?? []), handler]);
	for (const [type, handler] of rightsHandlers(relay))
		handlers.set(type, [...(handlers.get(type) ?? []), handler]);
	for (const [type, reaction] of agendaReactions(services, relay))
		reactions.set(type, [...(reactions.get(type) ?? []), reaction]);
	for (const [type, reaction] of reopenReactions(services))
		reactions.set(type, [...(reactions.get(type) ?? []), reaction]);
	for (const [type, reaction] of planReactions(services))
		reactions.set(type, [...(reactions.get(type) ?? []), reaction]);
	for (const [type, reaction] of reportReactions(services, relay))
		reactions.set(type, [...(reactions.get(type) ?? []), reaction]);
	for (const [type, reaction] of minutesReactions(services, relay))
		reactions.set(type, [...(reactions.get(type) ?? []), reaction]);

	relay.kinds.set('section', sectionKind(services));
	relay.kinds.set('document', documentKind(services));
	for (const [type, reaction] of documentReactions({ ...services, relay }))
		reactions.set(type, [...(reactions.get(type) ?? []), reaction]);
	runners.set(remindJob, ratifyReminder(services));
	runners.set(openPollJob, plannedOpener(services));
	runners.set(openAtItsTime, questionOpener(services));
	runners.set(writtenRemindJob, writtenReminder(services));
	runners.set(writtenCloseJob, writtenCloser(services));
	runners.set(electionOpenJob, electionRunner(services));
	runners.set(electionCloseJob, electionRunner(services));
	runners.set(electionRemindJob, electionReminder(services));
	runners.set(sendMailJob, mailSender(services));
	runners.set(sendLinkJob, linkSender(services));
	runners.set(retentionJob, retentionRunner(services));
	runners.set(absenceJob, absenceRunner(services));
	runners.set(papersDueJob, papersDueRunner(services));
	runners.set(interestsDueJob, interestsDueRunner(services));
	runners.set(actionsDueJob, actionsDueRunner(services));

	let metrics: Registry | undefined;
	const outbox: Worker = startOutbox(services, reactions);
	const jobs = startJobs(services, runners);

	return {
		...services,
		relay,
		live,
		outbox,
		jobs,
		metrics: () => (metrics ??= Registry.merge([createMetrics(), relay.metrics])),
		async close() {
			await jobs.stop();
			await outbox.stop();
			await live.close();
			await relay.close();
		},
	};
}

let current: App | undefined;

/** The one piece of module state of the server: the app that this process serves. */
export function serve(app: App): void {
	current = app;
}

/** The app of this process. Throws before `serve`. */
export function currentApp(): App {
	if (!current) throw new Error('no app is served yet');
	return current;
}
