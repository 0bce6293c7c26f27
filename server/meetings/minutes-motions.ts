import { sql } from 'kysely';
import type { Block } from '#domain/documents/rich-text.ts';
import type { DomainEvent } from '#domain/kernel/event.ts';
import { textIn, type Locale, type Text } from '#domain/kernel/text.ts';
import type { InterestDeclared } from '#domain/meetings/events.ts';
import type { InterestEffect, InterestKind } from '#domain/meetings/interests.ts';
import { minutesWords, type MotionBecame } from '#domain/meetings/minutes-words.ts';
import { leadLine, line } from '#domain/meetings/minutes.ydoc.ts';
import type { Reading } from '../platform/tx.ts';

/** What the deciding part tells of a motion; only its ids and codes are used here. */
export interface MotionEvent extends DomainEvent {
	readonly meetingId: string;
	readonly itemId: string;
	readonly motionId: string;
	readonly checkId?: string;
	readonly amendmentId?: string;
	readonly became?: string;
	readonly act?: string;
	readonly to?: string;
}

/** How consensus was reached: the text, reservations and blocks in the words of those who have them. Null where nothing was agreed, or in private. */
export async function consensusBlocks(
	tx: Reading,
	event: MotionEvent,
	eventId: string,
	locale: Locale,
): Promise<Block[] | null> {
	const { rows } = await sql<{ text: Text; mover: string | null; reason: string | null }>`
		select v.text, mover.name as mover, e.reason from consensus_check c
		join motion m on m.partnership_id = c.partnership_id and m.id = c.motion_id
		join motion_version v on v.partnership_id = c.partnership_id and v.motion_id = c.motion_id and v.version = c.version
		left join person mover on mover.partnership_id = m.partnership_id and mover.id = m.mover_person_id
		left join lateral (select reason from motion_event e where e.partnership_id = m.partnership_id
			and e.motion_id = m.id and e.act = 'agree' order by e.seq desc limit 1) e on true
		where c.partnership_id = ${event.partnershipId} and c.id = ${event.checkId ?? ''}
			and c.outcome = 'agreed' and m.compartment_id is null`.execute(tx.db);
	const check = rows[0];
	if (!check) return null;
	const answers = await sql<{ name: string; answer: string; reason: string | null }>`
		select p.name, a.answer, a.reason from consensus_answer a
		join person p on p.partnership_id = a.partnership_id and p.id = a.person_id
		join seat on seat.partnership_id = a.partnership_id and seat.id = a.seat_id
		where a.partnership_id = ${event.partnershipId} and a.check_id = ${event.checkId ?? ''}
		order by seat.position`.execute(tx.db);
	const words = minutesWords(locale);
	const aside = answers.rows.filter(({ answer }) => answer === 'stand_aside');
	const blocks = [leadLine(eventId, words.motion, textIn(check.text, locale).words)];
	if (check.mover) blocks.push(line(eventId, words.movedBy(check.mover)));
	blocks.push(
		leadLine(eventId, words.result, words.agreedByConsensus(aside.map(({ name }) => name))),
	);
	for (const { name, answer, reason } of answers.rows) {
		if (answer === 'reservation') blocks.push(line(eventId, words.reservation(name, reason ?? '')));
		if (answer === 'block') blocks.push(line(eventId, words.block(name, reason ?? '')));
	}
	if (check.reason) blocks.push(line(eventId, words.chairReason(check.reason)));
	return blocks;
}

/** What became of an amendment, with the motion as it then stood. Null while it is only proposed, or in private. */
export async function amendmentBlocks(
	tx: Reading,
	event: MotionEvent,
	eventId: string,
	locale: Locale,
): Promise<Block[] | null> {
	if (event.became !== 'accepted' && event.became !== 'not_accepted') return null;
	const { rows } = await sql<{ proposer: string; text: Text | null }>`
		select p.name as proposer, v.text from amendment a
		join motion m on m.partnership_id = a.partnership_id and m.id = a.motion_id
		join person p on p.partnership_id = a.partnership_id and p.id = a.proposer_person_id
		left join motion_version v on v.partnership_id = a.partnership_id and v.amendment_id = a.id
		where a.partnership_id = ${event.partnershipId} and a.id = ${event.amendmentId ?? ''}
			and m.compartment_id is null`.execute(tx.db);
	const amendment = rows[0];
	if (!amendment) return null;
	const words = minutesWords(locale);
	const said =
		event.became === 'accepted'
			? words.amendmentAccepted(amendment.proposer)
			: words.amendmentNotAccepted(amendment.proposer);
	return [
		line(eventId, said),
		...(amendment.text
			? [leadLine(eventId, words.motionNow, textIn(amendment.text, locale).words)]
			: []),
	];
}

const became: Readonly<Record<string, MotionBecame>> = {
	'void discussed': 'voided',
	'withdraw withdrawn': 'withdrawn',
	'defer deferred': 'deferred',
	'refer referred': 'referred',
	'override carried': 'ruled_carried',
	'override not_carried': 'ruled_not_carried',
	'override deferred': 'ruled_deferred',
	'override referred': 'ruled_referred',
};

/** What the chair said of a motion, with the reason. Null for the moves that have lines of their own, or in private. */
export async function movedBlocks(
	tx: Reading,
	event: MotionEvent,
	eventId: string,
	locale: Locale,
): Promise<Block[] | null> {
	const kind = became[`${event.act ?? ''} ${event.to ?? ''}`];
	if (!kind) return null;
	const { rows } = await sql<{ reason: string | null }>`
		select e.reason from motion_event e
		join motion m on m.partnership_id = e.partnership_id and m.id = e.motion_id
		where e.partnership_id = ${event.partnershipId} and e.motion_id = ${event.motionId}
			and e.act = ${event.act ?? ''} and m.compartment_id is null
		order by e.seq desc limit 1`.execute(tx.db);
	const said = rows[0];
	return said ? [line(eventId, minutesWords(locale).motionBecame(kind, said.reason))] : null;
}

/** An interest that somebody declared, as it stood when it was declared. Null in private business. */
export async function declaredBlocks(
	tx: Reading,
	event: InterestDeclared,
	eventId: string,
	locale: Locale,
): Promise<Block[] | null> {
	const { rows } = await sql<{
		name: string;
		kind: InterestKind;
		effect: InterestEffect;
		nature: string | null;
	}>`
		select p.name, d.kind, d.effect, d.nature from declaration d
		join person p on p.partnership_id = d.partnership_id and p.id = d.person_id
		join agenda_item i on i.partnership_id = d.partnership_id and i.id = d.item_id
		where d.partnership_id = ${event.partnershipId} and d.item_id = ${event.itemId}
			and d.person_id = ${event.personId} and d.motion_id is not distinct from ${event.motionId}
			and d.declared_at <= ${event.at} and i.compartment_id is null
		order by d.declared_at desc limit 1`.execute(tx.db);
	const said = rows[0];
	if (!said) return null;
	const words = minutesWords(locale);
	return [
		line(eventId, words.declared(said.name, said.kind, said.effect)),
		...(said.nature ? [line(eventId, words.nature(said.nature))] : []),
	];
}
