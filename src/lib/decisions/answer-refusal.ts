import type { Refusal } from '#domain/kernel/refusal.ts';
import * as m from '#lib/paraglide/messages.js';
import type { RefusedForm } from '#lib/ui/refusal.ts';

type Said = (values: Record<string, never>) => string;

/** Why an answer can't be cast, by the codes of `answerFrom` and `choiceFrom`: said on the device, since a sealed one is not sent to be judged. */
const sentences: Readonly<Record<string, unknown>> = {
	'decisions.choose': m.decisions_refusal_choose,
	'decisions.unknown_choice': m.decisions_refusal_unknown_choice,
	'decisions.choose_option': m.decisions_refusal_choose_option,
	'decisions.abstain_and_more': m.decisions_refusal_abstain_and_more,
	'decisions.unknown_option': m.decisions_refusal_unknown_option,
	'decisions.score_whole': m.decisions_refusal_score_whole,
	'decisions.score_low': m.decisions_refusal_score_low,
	'decisions.score_high': m.decisions_refusal_score_high,
	'decisions.options_few': m.decisions_refusal_options_few,
	'decisions.options_many': m.decisions_refusal_options_many,
	'decisions.dots_many': m.decisions_refusal_dots_many,
	'decisions.number_between': m.decisions_refusal_number_between,
	'decisions.rank_repeated': m.decisions_refusal_rank_repeated,
	'decisions.rank_skipped': m.decisions_refusal_rank_skipped,
};

/** The refusal of an answer as a form shows it. */
export function refusedAnswer({ code, values, field }: Refusal): RefusedForm {
	const sentence = (sentences[code] ?? m.decisions_refusal_unknown_option) as Said;
	const text = sentence(values as Record<string, never>);
	return { refused: { code, text, ...(field === undefined ? {} : { field }) } };
}
