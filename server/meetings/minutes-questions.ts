import { sql } from 'kysely';
import type { Block } from '#domain/documents/rich-text.ts';
import type { DomainEvent } from '#domain/kernel/event.ts';
import { textIn, type Locale, type Text } from '#domain/kernel/text.ts';
import { minutesWords } from '#domain/meetings/minutes-words.ts';
import { leadLine, line } from '#domain/meetings/minutes.ydoc.ts';
import { questionMinutes, type MinutedPapers } from '#domain/meetings/question-minutes.ts';
import type { Reading } from '../platform/tx.ts';

/** As much of the deciding part's event as the minutes need. */
export interface QuestionEvent extends DomainEvent {
	readonly type: 'decisions.question_changed';
	readonly meetingId: string;
	readonly questionId: string;
	readonly itemId: string | null;
	readonly kind: string;
	readonly became: string;
	readonly again?: true;
}

/** As much of a stored question (the deciding part's) as the minutes need. */
interface Minuted {
	readonly asked: {
		readonly title: Text;
		readonly text: Text;
		readonly options: readonly { readonly id: string; readonly title: Text }[];
	};
	readonly opened_at: Date;
	readonly secret: boolean;
	readonly stands_because: string | null;
	readonly void_reason: string | null;
	readonly recused: readonly { readonly person: string | null }[] | null;
	readonly result: {
		readonly electors: number;
		readonly ballots: number;
		readonly abstained: number;
		readonly chosen: readonly string[];
		readonly consent?: {
			readonly reached: boolean;
			readonly block: number;
			readonly resolved: readonly { readonly seatId: string; readonly reason: string }[];
		};
		readonly hands?: {
			readonly options: Readonly<Record<string, number>>;
			readonly abstained: number;
		};
		readonly paper?: MinutedPapers;
		readonly tie: {
			readonly rule: string;
			readonly among: readonly string[];
			readonly chosen: readonly string[] | null;
		} | null;
		readonly count: {
			readonly stages?: readonly {
				readonly stage: number;
				readonly votes: Readonly<Record<string, string>>;
				readonly excluded: readonly string[];
				readonly elected: readonly string[];
			}[];
		};
	} | null;
}

/** What an answer is stored as. */
type Said =
	| { readonly marks: Readonly<Record<string, number>>; readonly reason?: string }
	| { readonly order: readonly string[] };

/**
 * What the minutes say of a question as it opens, is shown, or becomes void. Null for a practice vote, for what is exempt, and
 * for what they say nothing of.
 */
export async function questionBlocks(
	tx: Reading,
	event: QuestionEvent,
	eventId: string,
	locale: Locale,
): Promise<Block[] | null> {
	if (event.kind === 'practice' || event.again || !['open', 'shown', 'void'].includes(event.became))
		return null;
	const { rows } = await sql<Minuted>`
		select asked, secret, opened_at, stands_because, void_reason, result, manifest -> 'recused' as recused from question
		where partnership_id = ${event.partnershipId} and id = ${event.questionId}
			and compartment_id is null and opened_at is not null`.execute(tx.db);
	const question = rows[0];
	if (!question) return null;
	const words = questionMinutes(locale);
	const { asked } = question;
	if (event.became === 'void') return [line(eventId, words.voided(question.void_reason ?? ''))];
	const nameOf = (id: string) =>
		textIn(asked.options.find((option) => option.id === id)?.title ?? {}, locale).words;
	if (event.became === 'open') {
		const about = textIn(asked.text, locale).words;
		return [
			leadLine(
				eventId,
				event.kind === 'election' ? words.election : words.question,
				textIn(asked.title, locale).words,
			),
			...(about === '' ? [] : [line(eventId, about)]),
			leadLine(eventId, words.options, asked.options.map(({ id }) => nameOf(id)).join(', ')),
			line(eventId, words.opened(question.opened_at)),
		];
	}
	const { result } = question;
	if (!result) return null;
	const { chosen, tie, count } = result;
	const blocks = [
		leadLine(
			eventId,
			words.result,
			result.consent
				? words.consent(
						result.consent.reached,
						result.consent.block - result.consent.resolved.length,
					)
				: chosen.length > 0
					? words.chosen(chosen.map(nameOf))
					: words.none,
		),
		line(eventId, words.answered(result.ballots, result.electors, result.abstained)),
	];
	if (question.secret) blocks.push(line(eventId, minutesWords(locale).secretBallot));
	if (result.hands) {
		const { options, abstained } = result.hands;
		const votes = asked.options.map(({ id }) => `${nameOf(id)} ${options[id] ?? 0}`);
		blocks.push(line(eventId, words.hands(votes, abstained)));
	}
	if (result.paper) blocks.push(line(eventId, words.papers(result.paper)));
	for (const stage of result.consent ? [] : (count.stages ?? []))
		blocks.push(
			line(
				eventId,
				words.stage({
					number: stage.stage,
					votes: asked.options.map(({ id }) => `${nameOf(id)} ${plain(stage.votes[id] ?? '0')}`),
					excluded: stage.excluded.map(nameOf),
					chosen: stage.elected.map(nameOf),
				}),
			),
		);
	if (tie) {
		const by =
			tie.rule === 'lot' ? 'lot' : tie.chosen && tie.chosen.length > 0 ? 'chair' : 'nobody';
		blocks.push(line(eventId, words.equal(tie.among.map(nameOf), by)));
	}
	if (question.stands_because !== null)
		blocks.push(line(eventId, minutesWords(locale).chairReason(question.stands_because)));
	const codes = question.recused?.flatMap(({ person }) => person ?? []) ?? [];
	if (codes.length > 0) {
		const people = await tx.db
			.selectFrom('person')
			.select('name')
			.where('partnership_id', '=', event.partnershipId)
			.where('code', 'in', codes)
			.orderBy('position')
			.execute();
		blocks.push(line(eventId, minutesWords(locale).tookNoPart(people.map(({ name }) => name))));
	}
	const answers = await answersByName(tx, event);
	const told = answers.map(({ name, byProxy, answer }) => {
		const parts =
			'order' in answer
				? answer.order.map((id, at) => `${at + 1} ${nameOf(id)}`)
				: Object.entries(answer.marks).map(([id, mark]) =>
						mark === 1 ? nameOf(id) : `${nameOf(id)} ${mark}`,
					);
		const who = byProxy === null ? name : minutesWords(locale).byProxy(name, byProxy);
		const why = 'reason' in answer && answer.reason ? ` “${answer.reason}”` : '';
		return `${who}: ${parts.length > 0 ? parts.join(', ') : words.abstains}${why}`;
	});
	if (told.length > 0) blocks.push(leadLine(eventId, words.byName, told.join('; ')));
	for (const { seatId, reason } of result.consent?.resolved ?? []) {
		const name = answers.find((each) => each.seatId === seatId)?.name ?? '';
		blocks.push(line(eventId, words.resolved(name, reason)));
	}
	return blocks;
}

/** Votes without a fraction that is none. */
const plain = (votes: string): string => votes.replace(/\.0+$/, '');

async function answersByName(
	tx: Reading,
	event: QuestionEvent,
): Promise<{ seatId: string; name: string; byProxy: string | null; answer: Said }[]> {
	const { rows } = await sql<{
		seatId: string;
		name: string;
		byProxy: string | null;
		answer: Said;
	}>`
		select e.seat_id as "seatId", coalesce(case when e.by_proxy then holder.name else p.name end, o.name ->> 'en', o.name ->> 'cy') as name,
			case when e.by_proxy then p.name end as "byProxy", b.answer
		from question_ballot b
		join question asked on asked.partnership_id = b.partnership_id and asked.id = b.question_id
		join question_elector e on e.partnership_id = b.partnership_id and e.question_id = b.question_id and e.seat_id = b.seat_id
		join seat on seat.partnership_id = e.partnership_id and seat.id = e.seat_id
		left join organisation o on o.partnership_id = e.partnership_id and o.id = e.organisation_id
		left join person p on p.partnership_id = e.partnership_id and p.id = e.person_id
		left join seat_term t on t.partnership_id = e.partnership_id and t.seat_id = e.seat_id
			and asked.opened_at::date between t.starts_on and coalesce(t.ends_on, 'infinity')
		left join person holder on holder.partnership_id = t.partnership_id and holder.id = t.person_id
		where b.partnership_id = ${event.partnershipId} and b.question_id = ${event.questionId}
		order by seat.position`.execute(tx.db);
	return rows;
}
