/**
 * How long what is kept. `delete` takes rows away, `blank` empties the private fields of rows that stay, `keep` is for good:
 * the record of a public body (UK GDPR articles 17(3)(b) and (d); councils keep principal minutes for good).
 */
export type RetentionRule =
	| { readonly key: TimedKey; readonly does: 'delete' | 'blank'; readonly days: number }
	| { readonly key: KeptKey; readonly does: 'keep' };

export const retention = [
	{ key: 'half_sign_ins', does: 'delete', days: 1 },
	{ key: 'sign_in_links', does: 'delete', days: 1 },
	{ key: 'rate_limits', does: 'delete', days: 2 },
	{ key: 'sessions', does: 'delete', days: 1 },
	{ key: 'receipts', does: 'delete', days: 1 },
	{ key: 'mail', does: 'delete', days: 30 },
	{ key: 'work_done', does: 'delete', days: 30 },
	{ key: 'news_delivered', does: 'delete', days: 30 },
	{ key: 'invitations', does: 'blank', days: 30 },
	{ key: 'list_uploads', does: 'delete', days: 30 },
	{ key: 'known_devices', does: 'delete', days: 365 },
	{ key: 'left_contact', does: 'blank', days: 365 },
	{ key: 'minutes', does: 'keep' },
	{ key: 'votes', does: 'keep' },
	{ key: 'audit', does: 'keep' },
] as const satisfies readonly {
	key: string;
	does: 'delete' | 'blank' | 'keep';
	days?: number;
}[];

type Timed = Extract<(typeof retention)[number], { days: number }>;
export type TimedKey = Timed['key'];
export type KeptKey = Exclude<(typeof retention)[number]['key'], TimedKey>;
/** The rules that a job applies. */
export const timedRules: readonly Timed[] = retention.filter((rule) => rule.does !== 'keep');
