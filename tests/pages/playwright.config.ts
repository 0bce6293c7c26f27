import { defineConfig } from '@playwright/test';
import { browserToLaunch } from '../support/browser.ts';

export default defineConfig({
	testDir: '.',
	testMatch: '**/*.test.ts',
	outputDir: '../../test-results',
	globalSetup: './support/set-up.ts',
	timeout: 90_000,
	expect: { timeout: 10_000 },
	// A retry that passed is a fault of the test all the same: it waited for a time and not for a condition. Where it
	// happens on a machine that only checks, it is named as flaky and does not stop the rest.
	retries: process.env['CI'] === undefined ? 0 : 1,
	workers: 2,
	forbidOnly: process.env['CI'] !== undefined,
	reporter: [['list'], ['./support/slowest.ts']],
	use: {
		actionTimeout: 20_000,
		locale: 'en-GB',
		timezoneId: 'Europe/London',
		launchOptions: await browserToLaunch(),
		trace: 'off',
		screenshot: 'only-on-failure',
	},
});
