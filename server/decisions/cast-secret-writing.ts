import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Actor } from '#domain/kernel/actor.ts';
import { notFound, Refusal } from '#domain/kernel/refusal.ts';
import { choiceFrom } from '#domain/decisions/ballot.ts';
import { codeFrom, plaintext, sealedFrom } from '#domain/decisions/sealed.ts';
import { reading, transact, type Services } from '../platform/tx.ts';
import { assertVotes, procedureFor, seatOpenFor } from './answer-in-writing.ts';
import { classOf } from './secret-classes.ts';
import { seal } from './urn-keys.ts';
import { isInUrn, putSealed, tickSeat } from './urn-store.ts';

interface OfSeat {
	procedureId: string;
	seatId: string;
}

/**
 * Puts a sealed answer into the urn of a secret motion in writing, until its deadline. As `castSecretBallot` an exception to the
 * rules of commands: nothing in this transaction but the tick and the ballot. The same one twice is in the urn once; another one
 * of a seat that has voted is refused (`decisions.secret_already`), and so is a seat that takes no part for an interest.
 */
export async function castSecretInWriting(
	services: Services,
	actor: Actor,
	input: OfSeat & { sealed: unknown },
): Promise<void> {
	const sealed = sealedFrom(input.sealed);
	const hash = createHash('sha256').update(sealed).digest('hex');
	await transact(services, async (tx) => {
		const { procedure } = await procedureFor(tx, actor, input.procedureId, 'decisions.cast');
		if (procedure.urnKey === null) throw notFound();
		// Without a lock on the row: that would leave a trace of the voter on it.
		const { elector } = await seatOpenFor(tx, procedure, input.seatId, 'shared', 'unheld');
		await assertVotes(tx, procedure, elector, actor);
		if (elector.interest !== null) throw new Refusal('decisions.recused');
		if (!(await tickSeat(tx, procedure, elector.seatId))) {
			if (await isInUrn(tx, procedure, hash)) return;
			throw new Refusal('decisions.secret_already');
		}
		await putSealed(tx, procedure, {
			hash,
			ciphertext: Buffer.from(sealed).toString('base64'),
			ofClass: classOf(procedure.manifest, elector.seatId),
		});
	});
}

/** The same for a browser that cannot seal: the server seals what it is sent on receipt and forgets it. Answers the code. */
export async function castInWritingForDevice(
	services: Services,
	actor: Actor,
	input: OfSeat & { choice: unknown },
): Promise<{ code: string }> {
	const choice = choiceFrom(input.choice);
	const urn = await reading(services, async (tx) => {
		const { procedure } = await procedureFor(tx, actor, input.procedureId, 'decisions.cast');
		return procedure.manifest.urn;
	});
	if (!urn) throw notFound();
	const code = codeFrom(services.ids.random(24));
	const bytes = plaintext(input.procedureId, { code, choice });
	const sealed = Buffer.from(seal(urn.publicKey, bytes)).toString('base64');
	await castSecretInWriting(services, actor, { ...input, sealed });
	return { code };
}
