import { expect, test } from 'vitest';
import { isRefusal } from '../kernel/refusal.ts';
import { assertTellers, attestation, mayAttest } from './attesting.ts';

test('two tellers are two people who are there', () => {
	const there = new Set(['a', 'b']);
	const refused = (first: string, second: string) => {
		try {
			assertTellers([first, second], there, 'decisions.teller_away');
			return null;
		} catch (error) {
			return isRefusal(error) ? `${error.code} ${error.field}` : error;
		}
	};
	expect(refused('a', 'b')).toBeNull();
	expect(refused('', 'b')).toBe('decisions.tellers_two tellerId');
	expect(refused('a', '')).toBe('decisions.tellers_two secondTellerId');
	expect(refused('a', 'a')).toBe('decisions.tellers_two secondTellerId');
	expect(refused('c', 'b')).toBe('decisions.teller_away tellerId');
});

test.each([
	// Who attests for a teller "t": by account only they do; the chair not where t can sign in, is the chair, or was entered for by the chair.
	['account', 't', false, false, true, true],
	['account', 'x', true, false, true, false],
	['pin', 'x', false, true, true, true],
	['chair', 'x', true, false, false, true],
	['chair', 'x', true, false, true, false],
	['chair', 'x', true, true, false, false],
	['chair', 'x', false, false, false, false],
	['chair', 't', true, false, false, false],
] as const)('%s by %s (presides %s, entered %s), who can sign in %s: %s', (...row) => {
	const [how, personId, presides, entered, canSignIn, may] = row;
	expect(mayAttest({ personId: 't', canSignIn }, how, { personId, presides, entered })).toBe(may);
});

test('how both stood for it, in whichever order', () => {
	expect(attestation('chair', 'account')).toBe('account_chair');
	expect(attestation('account', 'chair')).toBe('account_chair');
	expect(attestation('pin', 'pin')).toBe('pin_pin');
});
