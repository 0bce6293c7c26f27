import { isDeepStrictEqual } from 'node:util';
import {
	actionText,
	dueFrom,
	ownerFrom,
	wordsFrom,
	type ActionAct,
	type ActionState,
} from '#domain/actions/action.ts';
import type { ActionAssigned } from '#domain/actions/events.ts';
import type { Actor } from '#domain/kernel/actor.ts';
import { isoDate } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import type { Text } from '#domain/kernel/text.ts';
import { can } from '#domain/partnerships/policy.ts';
import { mayEnter } from '../compartments/views.ts';
import { boardId, organisationsOf, standingOf, votingSeats } from '../partnerships/store.ts';
import { personIn } from '../partnerships/person-store.ts';
import { command, type Reading, type Services, type Tx } from '../platform/tx.ts';
import {
	insertAction,
	insertEntry,
	lastEntry,
	lockAction,
	saveAction,
	type Action,
} from './store.ts';

/** An action as a form says it: `owner` is "person:<id>" or "organisation:<id>", `due` an ISO date. */
export interface ActionSaid {
	readonly text: Text;
	readonly owner: string;
	readonly due: string;
}

/** What an action comes from, as the part that knows it has found it. */
export interface Origin {
	readonly bodyId: string;
	readonly compartmentId: string | null;
	readonly decisionId: string | null;
	/** The meeting in whose minutes it is written down; null for none. */
	readonly meetingId: string | null;
	readonly itemId: string | null;
}

/**
 * Enters an action for somebody who may on its body; inside the transaction of the caller, who has judged that they may
 * see what it comes from. Refuses no or too many words, no owner, one of elsewhere, and a date that has passed.
 */
export async function enterAction(
	tx: Tx,
	actor: Actor,
	origin: Origin,
	said: ActionSaid,
): Promise<string> {
	const standing = await standingOf(tx, actor, origin.bodyId);
	if (!standing) throw notFound();
	if (!can(standing, 'actions.assign')) throw new Refusal('kernel.not_allowed');
	const action = {
		...origin,
		partnershipId: actor.partnershipId,
		text: actionText(said.text),
		owner: ownerFrom(said.owner),
		dueOn: dueFrom(said.due, isoDate(tx.now)),
	};
	await isHere(tx, action);
	const { id, number } = await insertAction(tx, action);
	await insertEntry(
		tx,
		{ partnershipId: actor.partnershipId, id },
		{ act: 'assigned', words: '', dueOn: action.dueOn, personId: actor.personId, at: tx.now },
	);
	if (origin.meetingId !== null) {
		const { partnershipId } = actor;
		const { meetingId, itemId } = origin;
		const event: ActionAssigned = {
			type: 'actions.assigned',
			partnershipId,
			actionId: id,
			meetingId,
			itemId,
		};
		await tx.emit(event);
	}
	return number;
}

/** Enters an action of the board's that comes from no meeting and no decision. Answers its number. */
export async function assignAction(
	services: Services,
	actor: Actor,
	said: ActionSaid,
	key?: string,
): Promise<string> {
	return command(
		services,
		actor,
		'actions.assigned',
		actor.partnershipId,
		async (tx) => {
			const bodyId = await boardId(tx, actor.partnershipId);
			if (bodyId === undefined) throw notFound();
			return enterAction(
				tx,
				actor,
				{ bodyId, compartmentId: null, decisionId: null, meetingId: null, itemId: null },
				said,
			);
		},
		key,
	);
}

/** Says how it goes: by who owns it, or by who assigns. */
export function noteAction(
	services: Services,
	actor: Actor,
	input: { actionId: string; words: string },
): Promise<void> {
	return onAction(services, actor, 'noted', input.actionId, async (tx, action, rights) => {
		if (!rights.owns && !rights.assigns) throw new Refusal('kernel.not_allowed');
		if (action.state !== 'open') throw new Refusal('actions.settled');
		const words = wordsFrom(input.words, 'note', true);
		if (!(await isSaid(tx, actor, action, 'note', words)))
			await write(tx, actor, action, 'note', words);
	});
}

/** Says that it is done (by who owns it or who assigns), or that it is dropped, for a reason (by who assigns). */
export function settleAction(
	services: Services,
	actor: Actor,
	input: { actionId: string; as: 'done' | 'dropped'; words: string },
): Promise<void> {
	return onAction(services, actor, input.as, input.actionId, async (tx, action, rights) => {
		if (!rights.assigns && !(rights.owns && input.as === 'done'))
			throw new Refusal('kernel.not_allowed');
		// Said twice is said once.
		if (action.state === input.as) return;
		if (action.state !== 'open') throw new Refusal('actions.settled');
		const words = wordsFrom(input.words, input.as, input.as === 'dropped');
		await become(tx, action, input.as);
		await write(tx, actor, action, input.as, words);
	});
}

/** Takes up again what was done or dropped, for a reason; by who assigns. */
export function reopenAction(
	services: Services,
	actor: Actor,
	input: { actionId: string; words: string },
): Promise<void> {
	return onAction(services, actor, 'reopened', input.actionId, async (tx, action, rights) => {
		if (!rights.assigns) throw new Refusal('kernel.not_allowed');
		if (action.state === 'open') return;
		const words = wordsFrom(input.words, 'reopened', true);
		await become(tx, action, 'open');
		await write(tx, actor, action, 'reopened', words);
	});
}

/** Gives it other words, another owner or another date, for a reason; by who assigns. A date that stays may have passed. */
export function changeAction(
	services: Services,
	actor: Actor,
	input: ActionSaid & { actionId: string; words: string },
): Promise<void> {
	return onAction(services, actor, 'changed', input.actionId, async (tx, action, rights) => {
		if (!rights.assigns) throw new Refusal('kernel.not_allowed');
		if (action.state !== 'open') throw new Refusal('actions.settled');
		const changed = {
			...action,
			text: actionText(input.text),
			owner: ownerFrom(input.owner),
			dueOn: input.due === action.dueOn ? action.dueOn : dueFrom(input.due, isoDate(tx.now)),
		};
		await isHere(tx, changed);
		const words = wordsFrom(input.words, 'changed', true);
		if (isDeepStrictEqual(changed, action) && (await isSaid(tx, actor, action, 'changed', words)))
			return;
		await saveAction(tx, changed);
		await write(tx, actor, changed, 'changed', words);
	});
}

async function become(tx: Tx, action: Action, state: ActionState): Promise<void> {
	await saveAction(tx, { ...action, state, settledOn: state === 'open' ? null : isoDate(tx.now) });
}

function write(tx: Tx, actor: Actor, action: Action, act: ActionAct, words: string): Promise<void> {
	const { dueOn } = action;
	return insertEntry(tx, action, { act, words, dueOn, personId: actor.personId, at: tx.now });
}

/** Whether the newest thing said of it is this, by the same person: its answer was lost, and it was sent again. */
async function isSaid(
	tx: Tx,
	actor: Actor,
	action: Action,
	act: ActionAct,
	words: string,
): Promise<boolean> {
	const last = await lastEntry(tx, action);
	return last?.act === act && last.words === words && last.personId === actor.personId;
}

/** What somebody may do with an action: they own it (themselves or by the seat they hold for its owner), or they assign. */
export async function rightsOver(
	tx: Reading,
	actor: Actor | null,
	action: Action,
): Promise<{ owns: boolean; assigns: boolean }> {
	const standing = actor && (await standingOf(tx, actor, action.bodyId));
	if (!actor || !standing) return { owns: false, assigns: false };
	const { owner } = action;
	const owns =
		owner.is === 'person'
			? owner.id === actor.personId
			: (await votingSeats(tx, actor.partnershipId, action.bodyId)).some(
					({ holderId, organisationId }) =>
						holderId === actor.personId && organisationId === owner.id,
				);
	return { owns, assigns: can(standing, 'actions.assign') };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function onAction(
	services: Services,
	actor: Actor,
	act: string,
	actionId: string,
	work: (tx: Tx, action: Action, rights: { owns: boolean; assigns: boolean }) => Promise<void>,
): Promise<void> {
	return command(services, actor, `actions.${act}`, actionId, async (tx) => {
		const action = uuid.test(actionId)
			? await lockAction(tx, actor.partnershipId, actionId)
			: undefined;
		if (!action) throw notFound();
		if (action.compartmentId !== null && !(await mayEnter(tx, actor, action.compartmentId)))
			throw notFound();
		await work(tx, action, await rightsOver(tx, actor, action));
	});
}

/** Refuses an owner who is not of the partnership. */
async function isHere(
	tx: Tx,
	{ partnershipId, owner }: Omit<Action, 'id' | 'number' | 'state' | 'settledOn'>,
) {
	const found =
		owner.is === 'person'
			? (await personIn(tx, { partnershipId, personId: owner.id })) !== undefined
			: (await organisationsOf(tx, partnershipId)).some(({ id }) => id === owner.id);
	if (!found) throw new Refusal('actions.owner_missing', {}, 'owner');
}
