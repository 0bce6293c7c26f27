import { fail, type ActionFailure } from '@sveltejs/kit';
import { isRefusal, type Refusal } from '#domain/kernel/refusal.ts';
import * as messages from '#lib/paraglide/messages.js';

/** What a page shows when the server said no: one sentence, the field it is about, and what was typed. */
export interface Refused {
	readonly refused: { readonly code: string; readonly text: string; readonly field?: string };
	readonly typed: Readonly<Record<string, string>>;
}

const statuses: Readonly<Record<string, number>> = {
	'kernel.not_found': 404,
	'kernel.not_allowed': 403,
	'kernel.not_signed_in': 401,
};

/** The sentence of a refusal in the reader's language: the message `<part>_refusal_<code>`. */
export function sentenceOf(refusal: Refusal): string {
	const key = refusal.code.replace('.', '_refusal_');
	const message = (messages as unknown as Record<string, (values: object) => string>)[key];
	if (!message) throw new Error(`no message ${key}`);
	return message(refusal.values);
}

/**
 * Runs a command for a form: the one place where a refusal becomes an answer to the page it came from,
 * with what was typed. Faults are thrown on to handleError.
 */
export async function answer<T>(
	form: FormData,
	work: () => Promise<T>,
): Promise<T | ActionFailure<Refused>> {
	try {
		return await work();
	} catch (error) {
		if (!isRefusal(error)) throw error;
		const typed: Record<string, string> = {};
		for (const [name, value] of form) if (typeof value === 'string') typed[name] = value;
		return fail(statuses[error.code] ?? 422, {
			refused: { code: error.code, text: sentenceOf(error), field: error.field },
			typed,
		});
	}
}
