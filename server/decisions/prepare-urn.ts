import { randomUUID } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { Refusal } from '#domain/kernel/refusal.ts';
import { can } from '#domain/partnerships/policy.ts';
import { meetingById } from '../meetings/meeting-store.ts';
import { constitutionOf, standingOf } from '../partnerships/store.ts';
import { audit, reading, transact, type Services } from '../platform/tx.ts';
import { pollAnywhere } from './poll-store.ts';
import { questionAnywhere } from './question-store.ts';
import { isUrnOpen } from './urn-store.ts';
import { urnDirectory, type UrnKeys } from './urn-keys.ts';

/** The key of a secret poll that is about to be opened: on disk before the transaction, which waits for nothing outside. */
export interface PreparedUrn {
	/** The name of the key; a vote on a motion has the same id. */
	readonly pollId: string;
	readonly publicKey: string;
	readonly keys: UrnKeys;
}

const nowhere: UrnKeys = {
	create: () => Promise.reject(new Error('no URN_DIR')),
	open: () => Promise.resolve(null),
	destroy: () => Promise.resolve(),
	held: () => Promise.resolve([]),
};

/** Where the keys live; nowhere without URN_DIR. */
export function urnKeysOf({ config }: Pick<Services, 'config'>): UrnKeys {
	return config.urnDir === undefined ? nowhere : urnDirectory(config.urnDir);
}

/**
 * Makes a key for a question or a motion in writing that is about to be opened in secret, under a name of its own: two who open it at once don't
 * overwrite each other's. Refuses a server without URN_DIR (`decisions.urn_missing`).
 */
export async function prepareQuestionUrn(services: Services): Promise<PreparedUrn> {
	if (services.config.urnDir === undefined)
		throw new Refusal('decisions.urn_missing', {}, 'secret');
	const keys = urnKeysOf(services);
	const pollId = randomUUID();
	return { pollId, publicKey: await keys.create(pollId), keys };
}

/**
 * Opens a vote with the key of an urn where it is to be secret: on disk before the transaction, and destroyed again where
 * that opened nothing with it.
 */
export async function withUrn<T>(
	services: Services,
	secret: boolean,
	open: (urn: PreparedUrn | null) => Promise<T>,
): Promise<T> {
	const urn = secret ? await prepareQuestionUrn(services) : null;
	try {
		return await open(urn);
	} finally {
		if (urn && (await reading(services, (tx) => isUrnOpen(tx, urn.pollId))) === undefined)
			await urn.keys.destroy(urn.pollId);
	}
}

/** Makes the key for a vote that the rules want secret; null where they don't, the actor may not, or there is no URN_DIR. */
export async function prepareUrn(
	services: Services,
	actor: Actor,
	meetingId: string,
): Promise<PreparedUrn | null> {
	if (services.config.urnDir === undefined) return null;
	const wanted = await reading(services, async (tx) => {
		const meeting = uuid.test(meetingId) && (await meetingById(tx, actor.partnershipId, meetingId));
		if (!meeting || meeting.status !== 'in_session') return false;
		if (!can(await standingOf(tx, actor, meeting.bodyId), 'decisions.run_poll')) return false;
		const constitution = await constitutionOf(tx, actor.partnershipId, meeting.bodyId);
		return constitution?.rules.ballot === 'secret';
	});
	if (!wanted) return null;
	const keys = urnKeysOf(services);
	const pollId = randomUUID();
	return { pollId, publicKey: await keys.create(pollId), keys };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Destroys the keys of polls that are not open any more, and writes down that it did: after each closing, and for whatever a
 * crash left. A key whose poll is not there yet is somebody's who is opening it, and is left.
 */
export async function sweepUrns(services: Services, actor?: Actor): Promise<void> {
	const keys = urnKeysOf(services);
	for (const pollId of await keys.held()) {
		const open = uuid.test(pollId)
			? await reading(services, async (tx) => {
					const poll = await pollAnywhere(tx, pollId);
					return poll ? poll.state.state === 'open' : isUrnOpen(tx, pollId);
				})
			: undefined;
		if (open !== false) continue;
		await keys.destroy(pollId);
		await transact(services, (tx) =>
			audit(tx, {
				...(actor ? { actor } : {}),
				act: 'decisions.urn_key_destroyed',
				subject: pollId,
			}),
		);
	}
}

/** The same of a question: whether it is open in secret and its key is gone. */
export async function questionKeyLost(
	services: Pick<Services, 'config' | 'db'>,
	questionId: string,
): Promise<boolean> {
	const question = await reading(services, (tx) => questionAnywhere(tx, questionId));
	const open = question?.state === 'open' || question?.state === 'paused';
	return open && question.urnKey !== null && urnKeyLost(services, question.urnKey);
}

/** Whether the key of an open secret vote is not there any more: then nobody can ever open its ballots, and it is taken again. */
export async function urnKeyLost(
	services: Pick<Services, 'config'>,
	pollId: string,
): Promise<boolean> {
	return (await urnKeysOf(services).open(pollId)) === null;
}
