import { verifyAudit, type AuditFault } from '../platform/audit.ts';
import { reading } from '../platform/tx.ts';
import type { AdminContext } from './store-of-process.ts';

export interface AdminCommand {
	/** What follows the command's name, and what it does. */
	readonly usage: string;
	/** Whether the server must not run meanwhile. */
	readonly alone: boolean;
	/** Returns the exit code: 0 for done, 1 for a finding that somebody must look at. */
	readonly run: (context: AdminContext, args: readonly string[]) => Promise<number>;
}

const faults: Readonly<Record<AuditFault, (seq: number) => string>> = {
	changed: (seq) => `The audit log was tampered with: row ${seq} is not what was sealed.`,
	missing: (seq) => `The audit log was tampered with: row ${seq}, or a seal before it, is gone.`,
	unsealed: (seq) => `The audit log was tampered with: row ${seq} has no seal.`,
	cut: () =>
		'The audit log was tampered with: it no longer passes through the seal that you noted.',
};

const auditVerify: AdminCommand = {
	usage: '[SEAL]   checks the audit log, also against a seal noted earlier',
	alone: false,
	async run({ app, say }, [noted]) {
		const found = await reading(app, (tx) => verifyAudit(tx, noted));
		if (!found.whole) {
			say(faults[found.fault](found.seq));
			return 1;
		}
		say(`The audit log is whole: ${found.rows} rows.`);
		if (found.head) say(`Its seal now, to be noted elsewhere: ${found.head}`);
		return 0;
	},
};

/** Every command by its name, in the order in which the list shows them. */
export const commands: ReadonlyMap<string, AdminCommand> = new Map([['audit-verify', auditVerify]]);
