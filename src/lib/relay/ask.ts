import { mount, unmount } from 'svelte';
import Question from './Question.svelte';

/** The sentences of a question: what is asked, what would be lost, and the two answers. */
export interface Words {
	readonly question: string;
	readonly loss: string;
	readonly stay: string;
	readonly goOn: string;
}

/** Asks the reader. Resolves to false for staying, however the question is closed. */
export function ask(words: Words): Promise<boolean> {
	return new Promise((resolve) => {
		const question = mount(Question, {
			target: document.body,
			props: {
				words,
				onanswer(goOn: boolean) {
					void unmount(question);
					resolve(goOn);
				},
			},
		});
	});
}
