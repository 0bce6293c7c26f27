// Over 400 lines: each test tells one story of bad input from end to end, with and without JavaScript, on one shared setting.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import {
	itemChoice,
	linkInOutbox,
	openItem,
	openVote,
	send,
	signInByMail,
	sitting,
} from './support/acts.ts';
import { expect, test } from './support/world.ts';

test.describe.configure({ mode: 'parallel' });

const problem = (page: Page) => page.locator('.govuk-error-summary');
const withScripts = [true, false];
const withOrWithout = (javaScript: boolean) => (javaScript ? 'with' : 'without');

test('a wrong, used or expired link says what to do, in the language of the page', async ({
	world,
}) => {
	const page = await world.enter('public', { javaScript: false });
	const over = /This link does not work any more/;
	const press = () => page.getByRole('main').getByRole('button').click();

	await page.goto('/sign-in/nobody-wrote-this');
	await press();
	await expect(problem(page)).toContainText(over);
	await expect(page.getByRole('link', { name: 'Ask for a new link' })).toBeVisible();
	await page.goto('/cy/sign-in/nobody-wrote-this');
	await press();
	await expect(problem(page)).toContainText("Nid yw'r ddolen hon yn gweithio mwyach");

	await page.goto('/sign-in');
	await page.getByRole('textbox', { name: 'Email address' }).fill('p03@larkhaven.example');
	await page.getByRole('button', { name: 'Email me a link' }).click();
	const expired = await linkInOutbox(page, 'p03@larkhaven.example');
	await world.inStore((db) =>
		db
			.updateTable('sign_in_link')
			.set({ expires_at: new Date(Date.now() - 1_000) })
			.execute(),
	);
	await page.goto(expired);
	await press();
	await expect(problem(page)).toContainText(over);

	await signInByMail(page, 'p03@larkhaven.example');
	await expect(page.getByText('Ch Supt Gareth Lomas').first()).toBeVisible();
	const used = await page.context().newPage();
	await used.goto(await linkInOutbox(used, 'p03@larkhaven.example'));
	await used.getByRole('main').getByRole('button').click();
	await expect(problem(used)).toContainText(over);
	await used.goto('/larkhaven-together');
	await expect(used.getByText('Ch Supt Gareth Lomas').first(), 'still signed in').toBeVisible();

	for (const address of ['/demo/nobody', '/%00', '/larkhaven-together/meetings/%00', '/cy/%00']) {
		expect((await page.goto(address))?.status(), address).toBe(404);
		await expect(page.getByRole('main')).toContainText(
			/This page is not here|Nid yw’r dudalen hon yma|That did not work/,
		);
	}
});

test('an address that is none keeps what was typed, and a broken form is no fault of ours', async ({
	world,
}) => {
	const page = await world.enter('public', { javaScript: false });
	const typed = `${'🏳️‍🌈'.repeat(50)}<script>window.hit=1</script>`;
	for (const [path, sentence] of [
		['/sign-in', 'Enter an email address'],
		['/cy/sign-in', 'Rhowch gyfeiriad e-bost'],
	] as const) {
		await page.goto(path);
		await page.getByRole('textbox').fill(typed);
		await page.getByRole('main').getByRole('button').first().click();
		await expect(problem(page)).toContainText(sentence);
		await expect(page.getByRole('textbox')).toHaveValue(typed);
	}
	const { base } = world.server;
	const body = (type: string, words: string) =>
		fetch(`${base}/sign-in`, {
			method: 'POST',
			headers: { origin: base, 'content-type': type },
			body: words,
		});
	const words = 'application/x-www-form-urlencoded';
	expect((await body(words, 'email=a%00b@larkhaven.example')).status).toBe(422);
	expect((await body('multipart/form-data; boundary=x', 'not that')).status).toBe(400);
	expect((await body('text/plain', 'email=a@larkhaven.example')).status).toBe(400);
	expect((await body(words, `email=${'a'.repeat(800_000)}`)).status).toBe(413);
});

test("another site's form and socket are refused although the browser sends the session", async ({
	world,
}) => {
	const { demo, server } = world;
	const elsewhere = createServer((request, response) => {
		response.setHeader('content-type', 'text/html');
		response.end(
			`<form method="post" action="${demo.meeting}/live/chair?/start"><button>Win a prize</button></form>`,
		);
	});
	await new Promise<void>((resolve) => elsewhere.listen(0, resolve));
	const chair = await world.enter('chair');
	await chair.goto(`http://localhost:${(elsewhere.address() as AddressInfo).port}/`);
	const socket = await chair.evaluate(
		(address) =>
			new Promise<string>((resolve) => {
				const made = new WebSocket(address);
				made.onopen = () => resolve('open');
				made.onerror = () => resolve('refused');
			}),
		`${server.base.replace('http', 'ws')}/sync/${demo.rooms.live}`,
	);
	expect(socket).toBe('refused');
	const answer = chair.waitForResponse((response) => response.request().method() === 'POST');
	await chair.getByRole('button', { name: 'Win a prize' }).click();
	expect((await answer).status()).toBe(403);
	await expect(chair.locator('body')).toContainText(/another site/i);
	await chair.goto(`${demo.meeting}/live/chair`);
	await expect(chair.getByRole('button', { name: 'Start the meeting' })).toBeVisible();
	elsewhere.close();
});

for (const javaScript of withScripts)
	test(`two chairs at once, ${withOrWithout(javaScript)} JavaScript: one of them is told, nothing happens twice`, async ({
		world,
	}) => {
		const { meeting } = world.demo;
		const one = await world.enter('chair', { javaScript });
		const two = await world.enter('clerk', { javaScript });
		await sitting(world, one, two);
		const desk = `${meeting}/live/chair`;

		await test.step('each opens another item', async () => {
			await one.goto(desk);
			await two.goto(desk);
			// The second form leaves its page before the first one's act is on it.
			const held = await hold(two, '/openItem');
			for (const [page, number] of [
				[two, 9],
				[one, 8],
			] as const) {
				await page.getByText('Run the meeting').click();
				const { item } = await itemChoice(page, number);
				await page.getByLabel('Open another item').selectOption(item);
				await page.getByRole('button', { name: 'Open it' }).click({ noWaitAfter: true });
				if (page === two) await held.sent;
				else await expect(one.getByRole('heading', { level: 1 })).toContainText('third CEN seat');
			}
			held.release();
			await expect(problem(two)).toContainText(
				'Item 8 has been opened meanwhile. Look at it first, then choose again.',
			);
			await expect(two.getByRole('heading', { level: 1 })).toContainText('third CEN seat');
		});

		await test.step('each opens the vote', async () => {
			await openItem(one, meeting, 6);
			await two.goto(desk);
			await one.goto(desk);
			const held = await hold(two, '/openPoll');
			await two.getByRole('button', { name: 'Open the vote' }).click({ noWaitAfter: true });
			await held.sent;
			await one.getByRole('button', { name: 'Open the vote' }).click();
			await expect(one.getByRole('heading', { name: /Vote open since/ })).toBeVisible();
			held.release();
			await expect(problem(two)).toContainText(
				'A vote is open in this meeting already. Close it first.',
			);
			await expect(two.getByRole('heading', { name: /Vote open since/ })).toBeVisible();
		});

		await test.step('each closes it and shows the result', async () => {
			for (const [button, path, then] of [
				['Close the vote', '/closePoll', 'Show the result'],
				['Show the result', '/showResult', null],
			] as const) {
				await two.goto(desk);
				await one.goto(desk);
				const held = await hold(two, path);
				await two.getByRole('button', { name: button }).click({ noWaitAfter: true });
				await held.sent;
				await one.getByRole('button', { name: button }).click();
				const after = (page: Page) =>
					then
						? page.getByRole('button', { name: then })
						: page.getByText(/0 for, 0 against/).first();
				await expect(after(one)).toBeVisible();
				held.release();
				await expect(after(two)).toBeVisible();
				await expect(problem(two)).toHaveCount(0);
			}
		});
	});

/** Holds back the form that a page sends to an action, until it is released. */
async function hold(page: Page, action: string) {
	let release = () => {};
	const released = new Promise<void>((resolve) => (release = resolve));
	let left = () => {};
	const sent = new Promise<void>((resolve) => (left = resolve));
	await page.route(
		(url) => url.search.includes(action),
		async (route) => {
			left();
			await released;
			await route.continue();
		},
	);
	return { sent, release: () => release() };
}

for (const javaScript of withScripts)
	test(`a vote twice, late, back and for another seat, ${withOrWithout(javaScript)} JavaScript`, async ({
		world,
	}) => {
		const { meeting } = world.demo;
		const chair = await world.enter('chair');
		const clerk = await world.enter('clerk');
		const member = await world.enter('member', { javaScript });
		await sitting(world, chair, clerk);
		await openVote(chair, meeting);
		const receipt = () => member.locator('.mh-code').innerText();
		const recorded = (page: Page) =>
			expect(page.getByRole('heading', { name: 'Your vote is recorded' })).toBeVisible();

		await test.step('in two tabs with different choices: the later one counts, and says so', async () => {
			const tab = await member.context().newPage();
			for (const [page, choice] of [
				[member, 'For'],
				[tab, 'Against'],
			] as const) {
				await page.goto(`${meeting}/follow/vote`);
				await page.locator('#vote').getByText(choice, { exact: true }).click();
				await page.getByRole('button', { name: 'Check my vote' }).click();
				await expect(page.getByText(`You are voting ${choice}.`)).toBeVisible();
			}
			await member.getByRole('button', { name: 'Cast my vote' }).click();
			await recorded(member);
			await tab.getByRole('button', { name: 'Cast my vote' }).click();
			await recorded(tab);
			await expect(tab.getByText(/^\s*Against, at/)).toBeVisible();
			await member.reload();
			await expect(
				member.getByText(/^\s*Against, at/),
				'no receipt for what does not count',
			).toBeVisible();
			await tab.close();
		});

		await test.step('sent again by going back: what counts is said, and nothing changes', async () => {
			const reference = await receipt();
			await member.goBack();
			await expect(member.getByText('You are voting For.')).toBeVisible();
			const forms = await member.locator('form[method=post]').count();
			expect(forms).toBe(1);
			const { status, page } = await send(member, member.url(), await fields(member));
			expect([status, page.includes('Your vote is recorded')]).toEqual([303, false]);
			await member.goto(`${meeting}/follow/vote`);
			await member.locator('#vote').getByText('Abstain', { exact: true }).click();
			await member.getByRole('button', { name: 'Check my vote' }).click();
			await member.getByRole('button', { name: 'Cast my vote' }).click();
			await recorded(member);
			expect(await receipt()).toBe(reference);
			await member.goBack();
			await member.getByRole('button', { name: 'Cast my vote' }).click();
			await recorded(member);
			await expect(member.getByText(/^\s*Abstain, at/)).toBeVisible();
			expect(await receipt()).toBe(reference);
		});

		await test.step("another's seat", async () => {
			await clerk.goto(`${meeting}/live/clerk`);
			const seat = await clerk
				.getByRole('group', { name: 'Enter the vote of Helen Tarrant' })
				.locator('xpath=ancestor-or-self::form[1]')
				.locator('[name=seatId]')
				.first()
				.inputValue();
			await member.goto(`${meeting}/follow/vote`);
			const own = await fields(member);
			// By its address: where the form's own seat is changed under it, the page takes it for another and empties it.
			const query = { poll: own['pollId'] ?? '', seat, choice: 'for', from: 'follow' };
			await member.goto(`${meeting}/follow/vote/check?${new URLSearchParams(query)}`);
			const { page, status } = await send(member, member.url(), {
				...own,
				seatId: seat,
				choice: 'for',
			});
			expect(status).toBe(422);
			expect(page).toContain('This seat is not yours to vote for. Nothing was recorded.');
			await expect(chair.getByText('1 of 6').first()).toBeVisible();
		});

		await test.step('after the close: the page stays, with the choice and the time', async () => {
			await member.goto(`${meeting}/follow/vote`);
			await member.locator('#vote').getByText('Against', { exact: true }).click();
			await member.getByRole('button', { name: 'Check my vote' }).click();
			await expect(member.getByText('You are voting Against.')).toBeVisible();
			await chair.goto(`${meeting}/live/chair`);
			await chair.getByRole('button', { name: 'Close the vote' }).click();
			await expect(chair.getByRole('heading', { name: /^Vote closed at/ })).toBeVisible();
			await member.getByRole('button', { name: 'Cast my vote' }).click();
			await expect(member.getByRole('main')).toContainText(
				/The vote closed at \d\d:\d\d:\d\d\. Yours came after that and is not counted\./,
			);
			await expect(member.getByRole('definition').filter({ hasText: 'Against' })).toBeVisible();
			await chair.getByRole('button', { name: 'Show the result' }).click();
			await expect(
				chair.getByText('0 for, 0 against, 1 abstained', { exact: false }).first(),
			).toBeVisible();
		});
	});

/** What the page's one form would send. */
async function fields(page: Page): Promise<Record<string, string>> {
	const pairs = await page
		.locator('form[method=post] input[type=hidden]')
		.evaluateAll((nodes) =>
			nodes.map((node) => [(node as HTMLInputElement).name, (node as HTMLInputElement).value]),
		);
	return Object.fromEntries(pairs) as Record<string, string>;
}

test('a deputy and their principal: one of them sits and votes, the other is told why', async ({
	world,
}) => {
	const { meeting } = world.demo;
	const chair = await world.enter('chair');
	const clerk = await world.enter('clerk');
	const deputy = await world.enter('deputy');
	const principal = await world.enter('public', { javaScript: false });
	await sitting(world, chair, clerk);
	await deputy.goto(`${meeting}/live`);
	await deputy.getByRole('button', { name: 'I am in the room' }).click();
	await expect(deputy.getByText('You are checked in, in the room.')).toBeVisible();

	await signInByMail(principal, 'p03@larkhaven.example');
	await principal.goto(`${meeting}/live`);
	await principal.getByRole('button', { name: 'I am in the room' }).click();
	await expect(problem(principal)).toContainText(
		'Supt Layla Hughes-Grant is sitting in this seat as deputy.',
	);
	await principal.goto(`/cy${new URL(meeting).pathname}/live`);
	await principal.locator('[name=mode][value=in_person]').click();
	await expect(problem(principal)).toContainText(
		'Mae Supt Layla Hughes-Grant yn eistedd yn y sedd hon fel dirprwy.',
	);
	await principal.getByRole('checkbox').check({ force: true });
	await principal.locator('[name=mode][value=in_person]').click();
	await expect(principal.locator('[action$="?/leave"]')).toBeVisible();

	await openVote(chair, meeting);
	await deputy.goto(`${meeting}/follow/vote`);
	const ballot = await fields(deputy);
	await principal.goto(`${meeting}/follow/vote`);
	await expect(principal.getByRole('main')).toContainText(
		'Your deputy is on the roll and votes for this seat.',
	);
	const tampered = await send(
		principal,
		`${meeting}/follow/vote/check?poll=${ballot['pollId']}&choice=for`,
		{
			...ballot,
			choice: 'for',
		},
	);
	expect(tampered.status).toBe(422);
	expect(tampered.page).toContain('Your deputy is on the roll and votes for this seat.');
	await expect(chair.getByText('0 of 7').first()).toBeVisible();
});

for (const javaScript of withScripts)
	test(`the session ended in another tab, ${withOrWithout(javaScript)} JavaScript: it says so and leads back`, async ({
		world,
	}) => {
		const { meeting } = world.demo;
		const chair = await world.enter('chair');
		const clerk = await world.enter('clerk');
		const member = await world.enter('member', { javaScript });
		await sitting(world, chair, clerk);
		await openVote(chair, meeting);
		const said = member.getByText(/You are not signed in/).first();
		const signOut = async () => {
			const tab = await member.context().newPage();
			await tab.goto('/');
			await send(tab, '/sign-out', {});
			await tab.close();
		};

		await member.goto(`${meeting}/live`);
		await signOut();
		await member.getByRole('button', { name: 'Raise my hand' }).click();
		await expect(said).toBeVisible();
		await expect(chair.getByText('Dr Priya Venning')).toHaveCount(0);
		await signInByMail(member, 'p02@larkhaven.example', () =>
			member
				.getByRole('main')
				.getByRole('link', { name: /^Sign in/ })
				.first()
				.click(),
		);
		await expect(member).toHaveURL(`${meeting}/live`);

		await member.goto(`${meeting}/follow/vote`);
		await member.locator('#vote').getByText('Abstain', { exact: true }).click();
		await signOut();
		await member.getByRole('button', { name: 'Check my vote' }).click();
		await expect(said).toBeVisible();
		await signInByMail(member, 'p02@larkhaven.example', () =>
			member
				.getByRole('main')
				.getByRole('link', { name: /^Sign in/ })
				.first()
				.click(),
		);
		await expect(member.getByText('You are abstaining.')).toBeVisible();
		await signOut();
		await member.getByRole('button', { name: 'Cast my vote' }).click();
		await expect(said).toBeVisible();
		await expect(chair.getByText('0 of 6').first()).toBeVisible();
	});
