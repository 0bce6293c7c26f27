import { Refusal } from '../kernel/refusal.ts';

export const choices = ['for', 'against', 'abstain'] as const;
export type Choice = (typeof choices)[number];

/** How a ballot reached the roll: by the voter's own hand, or given at the table and entered by the clerk. */
const clerkChannels = ['hand', 'roll_call', 'telephone'] as const;
export type ClerkChannel = (typeof clerkChannels)[number];
/** By the voter's own hand: signed in, with the card at their place, or on a tablet that is passed round. */
export type OwnChannel = 'own_device' | 'name_card' | 'tablet';
export type Channel = OwnChannel | ClerkChannel;

/** One seat's vote, as counting sees it. */
export interface Ballot {
	readonly seatId: string;
	readonly choice: Choice;
}

/** The choice a form sent. Refuses an empty one (`decisions.choose`) and one that is not on the ballot (`decisions.unknown_choice`). */
export function choiceFrom(value: unknown): Choice {
	if (value === null || value === undefined || value === '')
		throw new Refusal('decisions.choose', {}, 'choice');
	const found = choices.find((choice) => choice === value);
	if (!found) throw new Refusal('decisions.unknown_choice', {}, 'choice');
	return found;
}

/** The channel a clerk's form sent. Refuses (`decisions.unknown_channel`) anything else, a voter's own device too. */
export function clerkChannelFrom(value: unknown): ClerkChannel {
	const found = clerkChannels.find((channel) => channel === value);
	if (!found) throw new Refusal('decisions.unknown_channel', {}, 'channel');
	return found;
}
