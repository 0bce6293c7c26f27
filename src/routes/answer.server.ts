import { error as answerWith, fail, type ActionFailure } from '@sveltejs/kit';
import { getRequestEvent } from '$app/server';
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
	'kernel.sign_in_again': 403,
	'kernel.second_factor': 403,
	'accounts.too_many': 429,
};

/** The sentence of a refusal in the reader's language: the message `<part>_refusal_<code>`. */
export function sentenceOf(refusal: Refusal): string {
	const key = refusal.code.replace('.', '_refusal_');
	const message = (messages as unknown as Record<string, (values: object) => string>)[key];
	if (!message) throw new Error(`no message ${key}`);
	return message(refusal.values);
}

/** The form that an action was sent. What is no form at all (a broken or foreign body) is answered 400, no fault of ours. */
export async function formOf(request: Request): Promise<FormData> {
	try {
		return await request.formData();
	} catch (error) {
		if (error instanceof TypeError) answerWith(400);
		throw error;
	}
}

/**
 * Runs a command for a form: the one place where a refusal becomes an answer to the page it came from,
 * with what was typed. Faults are thrown on to handleError. Without a session most pages with forms are not there to come
 * back to: a browser without JavaScript is shown 401 with the way back to this address; any other keeps its page.
 */
export async function answer<T>(
	form: FormData,
	work: () => Promise<T>,
): Promise<T | ActionFailure<Refused>> {
	try {
		return await work();
	} catch (error) {
		if (!isRefusal(error)) throw error;
		if (error.code === 'kernel.not_signed_in' && isWholePage()) answerWith(401);
		const typed: Record<string, string> = {};
		// A password or a PIN beside other forms is never sent back into a page.
		for (const [name, value] of form)
			if (typeof value === 'string' && !/^(password|pin-)/.test(name)) typed[name] = value;
		return fail(statuses[error.code] ?? 422, {
			refused: { code: error.code, text: sentenceOf(error), field: error.field },
			typed,
		});
	}
}

/** Whether the answer is a page to a browser, and not a word to a script on the page. */
function isWholePage(): boolean {
	return !getRequestEvent().request.headers.has('x-sveltekit-action');
}

/** A field of a form as text; empty when it is missing or a file. */
export function word(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
}

/** The same as `answer` for a script of ours that speaks JSON: a refusal is `{ refused: { code, text } }` with its status. */
export async function answerJson(work: () => Promise<unknown>): Promise<Response> {
	const headers = { 'Cache-Control': 'no-store' };
	try {
		return Response.json(await work(), { headers });
	} catch (error) {
		// A broken body is no fault of ours.
		if (error instanceof SyntaxError) return new Response(null, { status: 400, headers });
		if (!isRefusal(error)) throw error;
		const refused = { code: error.code, text: sentenceOf(error) };
		return Response.json({ refused }, { status: statuses[error.code] ?? 422, headers });
	}
}
