/** A body is closed or goes into another one; who still needs it refuses. */
export interface BodyClosing {
	readonly type: 'partnerships.body_closing';
	readonly partnershipId: string;
	readonly bodyId: string;
}

/** What an account may do in a partnership has changed: what it has open is judged again. */
export interface RightsChanged {
	readonly type: 'partnerships.rights_changed';
	readonly partnershipId: string;
	readonly accountId: string;
}
