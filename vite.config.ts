import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { configDefaults, defineConfig } from 'vitest/config';
import { browserToLaunch } from './tests/support/browser.ts';
import { Slowest } from './tests/support/slowest.ts';
import { devRelay } from './server/dev-plugin.ts';

const testing = process.env['VITEST'] !== undefined;
/** Suites of sockets, processes and stores: where a machine only checks, a test that passes at its second try is named. */
const retry = process.env['CI'] === undefined ? 0 : 1;

export default defineConfig(async () => ({
	plugins: [
		paraglideVitePlugin({
			project: './src/i18n/project.inlang',
			outdir: './src/lib/paraglide',
			outputStructure: 'message-modules',
			strategy: ['url', 'cookie', 'preferredLanguage', 'baseLocale'],
			// No urlPatterns: the built-in ones (`/…` and `/cy/…`) are what we want and spare browsers a URLPattern polyfill.
			// As `npm run i18n` says it, so that tests write nothing while types and lint are judged beside them.
			...(testing ? { isServer: "typeof window === 'undefined'" } : {}),
		}),
		...(testing ? [] : [devRelay()]),
		sveltekit({
			adapter: adapter({ out: process.env['BUILD_DIR'] ?? 'build', precompress: true }),
			csp: {
				mode: 'auto',
				// Scripts and style sheets are files of ours or carry the page's nonce. What stays is the style attribute, for
				// lengths that only the data knows (the bars of a result): an attribute holds no selector and reads no other element.
				directives: {
					'default-src': ['none'],
					'script-src': ['self'],
					'style-src': ['self'],
					'style-src-attr': ['unsafe-inline'],
					'img-src': ['self', 'data:'],
					'font-src': ['self'],
					'connect-src': ['self'],
					'worker-src': ['self'],
					'manifest-src': ['self'],
					'frame-ancestors': ['none'],
					'base-uri': ['none'],
					'form-action': ['self'],
				},
			},
		}),
	],
	// The phone's script (src/lib/live/phone) is built as its own entry, with a part that comes later.
	worker: { format: 'es' as const },
	css: {
		preprocessorOptions: { scss: { quietDeps: true, loadPaths: ['node_modules'] } },
		postcss: {
			plugins: [
				{
					// govuk-frontend 6.6 still carries media hacks for old browsers that Lightning CSS refuses.
					postcssPlugin: 'drop-old-media-hacks',
					AtRule: {
						media(rule: { params: string; remove(): void }) {
							if (/\\0|\uFFFD/u.test(rule.params) || rule.params.includes('\0')) rule.remove();
						},
					},
				},
			],
		},
	},
	environments: {
		client: {
			build: {
				rolldownOptions: {
					preserveEntrySignatures: 'allow-extension' as const,
					output: {
						codeSplitting: {
							// What every fourth page needs comes as one file: as dozens, each packed by itself, it weighs 4 to 7 kB more.
							// Whoever needs a module needs what it imports, so that is shared as widely and comes along anyway; asked for
							// by name, the index of all messages would too.
							includeDependenciesRecursively: false,
							groups: [{ name: 'base', minShareCount: 28 }],
						},
					},
				},
			},
		},
		ssr: { build: { rolldownOptions: { external: [/^#server\//, /^#domain\//] } } },
	},
	test: {
		reporters: ['default', new Slowest()],
		projects: [
			{
				extends: true,
				test: {
					name: 'domain',
					environment: 'node',
					include: ['src/domain/**/*.test.ts', 'src/lib/**/*.test.ts', 'tests/*.test.ts'],
					exclude: [...configDefaults.exclude, '**/*.svelte.test.ts'],
					// `npm run check` judges types and lint beside them: on two busy cores a random test takes its time.
					testTimeout: 30_000,
				},
			},
			{
				extends: true,
				test: {
					name: 'server',
					environment: 'node',
					include: ['tests/server/**/*.test.ts'],
					globalSetup: './tests/support/migrated-store.ts',
					testTimeout: 30_000,
					hookTimeout: 60_000,
					retry,
				},
			},
			{
				extends: true,
				test: {
					name: 'relay',
					environment: 'node',
					include: ['tests/relay/**/*.test.ts'],
					globalSetup: './tests/support/migrated-store.ts',
					testTimeout: 30_000,
					hookTimeout: 60_000,
					retry,
				},
			},
			{
				extends: true,
				test: {
					// The tools that measure and the tools that break things: a figure is worth what they are.
					name: 'harness',
					environment: 'node',
					include: ['tests/bench/**/*.test.ts', 'tests/trust/**/*.test.ts'],
					exclude: [...configDefaults.exclude, 'tests/bench/peers/**'],
					globalSetup: './tests/support/migrated-store.ts',
					testTimeout: 60_000,
					hookTimeout: 60_000,
					retry,
				},
			},
			{
				extends: true,
				test: {
					name: 'runes',
					include: ['src/**/*.svelte.test.ts'],
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({ launchOptions: await browserToLaunch() }),
						instances: [{ browser: 'chromium' as const }],
					},
				},
			},
		],
	},
}));
