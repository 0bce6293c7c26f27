import { defineConfig } from '@playwright/test';
import { browserToLaunch } from '../support/browser.ts';

export default defineConfig({
	testDir: '.',
	testMatch: '**/*.test.ts',
	outputDir: '../../test-results',
	globalSetup: './support/set-up.ts',
	timeout: 90_000,
	expect: { timeout: 10_000 },
	// A retry that passed is a failure: something waited for a time and not for a condition.
	retries: 0,
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
