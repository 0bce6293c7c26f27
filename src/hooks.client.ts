import { waitForTheLine } from '#lib/ui/line.svelte.ts';

export function init(): void {
	waitForTheLine();
}
