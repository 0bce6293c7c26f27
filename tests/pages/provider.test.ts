import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';
import { freePort } from './support/free-port.ts';
import { expect, test } from './support/world.ts';

// A real OpenID provider on this machine, with its own pages for signing in and agreeing.
const people: Record<string, { email: string; email_verified: boolean }> = {
	priya: { email: 'P02@larkhaven.example', email_verified: true },
	liar: { email: 'p21@larkhaven.example', email_verified: false },
	stranger: { email: 'stranger@elsewhere.example', email_verified: true },
};

let organisation: Server;
test.use({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
	prepare: async ({}, use) => {
		await use(async (env) => {
			const [port, own] = [await freePort(), await freePort()];
			const issuer = `http://localhost:${port}`;
			const provider = new Provider(issuer, {
				clients: [
					{
						client_id: 'moothall',
						client_secret: 'a secret of the tests',
						redirect_uris: [`http://localhost:${own}/sign-in/provider/back`],
					},
				],
				claims: { openid: ['sub'], email: ['email', 'email_verified'] },
				cookies: { keys: ['for the tests'] },
				findAccount: (_, id) => ({
					accountId: id,
					claims: () => ({ sub: id, ...people[id] }),
				}),
			});
			const answer = provider.callback();
			organisation = createServer((req, res) => answer(req, res));
			await new Promise<void>((resolve) => organisation.listen(port, resolve));
			Object.assign(env, {
				PORT: String(own),
				OIDC_ISSUER: issuer,
				OIDC_CLIENT_ID: 'moothall',
				OIDC_CLIENT_SECRET: 'a secret of the tests',
				OIDC_NAME: 'Larkhaven Borough Council',
			});
		});
	},
});
test.afterEach(
	() =>
		new Promise<void>((resolve) => {
			organisation.closeAllConnections();
			organisation.close(() => resolve());
		}),
);

test('signing in through an organisation: its people come in, a stranger and an address it does not vouch for do not', async ({
	world,
}) => {
	for (const [id, outcome] of [
		['priya', 'Dr Priya Venning'],
		['liar', 'We know nobody by the address'],
		['stranger', 'We know nobody by the address'],
	] as const) {
		const page = await world.enter('public', { javaScript: false });
		await page.goto('/sign-in');
		await page.getByRole('link', { name: 'Sign in through Larkhaven Borough Council' }).click();
		await page.locator('[name=login]').fill(id);
		await page.locator('[name=password]').fill('whatever');
		await page.getByRole('button', { name: 'Sign-in' }).click();
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(page.getByText(outcome).first()).toBeVisible();
		if (id === 'priya') {
			await page.goto('/account');
			await expect(page.getByText('Signed in through your organisation,')).toBeVisible();
		}
	}
});

test('an answer nobody asked for, a replayed one and a stopped one sign nobody in', async ({
	world,
}) => {
	const page = await world.enter('public', { javaScript: false });
	await page.goto('/sign-in/provider/back?code=made-up&state=made-up');
	await expect(page.getByRole('main')).toContainText('Start over');
	await page.goto('/sign-in/provider');
	await page.goto('/sign-in/provider/back?error=access_denied&state=other');
	await expect(page.getByRole('main')).toContainText('Begin again');
	await page.goto('/account');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('not signed in');
});

test('while the organisation is away a sentence says so', async ({ world }) => {
	organisation.closeAllConnections();
	await new Promise((resolve) => organisation.close(resolve));
	const page = await world.enter('public', { javaScript: false });
	await page.goto('/sign-in/provider');
	await expect(page.getByRole('main')).toContainText('cannot be reached just now');
	organisation.listen(0);
});
