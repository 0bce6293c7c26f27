import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/**
 * A value, from the page's data, of an attribute of certain fields.
 * @param {string} field
 * @param {string} name
 */
const attribute = (field, name) => [
	`${field} > SvelteStartTag > SvelteAttribute[key.name="${name}"]:has(> SvelteMustacheTag)`,
	`${field} > SvelteStartTag > SvelteShorthandAttribute[key.name="${name}"]`,
];
/** The value of these is never typed; a type from the data is one of them. */
const notTyped = [
	'SvelteAttribute[key.name="type"] > SvelteLiteral[value=/^(hidden|radio|checkbox)$/]',
	'SvelteAttribute[key.name="type"] > SvelteMustacheTag',
	'SvelteShorthandAttribute[key.name="type"]',
];
const typed = notTyped.map((each) => `:not(:has(${each}))`).join('');
const select = 'SvelteElement[name.name="select"]';
const clearedByTheScript = [
	...attribute('SvelteElement[name.name="input"]', 'checked'),
	...attribute(`SvelteElement[name.name="input"]${typed}`, 'value'),
	...attribute('SvelteElement[name.name="textarea"]', 'value'),
	...attribute(select, 'value'),
	`${select} > SvelteStartTag > SvelteDirective[kind="Binding"][key.name.name="value"]`,
].map((selector) => ({
	selector,
	message:
		"It undoes, when the page's script comes, what was chosen or typed before: take defaultChecked, defaultValue, or selected on the options.",
}));

/**
 * The rules. Components are judged with types only by `npm run lint:components` (and so by `npm test`): each of them makes
 * the type checker begin anew, which takes longer than all the other files together.
 * @param {{ typedComponents: boolean }} options
 */
export const rules = ({ typedComponents }) =>
	ts.config(
		{
			ignores: [
				'build',
				// Stands alone, for anybody to read and run without this project.
				'static/verify-poll.js',
				'build-*',
				'.svelte-kit',
				'.data',
				'src/lib/paraglide',
				'server/platform/schema.ts',
				'test-results',
				// Scripts on packages that the project itself does not have.
				'tests/bench/peers',
			],
		},
		js.configs.recommended,
		...ts.configs.strictTypeChecked,
		...svelte.configs.recommended,
		prettier,
		...svelte.configs.prettier,
		{
			languageOptions: {
				globals: { ...globals.node, ...globals.browser },
				parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
			},
			rules: {
				'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
				'@typescript-eslint/no-confusing-void-expression': 'off',
				'@typescript-eslint/no-unnecessary-condition': 'off',
				'@typescript-eslint/switch-exhaustiveness-check': 'error',
				'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
				// Addresses go through localizeHref, which keeps the reader's language; Kit's resolve() does not know it.
				'svelte/no-navigation-without-resolve': 'off',
				'no-restricted-imports': [
					'error',
					{
						name: '$app/forms',
						importNames: ['enhance'],
						message: "On a bad line it loses what was typed: use '#lib/ui/enhance.ts'.",
					},
				],
				'no-restricted-globals': [
					'error',
					{ name: 'event', message: 'Take the event as an argument.' },
				],
			},
		},
		{
			files: ['**/*.svelte', '**/*.svelte.ts'],
			languageOptions: {
				parserOptions: {
					projectService: true,
					extraFileExtensions: ['.svelte'],
					parser: ts.parser,
				},
			},
		},
		{
			files: ['**/*.svelte'],
			rules: {
				// ESLint sees another component's props and snippets as any; svelte-check knows their types and judges them.
				'@typescript-eslint/no-unsafe-argument': 'off',
				'@typescript-eslint/no-unsafe-assignment': 'off',
				'@typescript-eslint/no-unsafe-call': 'off',
				'@typescript-eslint/no-unsafe-member-access': 'off',
				'@typescript-eslint/no-unsafe-return': 'off',
			},
		},
		{
			files: ['**/*.svelte'],
			// Its fields are there only when its script has opened them.
			ignores: ['src/lib/meetings/AgendaFields.svelte'],
			rules: { 'no-restricted-syntax': ['error', ...clearedByTheScript] },
		},
		{
			files: ['src/domain/**/*.ts'],
			ignores: ['src/domain/**/*.test.ts'],
			rules: {
				'no-restricted-syntax': [
					'error',
					{
						selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
						message: 'Chance comes in as an argument.',
					},
					{
						selector: "NewExpression[callee.name='Date'][arguments.length=0]",
						message: 'Time comes in as an argument.',
					},
					{
						selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
						message: 'Time comes in as an argument.',
					},
				],
			},
		},
		{
			files: [
				'eslint*.config.js',
				'server/check-node.js',
				...(typedComponents ? [] : ['**/*.svelte']),
			],
			...ts.configs.disableTypeChecked,
		},
	);

export default rules({ typedComponents: false });
