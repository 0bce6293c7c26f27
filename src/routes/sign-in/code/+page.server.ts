import { enterWithCode } from '#server/accounts/codes.ts';
import { stepCookieName } from '#server/accounts/session.ts';
import { codeStep } from '#server/accounts/visit.ts';
import { answer, formOf, word } from '../../answer.server.ts';
import { goOn, visitOf } from '../enter.server.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	default: async (event) => {
		const { app } = event.locals;
		const form = await formOf(event.request);
		const token = event.cookies.get(stepCookieName(app.config, codeStep)) ?? '';
		const entered = await answer(form, () =>
			enterWithCode(app, token, word(form, 'code'), visitOf(event)),
		);
		return 'step' in entered ? goOn(event, entered) : entered;
	},
};
