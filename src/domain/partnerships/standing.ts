export type Role =
	| 'chair'
	| 'vice_chair'
	| 'representative'
	| 'deputy'
	| 'member'
	| 'secretariat'
	| 'minute_taker'
	| 'accountable_body_adviser'
	| 'adviser'
	| 'observer'
	| 'co_opted'
	| 'invited_participant';

/** What a person is on one body on one day: roles held there, and seats they hold or deputise for. */
export interface Standing {
	readonly personId: string;
	readonly bodyId: string;
	readonly roles: readonly Role[];
	readonly seats: readonly {
		readonly seatId: string;
		readonly voting: boolean;
		readonly as: 'representative' | 'deputy';
		/** The seat is theirs as a co-opted member; `voting` is then what the rules say of those. */
		readonly coOpted?: true;
	}[];
}
