// The load generator: a process of its own that does one job after the other as it is told. See generate.ts.
import { fill } from './jobs/fill.ts';
import { hold } from './jobs/hold.ts';
import { join } from './jobs/join.ts';
import type { Jobs } from './jobs/job.ts';
import { typing } from './jobs/typing.ts';
import { upload } from './jobs/upload.ts';

const jobs: { [Name in keyof Jobs]: (job: Jobs[Name][0]) => Promise<Jobs[Name][1]> } = {
	fill,
	hold,
	join,
	typing,
	upload,
};

process.on('message', ({ name, job }: { name: keyof Jobs; job: never }) => {
	jobs[name](job).then(
		(result) => process.send?.({ result }),
		(error: unknown) =>
			process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
	);
});
