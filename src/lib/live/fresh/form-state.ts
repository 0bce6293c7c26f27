import { markOnItsWay } from '../../decisions/on-its-way.ts';

/** How far sending a form is. `unsent`: it never reached the server; `no_answer`: whether it did is not known. */
export type Stage = 'idle' | 'sending' | 'unsent' | 'no_answer';

export const stageOf = (form: HTMLFormElement): Stage =>
	(form.dataset['stage'] as Stage | undefined) ?? 'idle';

/**
 * Shows how far the form is. Its words come with the page: those of a ballot in the attributes of the form's status
 * line, those of a press that never reached the server in a template of the frame.
 */
export function setStage(form: HTMLFormElement, stage: Stage): void {
	form.dataset['stage'] = stage;
	const vote = form.querySelector<HTMLInputElement>('input[name="pollId"]')?.value;
	if (vote && stage !== 'idle') markOnItsWay(vote, stage !== 'unsent');
	const status = form.querySelector<HTMLElement>('[data-sending]');
	if (status) {
		status.dataset['idle'] ??= status.textContent;
		const words: Record<Stage, string | undefined> = {
			idle: status.dataset['idle'],
			unsent: status.dataset['idle'],
			sending: status.dataset['sending'],
			no_answer: status.dataset['noAnswer'],
		};
		status.textContent = words[stage] ?? '';
	}
	if (isSentAgain(form))
		form.querySelector('button')?.setAttribute('aria-disabled', String(stage === 'sending'));
	placeForUnsent(form, stage === 'unsent')?.replaceChildren(
		...(stage === 'unsent' ? [unsentWords(form)] : []),
	);
}

/** Whether the form holds a key, so that sending it again is harmless. */
export const isSentAgain = (form: HTMLFormElement): boolean =>
	form.querySelector('input[name="key"]') !== null;

/** The ballot's own words stand in the template of that name. */
function unsentWords(form: HTMLFormElement): Node {
	const name = form.matches('.mh-vote') ? 'vote' : 'act';
	const template = document.querySelector<HTMLTemplateElement>(`template[data-unsent="${name}"]`);
	return template ? document.importNode(template.content, true) : document.createTextNode('');
}

function placeForUnsent(form: HTMLFormElement, make: boolean): Element | null {
	const next = form.nextElementSibling;
	const found =
		form.querySelector('[data-not-sent]') ??
		(next?.matches('[data-not-sent]') ? next : null) ??
		form.closest('section')?.querySelector('[data-not-sent]') ??
		null;
	if (found || !make) return found;
	const place = form.ownerDocument.createElement('div');
	place.setAttribute('role', 'alert');
	place.dataset['notSent'] = '';
	(form.querySelector('.mh-vote__body') ?? form).append(place);
	return place;
}

/**
 * Carries what somebody has chosen or typed and not sent from the page they see into the one that replaces it, with the
 * key and the state of sending. Only into the same form: same action, same hidden fields (another poll starts empty).
 */
export function keepUnsent(from: ParentNode, into: ParentNode): void {
	const fresh = new Map([...into.querySelectorAll('form')].map((form) => [identity(form), form]));
	for (const form of from.querySelectorAll('form')) {
		const same = fresh.get(identity(form));
		if (!same) continue;
		for (const input of form.querySelectorAll('input')) {
			const twin = [...same.querySelectorAll('input')].find(
				(each) => each.name === input.name && (!isChoice(input) || each.value === input.value),
			);
			if (!twin) continue;
			if (isChoice(input)) twin.checked = input.checked;
			else twin.setAttribute('value', input.value);
		}
		for (const list of form.querySelectorAll('select')) {
			const twin = [...same.querySelectorAll('select')].find((each) => each.name === list.name);
			for (const option of twin?.options ?? [])
				option.toggleAttribute('selected', option.value === list.value);
		}
		if (stageOf(form) !== 'idle') setStage(same, stageOf(form));
	}
}

const isChoice = ({ type }: HTMLInputElement) => type === 'radio' || type === 'checkbox';

function identity(form: HTMLFormElement): string {
	const hidden = [...form.querySelectorAll<HTMLInputElement>('input[type="hidden"]')];
	const fields = hidden.filter(({ name }) => name !== 'key').map((each) => [each.name, each.value]);
	return JSON.stringify([form.getAttribute('action') ?? '', fields]);
}
