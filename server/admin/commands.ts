import { writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { emailAddress } from '#domain/accounts/email.ts';
import { newLink } from '../accounts/links.ts';
import { ensureAccount } from '../accounts/store.ts';
import { applyRetention } from '../partnerships/retention.ts';
import { verifyAudit, type AuditFault } from '../platform/audit.ts';
import { audit, reading, transact, type Tx } from '../platform/tx.ts';
import { everythingOf } from '../publication/everything.ts';
import { inviteFromKeyboard } from '../partnerships/invitations.ts';
import { examine } from './doctor.ts';
import { backUp, restore } from './backup.ts';
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

/** A one-time link that signs the account in, printed for the person at the keyboard. */
async function linkFor(
	{ app }: AdminContext,
	email: string,
	returnTo: string | null,
	prepare: (tx: Tx, accountId: string) => Promise<void>,
): Promise<string> {
	const token = await transact(app, async (tx) => {
		const accountId = await ensureAccount(tx, emailAddress(email));
		await prepare(tx, accountId);
		return newLink(tx, app, accountId, returnTo);
	});
	return `${app.config.origin?.origin ?? `http://localhost:${app.config.port}`}/sign-in/${token}`;
}

const createOwner: AdminCommand = {
	usage: 'EMAIL   lets this address set up partnerships, and prints a link that signs it in',
	alone: false,
	async run(context, [email = '']) {
		const link = await linkFor(context, email, '/set-up', async (tx, accountId) => {
			await tx.db
				.updateTable('account')
				.set({ may_found: true })
				.where('id', '=', accountId)
				.execute();
			await audit(tx, { accountId, act: 'admin.owner_created', subject: accountId });
		});
		context.say('Open this link within 15 minutes and press "Sign in":');
		context.say(link);
		return 0;
	},
};

const resetLink: AdminCommand = {
	usage: 'EMAIL   prints a link that signs this account in, for somebody whose mail does not come',
	alone: false,
	async run(context, [email = '']) {
		const known = await reading(context.app, (tx) =>
			tx.db
				.selectFrom('account')
				.select('id')
				.where('email', '=', emailAddress(email))
				.executeTakeFirst(),
		);
		if (!known) {
			context.say('There is no account with this address.');
			return 1;
		}
		const link = await linkFor(context, email, null, (tx, accountId) =>
			audit(tx, { accountId, act: 'admin.link_made', subject: accountId }),
		);
		context.say(link);
		return 0;
	},
};

const list: AdminCommand = {
	usage: '  lists partnerships and who runs them',
	alone: false,
	async run({ app, say }) {
		const { rows } = await reading(app, (tx) =>
			sql<{ slug: string; people: number; clerks: string | null }>`
				select h.slug, (select count(*) from person p where p.partnership_id = h.id)::int as people,
					(select string_agg(a.email, ', ' order by a.email) from body_role r
						join body b on b.partnership_id = r.partnership_id and b.id = r.body_id
						join person p on p.partnership_id = r.partnership_id and p.id = r.person_id
						join account a on a.id = p.account_id
						where r.partnership_id = h.id and b.type = 'board' and r.role = 'secretariat'
						and current_date between r.starts_on and coalesce(r.ends_on, 'infinity')) as clerks
				from partnership h order by h.slug`.execute(tx.db),
		);
		for (const { slug, people, clerks } of rows)
			say(`${slug}: ${people} people, run by ${clerks ?? 'nobody'}`);
		if (rows.length === 0) say('There is no partnership yet.');
		return 0;
	},
};

const exportCommand: AdminCommand = {
	usage: 'PARTNERSHIP FILE   writes everything of one partnership (by its address) as JSON',
	alone: false,
	async run({ app, say }, [slug = '', file = `${slug}.json`]) {
		const found = await transact(app, async (tx) => {
			const home = await tx.db
				.selectFrom('partnership')
				.select('id')
				.where('slug', '=', slug)
				.executeTakeFirst();
			if (!home) return undefined;
			await audit(tx, { act: 'admin.exported', subject: home.id });
			return JSON.stringify(await everythingOf(tx, app.relay, home.id, null));
		});
		if (found === undefined) {
			say(slug ? `There is no partnership at ${slug}.` : 'Name the address of the partnership.');
			return 2;
		}
		writeFileSync(file, found, { mode: 0o600 });
		say(`${file}: ${Buffer.byteLength(found)} bytes.`);
		say('It holds addresses and exempt items: keep it as you keep the papers.');
		return 0;
	},
};

const backup: AdminCommand = {
	usage: 'FILE   writes everything into one file, also while the server runs on PostgreSQL',
	alone: false,
	async run({ app, say }, [file = 'moothall-backup.gz']) {
		const tables = await backUp(app, file);
		const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
		say(`${file}: ${Object.keys(tables).length} tables, ${rows} rows.`);
		say('It holds addresses and drafts of exempt items: keep it as you keep the papers.');
		return 0;
	},
};

const restoreCommand: AdminCommand = {
	usage: 'FILE [--dry-run]   reads a backup into an empty store, or only checks the file',
	alone: true,
	async run({ app, say }, args) {
		const dryRun = args.includes('--dry-run');
		const file = args.find((each) => !each.startsWith('--'));
		if (!file) {
			say('Name the file of the backup.');
			return 2;
		}
		const tables = await restore(app, file, { dryRun });
		const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
		say(dryRun ? `The backup is whole: ${rows} rows.` : `Restored: ${rows} rows.`);
		if (dryRun) return 0;
		const found = await reading(app, (tx) => verifyAudit(tx));
		say(found.whole ? 'The audit log is whole.' : faults[found.fault](found.seq));
		return found.whole ? 0 : 1;
	},
};

const doctor: AdminCommand = {
	usage: '  looks at database, mail, clock, TLS, websockets through the proxy, and disk',
	alone: false,
	async run({ app, say }) {
		const findings = await examine(app);
		const marks = { good: 'good', look: 'LOOK', bad: 'BAD ' } as const;
		for (const { what, state, says } of findings) say(`${marks[state]}  ${what}: ${says}`);
		return findings.some(({ state }) => state === 'bad') ? 1 : 0;
	},
};

const inviteCommand: AdminCommand = {
	usage:
		'PARTNERSHIP PERSON   prints an invitation for a person of the list, such as "larkhaven-together p07"',
	alone: false,
	async run({ app, say }, [slug = '', code = '']) {
		const token = await transact(app, (tx) => inviteFromKeyboard(tx, app, slug, code));
		if (token === undefined) {
			say(
				'There is no such partnership, or nobody of that code without an account and with an address.',
			);
			return 1;
		}
		say('It works once, for seven days:');
		say(
			`${app.config.origin?.origin ?? `http://localhost:${app.config.port}`}/invitation/${token}`,
		);
		return 0;
	},
};

const retention: AdminCommand = {
	usage: '[--dry-run]   removes what is kept no longer, as it does every night, or only counts it',
	alone: false,
	async run({ app, say }, args) {
		const dryRun = args.includes('--dry-run');
		for (const { key, rows } of await applyRetention(app, { dryRun })) say(`${key}: ${rows}`);
		say(dryRun ? 'Nothing was removed.' : 'Removed, and written into the audit log.');
		return 0;
	},
};

/** Every command by its name, in the order in which the list shows them. */
export const commands: ReadonlyMap<string, AdminCommand> = new Map([
	['create-owner', createOwner],
	['reset-link', resetLink],
	['list', list],
	['audit-verify', auditVerify],
	['invite', inviteCommand],
	['doctor', doctor],
	['retention', retention],
	['export', exportCommand],
	['backup', backup],
	['restore', restoreCommand],
]);
