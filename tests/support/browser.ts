import { existsSync } from 'node:fs';
import path from 'node:path';

export interface BrowserLaunch {
	executablePath?: string;
	args?: string[];
}

const onThePath = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The browser of the tests, chosen here and nowhere else: CHROMIUM_PATH if set, else the one that comes from npm
 * (Linux on x64), else one on the PATH, else Playwright's own.
 */
export async function browserToLaunch(): Promise<BrowserLaunch> {
	const named = process.env['CHROMIUM_PATH'];
	if (named) return { executablePath: named };
	if (process.platform === 'linux' && process.arch === 'x64') {
		const { default: chromium } = await import('@sparticuz/chromium');
		// Not the package's own arguments: they put everything in one process and switch web security off.
		return { executablePath: await chromium.executablePath() };
	}
	for (const folder of (process.env['PATH'] ?? '').split(path.delimiter))
		for (const name of onThePath) {
			const file = path.join(folder, name);
			if (existsSync(file)) return { executablePath: file };
		}
	return {};
}
