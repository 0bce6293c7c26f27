/** What an account may do in a partnership has changed: what it has open is judged again. */
export interface RightsChanged {
	readonly type: 'partnerships.rights_changed';
	readonly partnershipId: string;
	readonly accountId: string;
}
