import { Refusal } from '#domain/kernel/refusal.ts';
import type { BodyInput } from '#server/partnerships/bodies.ts';
import type { BodyType } from '#server/partnerships/commands.ts';
import { word } from '../../../answer.server.ts';
import { idIn, textFrom } from '../../managing.server.ts';

const types: readonly BodyType[] = [
	'board',
	'executive',
	'thematic_group',
	'locality_group',
	'task_and_finish',
	'network',
	'scrutiny',
];

/** The kind of a body that a form chose. */
export function typeIn(form: FormData): BodyType {
	const type = types.find((each) => each === word(form, 'type'));
	if (!type) throw new Refusal('partnerships.body_type_missing', {}, 'type');
	return type;
}

/** A body as its form gives it. */
export const bodyFrom = (form: FormData): BodyInput => ({
	name: textFrom(form, 'name'),
	type: typeIn(form),
	reportsTo: idIn(form, 'reports_to'),
	meets: word(form, 'meets'),
	remit: textFrom(form, 'remit'),
});
