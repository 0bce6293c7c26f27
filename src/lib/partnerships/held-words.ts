import type { HeldKind } from '#domain/partnerships/own-row.ts';
import { retention, type KeptKey, type TimedKey } from '#domain/partnerships/retention.ts';
import * as m from '#lib/paraglide/messages.js';

const kinds: Readonly<Record<HeldKind, () => string>> = {
	place: m.partnerships_held_place,
	interests: m.partnerships_held_interests,
	invitations: m.partnerships_held_invitations,
	meetings: m.partnerships_held_meetings,
	decisions: m.partnerships_held_decisions,
	strategy: m.partnerships_held_strategy,
	record: m.partnerships_held_record,
};

/** What entries that name somebody are about. */
export const heldWords = (kind: HeldKind): string => kinds[kind]();

const classes: Readonly<Record<TimedKey | KeptKey, () => string>> = {
	half_sign_ins: m.partnerships_keep_half_sign_ins,
	sign_in_links: m.partnerships_keep_sign_in_links,
	rate_limits: m.partnerships_keep_rate_limits,
	sessions: m.partnerships_keep_sessions,
	receipts: m.partnerships_keep_receipts,
	mail: m.partnerships_keep_mail,
	work_done: m.partnerships_keep_work_done,
	news_delivered: m.partnerships_keep_news_delivered,
	invitations: m.partnerships_keep_invitations,
	list_uploads: m.partnerships_keep_list_uploads,
	known_devices: m.partnerships_keep_known_devices,
	left_contact: m.partnerships_keep_left_contact,
	minutes: m.partnerships_keep_minutes,
	votes: m.partnerships_keep_votes,
	audit: m.partnerships_keep_audit,
};

/** How long what is kept, one line a class, from the table that the nightly job applies. */
export const retentionLines = (): readonly { what: string; howLong: string }[] =>
	retention.map((rule) => ({
		what: classes[rule.key](),
		howLong:
			rule.does === 'keep'
				? m.partnerships_keep_for_good()
				: m.partnerships_keep_days({ count: rule.days }),
	}));
