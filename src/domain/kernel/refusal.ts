const brand = Symbol.for('moothall.refusal');

/** What a refusal may carry into its sentence: names, counts, dates as text. */
export type RefusalValues = Record<string, string | number>;

/**
 * An expected "no": translated and shown to the person, never logged as a fault.
 * `code` is stable and named by part, such as `decisions.poll_closed`; `field` names the form field it is about.
 */
export class Refusal extends Error {
	readonly code: string;
	readonly values: RefusalValues;
	readonly field: string | undefined;

	constructor(code: string, values: RefusalValues = {}, field?: string) {
		super(code);
		this.name = 'Refusal';
		this.code = code;
		this.values = values;
		this.field = field;
		Object.defineProperty(this, brand, { value: true });
	}
}

/** Tells a refusal from a fault by its brand: the class may exist twice in one process (bundle and plain Node). */
export function isRefusal(error: unknown): error is Refusal {
	return typeof error === 'object' && error !== null && brand in error;
}

/** A thing that is not there and a thing one may not see look alike from outside. */
export const notFound = (): Refusal => new Refusal('kernel.not_found');
