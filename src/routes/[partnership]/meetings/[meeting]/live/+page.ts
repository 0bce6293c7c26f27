import { bringQuestions } from '#lib/live/bring-questions.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data }) => ({
	...data,
	parts: await bringQuestions(data.told),
});
