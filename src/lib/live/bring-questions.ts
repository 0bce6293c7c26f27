import { asOne, type Told } from '#domain/live/told.ts';

export type QuestionParts = typeof import('./question-parts.ts');

/**
 * What shows questions with options and counts of hands, where there are any: meetings without stay light. Null where there
 * are none, and where the script would not come: the page links to the question's own page then.
 */
export async function bringQuestions(told: Told, hands = false): Promise<QuestionParts | null> {
	const { questions } = asOne(told.topics, told.exempt);
	if (!hands && !questions.current && questions.results.length === 0) return null;
	try {
		return await import('./question-parts.ts');
	} catch {
		return null;
	}
}
