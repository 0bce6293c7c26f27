import { budgets, weigh } from '../bench/support/weight.ts';
import { expect, test } from './support/world.ts';

test('no page of a meeting loads more script than it may', async ({ world }) => {
	const clerk = await world.enter('clerk');
	for (const { path, first, all } of budgets) {
		if (first === null && all === null) continue;
		const seen = await weigh(clerk.context(), world.demo.meeting + path);
		if (first !== null)
			expect.soft(seen.first, `${path} until it can be used`).toBeLessThanOrEqual(first);
		if (all !== null) expect.soft(seen.all, `${path} in all`).toBeLessThanOrEqual(all);
	}
});
