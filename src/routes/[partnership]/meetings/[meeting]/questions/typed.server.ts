import type { TypedQuestion } from '#domain/decisions/question.ts';
import { field } from '../following.server.ts';

/** What the form of a question that is prepared was sent with. */
export function typedQuestion(form: FormData): TypedQuestion {
	const both = (name: string) => ({ en: field(form, `${name}_en`), cy: field(form, `${name}_cy`) });
	return {
		title: both('title'),
		text: both('text'),
		options: both('options'),
		method: field(form, 'method'),
		seats: field(form, 'seats'),
		min: field(form, 'min'),
		max: field(form, 'max'),
		highest: field(form, 'highest'),
		dots: field(form, 'dots'),
	};
}
