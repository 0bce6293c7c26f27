import { Buffer } from 'node:buffer';
import { Refusal } from '#domain/kernel/refusal.ts';
import type { Answer } from '#domain/decisions/answer.ts';
import type { Asked, QuestionManifest } from '#domain/decisions/question.ts';
import { answerFromWords } from '#domain/decisions/sealed-answer.ts';
import {
	leafOf,
	motionPaper,
	readPlaintext,
	type OpenBallot,
	type Paper,
} from '#domain/decisions/sealed.ts';
import { merkleRoot } from './merkle.ts';
import { paperBallots } from './papers.ts';
import { classOf, type Counted } from './secret-classes.ts';
import { unseal, type UrnKeys } from './urn-keys.ts';
import { dropUrn, putUrnRecord, sealedOf, tickedSeats, urnRecordOf } from './urn-store.ts';
import type { Reading, Tx } from '../platform/tx.ts';

/** A secret vote on whatever: a motion, or a question with options. */
export interface SecretVote {
	readonly partnershipId: string;
	readonly id: string;
	readonly manifest: Counted & { readonly asked?: Asked };
}

/**
 * Opens the urn of a poll that is being closed, alone under its lock: publishes the ballots by their codes with the root of
 * their tree, and drops the urn and the ticks. What its `paper` does not take is counted as spoiled. Refuses a lost key
 * (`decisions.urn_key_lost`: the vote is made void and taken again), and stops on more or fewer ballots than ticks.
 */
export async function openTheUrn(
	tx: Tx,
	poll: SecretVote,
	keys: UrnKeys,
	of: {
		readonly keyId: string;
		readonly paper: Paper;
		/** Whether who took part is published, or only how many of each class: the first seats of the roll in their place. */
		readonly hidesWho?: boolean;
	} = { keyId: poll.id, paper: motionPaper },
): Promise<void> {
	const key = await keys.open(of.keyId);
	if (!key) throw new Refusal('decisions.urn_key_lost');
	const sealed = await sealedOf(tx, poll);
	const ticked = await tickedSeats(tx, poll);
	if (sealed.length !== ticked.size) throw new Error('the urn and the ticks do not agree');
	const opened: (OpenBallot & { of: string })[] = [];
	const codes = new Set<string>();
	let spoiled = 0;
	for (const { ciphertext, ofClass } of sealed) {
		const bytes = unseal(key, new Uint8Array(Buffer.from(ciphertext, 'base64')));
		const ballot = bytes && readPlaintext(poll.id, bytes, of.paper);
		if (!ballot || codes.has(ballot.code)) spoiled++;
		else {
			codes.add(ballot.code);
			opened.push({ ...ballot, of: ofClass });
		}
	}
	opened.sort((a, b) => (a.code < b.code ? -1 : 1));
	const leaves = opened.map(leafOf);
	await putUrnRecord(tx, poll, {
		tookPart: of.hidesWho
			? standIns(poll.manifest, ticked)
			: poll.manifest.roll.flatMap(({ seatId }) => (ticked.has(seatId) ? [seatId] : [])),
		leaves,
		spoiled,
		root: merkleRoot(leaves),
	});
	await dropUrn(tx, poll);
}

/** As many seats of each class as took part, the first of the roll: counted alike, and nobody is named. */
function standIns(manifest: Counted, ticked: ReadonlySet<string>): string[] {
	const left = new Map<string, number>();
	for (const seatId of ticked) {
		const of = classOf(manifest, seatId);
		left.set(of, (left.get(of) ?? 0) + 1);
	}
	return manifest.roll.flatMap(({ seatId, present }) => {
		const of = classOf(manifest, seatId);
		const more = present ? (left.get(of) ?? 0) : 0;
		if (more === 0) return [];
		left.set(of, more - 1);
		return [seatId];
	});
}

/**
 * The opened ballots for counting, given to seats of their class that took part, in the order of the roll: which seat stands for
 * which ballot is chance and is kept nowhere. With them the papers, once two tellers have counted them alike.
 */
export async function openedBallots(
	tx: Reading,
	poll: SecretVote,
): Promise<{ seatId: string; choice: string }[]> {
	const record = await urnRecordOf(tx, poll);
	if (!record) throw new Error('a secret vote that has not been opened');
	const free = [...record.tookPart];
	const opened = record.leaves.map((leaf) => {
		const [, of = '', choice = ''] = leaf.split(' ');
		const at = free.findIndex((seatId) => classOf(poll.manifest, seatId) === of);
		const [seatId] = at < 0 ? [] : free.splice(at, 1);
		if (seatId === undefined) throw new Error('a ballot of a class that nobody ticked is in');
		return { seatId, choice };
	});
	return [...opened, ...paperBallots(poll.manifest, record.paper)];
}

/** The same of a question with options, read as answers. */
export async function openedAnswers(
	tx: Reading,
	question: SecretVote & { readonly manifest: Pick<QuestionManifest, 'asked'> },
): Promise<{ seatId: string; answer: Answer }[]> {
	const { asked } = question.manifest;
	return (await openedBallots(tx, question)).map(({ seatId, choice }) => {
		const answer = answerFromWords(asked, choice);
		if (!answer) throw new Error('a published ballot that its question does not take');
		return { seatId, answer };
	});
}
