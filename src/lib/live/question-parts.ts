export { default as HandsForm } from '#lib/decisions/HandsForm.svelte';
export { default as QuestionCard } from './QuestionCard.svelte';
export { default as QuestionResults } from './QuestionResults.svelte';
