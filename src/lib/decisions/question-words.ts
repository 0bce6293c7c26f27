import { abstains, type Answer } from '#domain/decisions/answer.ts';
import type { QuestionResult } from '#domain/decisions/count-question.ts';
import type { Asked } from '#domain/decisions/question.ts';
import * as m from '#lib/paraglide/messages.js';
import { optionWords } from './option-words.ts';

/** What a ballot says, a line for each option it names. */
export function answerLines(asked: Asked, answer: Answer): string[] {
	if (abstains(answer)) return [m.decisions_choice({ choice: 'abstain' })];
	if ('order' in answer)
		return answer.order.map((id, at) =>
			m.decisions_answer_rank({ rank: at + 1, option: optionWords(asked, id) }),
		);
	const scored = asked.method === 'score' || asked.method === 'dots';
	const { reason } = answer;
	if (reason !== undefined) return [...answerLines(asked, { marks: answer.marks }), `“${reason}”`];
	return Object.entries(answer.marks).map(([id, mark]) =>
		scored
			? m.decisions_answer_mark({ option: optionWords(asked, id), mark })
			: optionWords(asked, id),
	);
}

/** How a ballot is filled in. */
export function howToAnswer({ method, limits }: Asked): string {
	const { min, max, lowest, highest, dots } = limits;
	return m.decisions_question_how({
		method: method === 'several' && min === max ? 'several_exactly' : method,
		min,
		max,
		lowest,
		highest,
		dots: dots ?? 0,
	});
}

/** The result as a sentence, the answer before any number. */
export function chosenSentence(asked: Asked, result: QuestionResult): string {
	if (result.consent)
		return result.consent.reached
			? m.decisions_consent_reached()
			: m.decisions_consent_not({ count: result.consent.block - result.consent.resolved.length });
	if (result.chosen.length === 0) return m.decisions_chosen_none();
	return m.decisions_chosen({
		options: result.chosen.map((id) => optionWords(asked, id)).join(', '),
	});
}

/** How many answered, how it was counted, and how equal votes were parted. */
export function answeredSentences(asked: Asked, result: QuestionResult): string[] {
	const said = [
		m.decisions_answered({
			ballots: result.ballots,
			electors: result.electors,
			abstained: result.abstained,
		}),
	];
	if (result.consent && result.consent.resolved.length > 0)
		said.push(m.decisions_consent_resolved({ count: result.consent.resolved.length }));
	if (result.hands) {
		const { options, abstained } = result.hands;
		said.push(
			m.decisions_answered_hands({
				hands: asked.options
					.map(({ id }) => `${optionWords(asked, id)} ${options[id] ?? 0}`)
					.join(', '),
				abstained,
			}),
		);
	}
	const { count, tie } = result;
	if (asked.method === 'one' && result.chosen.length === 1 && 'stages' in count) {
		const votes = Number(count.stages[0]?.votes[result.chosen[0] ?? ''] ?? 0);
		said.push(
			votes >= Number(count.quota) ? m.decisions_chosen_majority() : m.decisions_chosen_plurality(),
		);
	}
	if (tie)
		said.push(
			m.decisions_question_tie({
				rule: tie.rule,
				options: tie.among.map((id) => optionWords(asked, id)).join(', '),
			}),
		);
	const lots = 'stages' in count ? count.stages.flatMap(({ ties }) => ties) : count.ties;
	if (!tie && lots.some(({ by }) => by === 'lot')) said.push(m.decisions_question_lot());
	if (result.per !== undefined) said.push(m.decisions_question_per({ per: result.per }));
	return said;
}
