import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Jobs } from './jobs/job.ts';

const script = fileURLToPath(new URL('./generator.ts', import.meta.url));

/** A load generator in a process of its own. */
export class Generator {
	readonly #child: ChildProcess = fork(script, { serialization: 'advanced' });

	/** Has it do a job. Rejects when it fails. */
	run<Name extends keyof Jobs>(name: Name, job: Jobs[Name][0]): Promise<Jobs[Name][1]> {
		return new Promise((resolve, reject) => {
			const ended = () => reject(new Error('the load generator ended'));
			this.#child.once('exit', ended);
			this.#child.once('message', (said: { result?: Jobs[Name][1]; error?: string }) => {
				this.#child.off('exit', ended);
				if (said.error === undefined) resolve(said.result as Jobs[Name][1]);
				else reject(new Error(said.error));
			});
			this.#child.send({ name, job });
		});
	}

	end(): void {
		this.#child.kill('SIGKILL');
	}
}

/** One job in a fresh process. */
export async function generate<Name extends keyof Jobs>(
	name: Name,
	job: Jobs[Name][0],
): Promise<Jobs[Name][1]> {
	const generator = new Generator();
	try {
		return await generator.run(name, job);
	} finally {
		generator.end();
	}
}
