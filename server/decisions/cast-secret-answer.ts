import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { clockTime } from '#domain/kernel/calendar.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { answerFrom, type Field } from '#domain/decisions/answer.ts';
import { noVoteFor } from '#domain/decisions/roll.ts';
import { answerPaper, answerWords } from '#domain/decisions/sealed-answer.ts';
import { codeFrom, plaintext, sealedFrom } from '#domain/decisions/sealed.ts';
import { known } from '../meetings/entering.ts';
import { reading, transact, type Services } from '../platform/tx.ts';
import { assertOpen } from './answer-question.ts';
import { openWhenDue } from './open-question.ts';
import { lockedQuestion, questionFor } from './question-access.ts';
import { papersOut } from './paper-store.ts';
import { questionElectorOf } from './question-roll.ts';
import { classOf } from './secret-classes.ts';
import { seal } from './urn-keys.ts';
import { isInUrn, putSealed, tickSeat } from './urn-store.ts';

interface OfSeat {
	questionId: string;
	seatId: string;
}

/**
 * Puts a sealed answer into the urn of a secret question. As `castSecretBallot` an exception to the rules of commands: no audit
 * row, no event, no idempotency row, no live topic, nothing in this transaction but the tick and the ballot. The same ballot sent
 * twice is in the urn once; another one of a seat that has voted is refused (`decisions.secret_already`). What it says is judged
 * when the urn is opened: nobody can before.
 */
export async function castSecretAnswer(
	services: Services,
	actor: Actor,
	input: OfSeat & { sealed: unknown },
): Promise<{ meetingId: string | null }> {
	const sealed = sealedFrom(input.sealed);
	const hash = createHash('sha256').update(sealed).digest('hex');
	await openWhenDue(services, known(input.questionId));
	return transact(services, async (tx) => {
		const held = await lockedQuestion(tx, actor, input.questionId, 'decisions.cast', 'shared');
		const { question, standing, at } = held;
		if (!question.secret) throw notFound();
		assertOpen(question, at);
		const { manifest, meetingId } = question;
		if (!manifest) throw new Error('an open question has its manifest');
		if (manifest.recused?.some(({ seatId }) => seatId === input.seatId))
			throw new Refusal('decisions.recused');
		// Without a lock on the row: that would leave a trace of the voter on it.
		const elector = await questionElectorOf(tx, question, known(input.seatId));
		if (!elector) throw notFound();
		const why = noVoteFor(elector, standing);
		if (why) throw new Refusal(why, { time: clockTime(question.openedAt ?? at) });
		if (manifest.urn?.paper && (await papersOut(tx, question)).has(elector.seatId))
			throw new Refusal('decisions.paper_out');
		if (!(await tickSeat(tx, question, elector.seatId))) {
			if (await isInUrn(tx, question, hash)) return { meetingId };
			throw new Refusal('decisions.secret_already');
		}
		await putSealed(tx, question, {
			hash,
			ciphertext: Buffer.from(sealed).toString('base64'),
			ofClass: classOf(manifest, elector.seatId),
		});
		return { meetingId };
	});
}

/**
 * The same for a browser that cannot seal: the server reads the fields of the form (`answerFrom`, whose refusals it gives), seals
 * the answer on receipt and forgets it. The page says so before voting. Answers the code that finds the ballot, kept nowhere.
 */
export async function castAnswerForDevice(
	services: Services,
	actor: Actor,
	input: OfSeat & { fields: readonly Field[] },
): Promise<{ code: string; meetingId: string | null }> {
	await openWhenDue(services, known(input.questionId));
	const manifest = await reading(services, async (tx) => {
		const { question } = await questionFor(tx, actor, input.questionId, 'decisions.cast');
		if (!question.secret) throw notFound();
		assertOpen(question, new Date(0));
		return question.manifest;
	});
	if (!manifest?.urn) throw notFound();
	const { asked } = manifest;
	const code = codeFrom(services.ids.random(24));
	const choice = answerWords(asked, answerFrom(asked, input.fields));
	const bytes = plaintext(input.questionId, { code, choice }, answerPaper(asked));
	const sealed = Buffer.from(seal(manifest.urn.publicKey, bytes)).toString('base64');
	return { code, ...(await castSecretAnswer(services, actor, { ...input, sealed })) };
}
