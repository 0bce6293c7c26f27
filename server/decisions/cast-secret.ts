import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { clockTimeWithSeconds, clockTime } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { choiceFrom } from '#domain/decisions/ballot.ts';
import { admits } from '#domain/decisions/poll.ts';
import { noVoteFor } from '#domain/decisions/roll.ts';
import { codeFrom, plaintext, sealedFrom } from '#domain/decisions/sealed.ts';
import { reading, transact, type Services } from '../platform/tx.ts';
import { pollFor } from './access.ts';
import { papersOut } from './paper-store.ts';
import { lockPoll, pollById } from './poll-store.ts';
import { electorOf } from './roll-store.ts';
import { classOf } from './secret-classes.ts';
import { seal } from './urn-keys.ts';
import { isInUrn, putSealed, tickSeat } from './urn-store.ts';

interface OfSeat {
	pollId: string;
	seatId: string;
}

/**
 * Puts a sealed ballot into the urn of a secret poll. The one exception to the rules of commands: no audit row, no event, no
 * idempotency row, no live topic: nothing in this transaction but the tick and the ballot, each in a partition that is dropped
 * after the count. The ciphertext's hash is the key: the same ballot sent twice is in the urn once and answered alike; another
 * one of a seat that has voted is refused (`decisions.secret_already`), since nothing could say which to take out.
 */
export async function castSecretBallot(
	services: Services,
	actor: Actor,
	input: OfSeat & { sealed: unknown },
): Promise<{ meetingId: string }> {
	const sealed = sealedFrom(input.sealed);
	const hash = createHash('sha256').update(sealed).digest('hex');
	return transact(services, async (tx) => {
		const { poll, standing } = await pollFor(tx, actor, input.pollId, 'decisions.cast');
		if (poll.manifest.ballot !== 'secret') throw notFound();
		await lockPoll(tx, poll.id, 'shared');
		// Read again: it may have closed while this one waited for the lock.
		const { state } = (await pollById(tx, poll.partnershipId, poll.id)) ?? poll;
		if (state.state !== 'open')
			throw new Refusal('decisions.poll_closed', { time: clockTimeWithSeconds(state.closedAt) });
		if (!admits(state, 'cast')) throw new Refusal('decisions.question_paused');
		if (poll.manifest.recused?.some(({ seatId }) => seatId === input.seatId))
			throw new Refusal('decisions.recused');
		// Without a lock on the row: that would leave a trace of the voter on it.
		const elector = await electorOf(tx, poll, input.seatId);
		if (!elector) throw notFound();
		const why = noVoteFor(elector, standing);
		if (why) throw new Refusal(why, { time: clockTime(poll.state.openedAt) });
		if (poll.manifest.urn?.paper && (await papersOut(tx, poll)).has(elector.seatId))
			throw new Refusal('decisions.paper_out');
		if (!(await tickSeat(tx, poll, elector.seatId))) {
			if (await isInUrn(tx, poll, hash)) return { meetingId: poll.meetingId };
			throw new Refusal('decisions.secret_already');
		}
		await putSealed(tx, poll, {
			hash,
			ciphertext: Buffer.from(sealed).toString('base64'),
			ofClass: classOf(poll.manifest, elector.seatId),
		});
		return { meetingId: poll.meetingId };
	});
}

/**
 * The same for a browser that cannot seal (no JavaScript, or no secure connection): the server seals what it is sent on
 * receipt and forgets it. The page says so before voting. Answers the code that finds the ballot, which is kept nowhere.
 */
export async function castForDevice(
	services: Services,
	actor: Actor,
	input: OfSeat & { choice: unknown },
): Promise<{ code: string; meetingId: string }> {
	const choice = choiceFrom(input.choice);
	const code = codeFrom(services.ids.random(24));
	const key = await reading(services, async (tx) => {
		const { poll } = await pollFor(tx, actor, input.pollId, 'decisions.cast');
		return poll.manifest.urn?.publicKey;
	});
	if (!key) throw notFound();
	const sealed = Buffer.from(seal(key, plaintext(input.pollId, { code, choice }))).toString(
		'base64',
	);
	const { meetingId } = await castSecretBallot(services, actor, { ...input, sealed });
	return { code, meetingId };
}
