import type { Role } from './standing.ts';

/** Roles of which a partnership may ask a second factor: those who run it, count, or see exempt papers by their office. */
export const demandable = [
	'secretariat',
	'chair',
	'vice_chair',
	'minute_taker',
	'accountable_body_adviser',
] as const satisfies readonly Role[];
