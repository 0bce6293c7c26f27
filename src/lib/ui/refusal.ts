/** What a form action answers when the server said no (src/routes/answer.server.ts), as components read it. */
export interface RefusedForm {
	readonly refused?: { readonly code?: string; readonly text: string; readonly field?: string };
	readonly typed?: Readonly<Record<string, string>>;
}

/** The sentence for this field, if the refusal is about it. */
export const refusalAbout = (
	form: RefusedForm | null | undefined,
	field: string,
): string | undefined => (form?.refused?.field === field ? form.refused.text : undefined);
