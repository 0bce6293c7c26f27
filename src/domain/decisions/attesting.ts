import { Refusal } from '../kernel/refusal.ts';

/** How a teller stands for totals that were read back: signed in themselves, by their personal PIN, or the chair says so. */
export const attestedBy = ['account', 'pin', 'chair'] as const;
export type AttestedBy = (typeof attestedBy)[number];
/** How both did, the stronger first. */
export type Attestation =
	'account_account' | 'account_pin' | 'account_chair' | 'pin_pin' | 'pin_chair' | 'chair_chair';

/** How two tellers stood for the same totals, in whichever order they did. */
export function attestation(one: AttestedBy, other: AttestedBy): Attestation {
	const [first, second] = [one, other].sort(
		(a, b) => attestedBy.indexOf(a) - attestedBy.indexOf(b),
	);
	return `${first}_${second}` as Attestation;
}

/**
 * Refuses anything but two different people (`decisions.tellers_two`) of those who may be named; `otherwise` is why somebody else
 * may not: they are not at the meeting, or of an election not of the body or a candidate.
 */
export function assertTellers(
	[first, second]: readonly [string, string],
	may: ReadonlySet<string>,
	otherwise: 'decisions.teller_away' | 'decisions.teller_elsewhere',
): void {
	const fields = [
		[first, 'tellerId'],
		[second, 'secondTellerId'],
	] as const;
	for (const [id, field] of fields) {
		if (id === '') throw new Refusal('decisions.tellers_two', {}, field);
		if (!may.has(id)) throw new Refusal(otherwise, {}, field);
	}
	if (first === second) throw new Refusal('decisions.tellers_two', {}, 'secondTellerId');
}

/** What is known of a teller who was named, where somebody stands for them. */
export interface Teller {
	readonly personId: string;
	/** They have an account that opens this vote. */
	readonly canSignIn: boolean;
}

/** Who would attest for a teller. */
export interface Attesting {
	readonly personId: string;
	/** They are in the chair of the body. */
	readonly presides: boolean;
	/** They entered the totals. */
	readonly entered: boolean;
}

/**
 * Refuses who may not attest for the teller in this way: by account anybody but the teller (`kernel.not_allowed`); for the
 * chair's word anybody but the chair, a teller who can sign in (`decisions.teller_signs_in`), and the chair where they entered the
 * totals themselves (`decisions.chair_entered`). A PIN is checked where it is typed.
 */
export function assertMayAttest(teller: Teller, how: AttestedBy, by: Attesting): void {
	switch (how) {
		case 'account':
			if (by.personId !== teller.personId) throw new Refusal('kernel.not_allowed');
			return;
		case 'pin':
			return;
		case 'chair':
			if (!by.presides) throw new Refusal('kernel.not_allowed');
			if (by.personId === teller.personId || teller.canSignIn)
				throw new Refusal('decisions.teller_signs_in');
			if (by.entered) throw new Refusal('decisions.chair_entered');
			return;
	}
}

/** Whether they may, without the reason why not. */
export function mayAttest(teller: Teller, how: AttestedBy, by: Attesting): boolean {
	try {
		assertMayAttest(teller, how, by);
		return true;
	} catch {
		return false;
	}
}
