// `npm run admin -- COMMAND`: what the person who runs the server does at the keyboard of the machine.
import { isRefusal } from '#domain/kernel/refusal.ts';
import { ConfigError, readConfig } from '../platform/config.ts';
import { commands } from './commands.ts';
import { withStore } from './store-of-process.ts';

const [name = '', ...args] = process.argv.slice(2);
const chosen = commands.get(name);
if (!chosen) {
	console.error(name ? `There is no command ${name}.` : 'Say what to do:');
	for (const [each, { usage }] of commands) console.error(`  npm run admin -- ${each} ${usage}`);
	process.exit(2);
}
try {
	process.exitCode = await withStore(readConfig(process.env), chosen.alone, (context) =>
		chosen.run(context, args),
	);
} catch (error) {
	if (isRefusal(error)) console.error(`Nothing was done: ${error.code}`);
	else if (error instanceof ConfigError) console.error(error.message);
	else throw error;
	process.exitCode = 1;
}
