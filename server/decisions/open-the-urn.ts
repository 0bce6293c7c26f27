import { Buffer } from 'node:buffer';
import { Refusal } from '#domain/kernel/refusal.ts';
import { choiceFrom, type Ballot } from '#domain/decisions/ballot.ts';
import { leafOf, readPlaintext, type OpenBallot } from '#domain/decisions/sealed.ts';
import { merkleRoot } from './merkle.ts';
import type { Poll } from './poll-store.ts';
import { classOf } from './secret-classes.ts';
import { unseal, type UrnKeys } from './urn-keys.ts';
import { dropUrn, putUrnRecord, sealedOf, tickedSeats, urnRecordOf } from './urn-store.ts';
import type { Reading, Tx } from '../platform/tx.ts';

/**
 * Opens the urn of a poll that is being closed, alone under its lock: publishes the ballots by their codes with the root of
 * their tree, and drops the urn and the ticks. Answers ballots for counting, given to seats of their class in the order of the
 * roll: which seat stands for which is chance and is kept nowhere. Refuses a lost key (`decisions.urn_key_lost`: the vote is made
 * void and taken again), and stops on more or fewer ballots than ticks.
 */
export async function openTheUrn(tx: Tx, poll: Poll, keys: UrnKeys): Promise<void> {
	const key = await keys.open(poll.id);
	if (!key) throw new Refusal('decisions.urn_key_lost');
	const sealed = await sealedOf(tx, poll);
	const ticked = await tickedSeats(tx, poll);
	if (sealed.length !== ticked.size) throw new Error('the urn and the ticks do not agree');
	const opened: (OpenBallot & { of: string })[] = [];
	const codes = new Set<string>();
	let spoiled = 0;
	for (const { ciphertext, ofClass } of sealed) {
		const bytes = unseal(key, new Uint8Array(Buffer.from(ciphertext, 'base64')));
		const ballot = bytes && readPlaintext(poll.id, bytes);
		if (!ballot || codes.has(ballot.code)) spoiled++;
		else {
			codes.add(ballot.code);
			opened.push({ ...ballot, of: ofClass });
		}
	}
	opened.sort((a, b) => (a.code < b.code ? -1 : 1));
	const leaves = opened.map(leafOf);
	await putUrnRecord(tx, poll, {
		tookPart: poll.manifest.roll.flatMap(({ seatId }) => (ticked.has(seatId) ? [seatId] : [])),
		leaves,
		spoiled,
		root: merkleRoot(leaves),
	});
	await dropUrn(tx, poll);
}

/**
 * The opened ballots for counting, given to seats of their class that took part, in the order of the roll: which seat stands for
 * which ballot is chance and is kept nowhere.
 */
export async function openedBallots(tx: Reading, poll: Poll): Promise<Ballot[]> {
	const record = await urnRecordOf(tx, poll);
	if (!record) throw new Error('a secret vote that has not been opened');
	const free = [...record.tookPart];
	return record.leaves.map((leaf) => {
		const [, of = '', choice = ''] = leaf.split(' ');
		const at = free.findIndex((seatId) => classOf(poll.manifest, seatId) === of);
		const [seatId] = at < 0 ? [] : free.splice(at, 1);
		if (seatId === undefined) throw new Error('a ballot of a class that nobody ticked is in');
		return { seatId, choice: choiceFrom(choice) };
	});
}
