import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { codeAt, confirmCodes, enterWithCode, offerCodes } from '#server/accounts/codes.ts';
import { newLink, useLink } from '#server/accounts/links.ts';
import { authenticate } from '#server/accounts/session.ts';
import { ensureAccount } from '#server/accounts/store.ts';
import { stepAt } from '#domain/accounts/one-time-code.ts';
import { transact } from '#server/platform/tx.ts';
import { testApp, type TestApp } from '../../support/store.ts';

// The machine's clock is two hours off; the database's is right, and deadlines go by that.
const visit = { address: '192.0.2.1', device: 'unknown', known: undefined };
const hour = 3_600_000;
let t: TestApp;
let id: string;
beforeAll(async () => {
	t = await testApp({ SECRET: 'a secret of the tests, long enough to be one' });
});
afterAll(() => t.close());
let n = 0;
beforeEach(async () => {
	id = await transact(t.app, (tx) => ensureAccount(tx, `ann-${++n}@example.org`));
});

const off = (hours: number) => ({
	...t.app,
	clock: { now: () => new Date(Date.now() + hours * hour) },
});

test.each([-2, 2])(
	'%i hours off: a new link lets in, an old one does not, and one stays in',
	async (hours) => {
		const wrong = off(hours);
		const link = () => transact(wrong, (tx) => newLink(tx, wrong, id, null));
		const entered = await useLink(wrong, await link(), visit);
		const cookie = entered.cookies.find(({ name }) => name === 'session')?.value ?? '';
		expect(await authenticate(wrong, `session=${cookie}`)).not.toBeNull();
		const old = await link();
		await t.app.db
			.updateTable('sign_in_link')
			.set({ expires_at: new Date(Date.now() - 1000) })
			.where('used_at', 'is', null)
			.execute();
		await expect(useLink(wrong, old, visit)).rejects.toThrow('accounts.link_over');
	},
);

test.each([-2, 2])(
	'%i hours off: the codes of a right phone count, those of a wrong one do not',
	async (hours) => {
		const wrong = off(hours);
		const { secret } = await offerCodes(wrong, { id, email: `ann-${n}@example.org` });
		const bytes = unbase32(secret);
		const at = (ms: number) => codeAt(bytes, stepAt(ms));
		await confirmCodes(wrong, id, at(Date.now() - 30_000));
		const token = await transact(wrong, (tx) => newLink(tx, wrong, id, null));
		const half = await useLink(wrong, token, visit);
		expect(half.step).toBe('code');
		const step = half.cookies[0]?.value ?? '';
		await expect(enterWithCode(wrong, step, at(Date.now() + hours * hour), visit)).rejects.toThrow(
			'accounts.code_wrong',
		);
		expect((await enterWithCode(wrong, step, at(Date.now()), visit)).step).toBe('in');
	},
);

function unbase32(text: string): Uint8Array {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = Array.from(text)
		.map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
		.join('');
	return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
