/** Who acts: a person of one partnership, through an account. Made from the session, never from a form. */
export interface Actor {
	readonly accountId: string;
	readonly partnershipId: string;
	readonly personId: string;
}
