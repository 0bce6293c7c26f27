import { randomUUID } from 'node:crypto';
import type { Database } from '#server/platform/db.ts';

/** A partnership that only has an id. */
export async function addPartnership(db: Database, id: string = randomUUID()): Promise<string> {
	const words = JSON.stringify({ en: 'Test' });
	await db
		.insertInto('partnership')
		.values({
			id,
			slug: 'test',
			name: words,
			formal_name: words,
			nation: 'england',
			area: words,
			vision: words,
			secretariat_email: 'office@test.example',
		})
		.execute();
	return id;
}
