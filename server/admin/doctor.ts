import { statfs } from 'node:fs/promises';
import { connect as connectTls } from 'node:tls';
import { sql } from 'kysely';
import nodemailer from 'nodemailer';
import { WebSocket } from 'ws';
import type { Config } from '../platform/config.ts';
import { readiness } from '../platform/ready.ts';
import type { Services } from '../platform/tx.ts';
import { closeCode, codesParam } from '#domain/relay/protocol.ts';

// `npm run admin -- doctor`: what could keep a meeting from being held, looked at from the machine that serves it.

export interface Finding {
	readonly what: 'database' | 'mail' | 'clock' | 'tls' | 'web' | 'websocket' | 'disk';
	/** `look`: works, and somebody should know; `bad`: something will not work. */
	readonly state: 'good' | 'look' | 'bad';
	readonly says: string;
}

type Patient = Pick<Services, 'db' | 'config' | 'log' | 'clock'>;

const patience = 5_000;
const good = (what: Finding['what'], says: string): Finding => ({ what, state: 'good', says });
const look = (what: Finding['what'], says: string): Finding => ({ what, state: 'look', says });
const bad = (what: Finding['what'], says: string): Finding => ({ what, state: 'bad', says });
const why = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Everything, one after the other, so that one that hangs is seen to. */
export async function examine(patient: Patient): Promise<Finding[]> {
	const { origin, smtpUrl, mailFrom } = patient.config;
	return [
		...(await examineDatabase(patient)),
		...(await examineMail(patient, smtpUrl, mailFrom)),
		await examineClock(patient),
		...(await examineWeb(patient.config)),
		...(origin?.protocol === 'https:'
			? [
					await examineTls(
						{ host: origin.hostname, port: Number(origin.port || 443) },
						patient.clock.now(),
					),
				]
			: []),
		...(origin ? [await examineWebsocket(origin)] : []),
		await examineDisk(patient.config.dataDir),
	];
}

/** Settings that decide whether "Saved" is true, the version, the migrations, and what the user may do. */
export async function examineDatabase(patient: Patient): Promise<Finding[]> {
	const ready = await readiness(patient);
	if (!ready.database) return [bad('database', 'It does not answer.')];
	const found: Finding[] = [];
	if (!ready.migrated)
		found.push(
			bad('database', 'It is of another version. Starting the server brings it up to date.'),
		);
	if (!ready.durable)
		return [
			...found,
			look('database', 'The built-in store survives a killed process, but not a power cut.'),
		];
	const { rows } = await sql<Record<string, string>>`
		select current_setting('server_version_num') as version, current_setting('fsync') as fsync,
			current_setting('full_page_writes') as full_page_writes, current_setting('synchronous_commit') as synchronous_commit,
			current_setting('autovacuum') as autovacuum, current_setting('server_encoding') as encoding,
			current_setting('max_connections') as connections, current_setting('is_superuser') as superuser,
			pg_size_pretty(pg_database_size(current_database())) as size`.execute(patient.db);
	const at = rows[0] ?? {};
	for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'])
		if (at[name] === 'off')
			found.push(bad('database', `${name} is off: what was said to be saved can be lost.`));
	if (Number(at['version']) < 150_000)
		found.push(bad('database', 'PostgreSQL 15 or newer is needed.'));
	if (at['encoding'] !== 'UTF8')
		found.push(bad('database', `Its encoding is ${at['encoding']}, not UTF8.`));
	if (at['autovacuum'] === 'off')
		found.push(look('database', 'autovacuum is off: it will grow and slow down.'));
	if (Number(at['connections']) < 20)
		found.push(look('database', `max_connections is ${at['connections']}; leave room for 20.`));
	if (at['superuser'] === 'on')
		found.push(
			look(
				'database',
				'Moothall is its superuser. Give it a user of its own: the audit log is then kept by right too.',
			),
		);
	if (found.every(({ state }) => state !== 'bad'))
		found.push(
			good('database', `PostgreSQL ${Math.floor(Number(at['version']) / 10_000)}, ${at['size']}.`),
		);
	return found;
}

/** Whether the mail server takes us, who the letters are from, and whether letters wait. */
export async function examineMail(
	patient: Pick<Services, 'db'>,
	smtpUrl: string | undefined,
	mailFrom: string,
): Promise<Finding[]> {
	if (!smtpUrl)
		return [look('mail', 'SMTP_URL is not set: no invitation and no link to sign in leaves.')];
	const found: Finding[] = [];
	const transport = nodemailer.createTransport(smtpUrl, {
		connectionTimeout: patience,
		greetingTimeout: patience,
		socketTimeout: patience,
	} as object);
	try {
		await transport.verify();
		found.push(good('mail', 'The mail server takes us.'));
	} catch (error) {
		found.push(bad('mail', `The mail server does not take us: ${why(error)}.`));
	} finally {
		transport.close();
	}
	if (/@localhost\b/.test(mailFrom))
		found.push(look('mail', `MAIL_FROM is ${mailFrom}: such letters are often thrown away.`));
	const { rows } = await sql<{
		n: number;
	}>`select count(*)::int as n from mail where sent_at is null
		and created_at between clock_timestamp() - interval '7 days' and clock_timestamp() - interval '1 hour'`.execute(
		patient.db,
	);
	if (rows[0]?.n)
		found.push(look('mail', `${rows[0].n} messages of the last week wait for more than an hour.`));
	return found;
}

/** The machine's clock beside the database's, by which every deadline is judged. */
export async function examineClock(patient: Pick<Services, 'db' | 'clock'>): Promise<Finding> {
	const before = patient.clock.now().getTime();
	const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(patient.db);
	const after = patient.clock.now().getTime();
	const apart = Math.round(((rows[0]?.now.getTime() ?? 0) - (before + after) / 2) / 1000);
	const says = `The clocks of this machine and of the database are ${Math.abs(apart)} seconds apart.`;
	if (Math.abs(apart) > 60)
		return bad('clock', `${says} Set both by NTP: deadlines go by the database’s.`);
	return Math.abs(apart) > 2 ? look('clock', says) : good('clock', says);
}

/** The site at its own address, through whatever stands in front of it. */
export async function examineWeb({ origin }: Pick<Config, 'origin'>): Promise<Finding[]> {
	if (!origin) return [look('web', 'ORIGIN is not set: a demonstration only.')];
	const found: Finding[] = [];
	const local = /^(localhost|127\.|\[::1\])/.test(origin.hostname);
	if (origin.protocol === 'http:' && !local)
		found.push(
			bad('tls', 'ORIGIN is not https: whoever is on the way reads and changes everything.'),
		);
	if (origin.protocol === 'https:' && !process.env['ADDRESS_HEADER'])
		found.push(
			look(
				'web',
				'ADDRESS_HEADER is not set: behind a proxy everybody shares one address, and its limits.',
			),
		);
	try {
		const answer = await fetch(new URL('/healthz', origin), {
			signal: AbortSignal.timeout(patience),
			redirect: 'manual',
		});
		if (answer.status !== 200)
			found.push(bad('web', `${origin.origin}/healthz answers ${answer.status}.`));
		else if (origin.protocol === 'https:' && !answer.headers.has('strict-transport-security'))
			found.push(look('web', 'The proxy takes the Strict-Transport-Security header away.'));
		else found.push(good('web', `${origin.origin} answers.`));
	} catch (error) {
		found.push(
			bad('web', `${origin.origin} does not answer: ${why(error)}. Is the server running?`),
		);
	}
	return found;
}

const dayMs = 86_400_000;

/** The certificate: whether browsers believe it, and for how long. `ca` is for a certificate of one's own. */
export function examineTls(
	at: { readonly host: string; readonly port: number; readonly ca?: string },
	now: Date,
): Promise<Finding> {
	return new Promise((resolve) => {
		const socket = connectTls({
			...at,
			servername: /^[\d.:]+$/.test(at.host) ? '' : at.host,
			rejectUnauthorized: false,
			timeout: patience,
		});
		const end = (finding: Finding) => {
			socket.destroy();
			resolve(finding);
		};
		socket.once('error', (error) => end(bad('tls', `No TLS at ${at.host}: ${why(error)}.`)));
		socket.once('timeout', () => end(bad('tls', `No TLS at ${at.host}: no answer.`)));
		socket.once('secureConnect', () => {
			const days = Math.floor(
				(Date.parse(socket.getPeerCertificate().valid_to) - now.getTime()) / dayMs,
			);
			if (days < 0) return end(bad('tls', `The certificate ran out ${-days} days ago.`));
			if (!socket.authorized)
				return end(
					bad(
						'tls',
						`Browsers do not believe the certificate: ${String(socket.authorizationError)}.`,
					),
				);
			const says = `The certificate is good for ${days} days.`;
			return end(days < 21 ? look('tls', `${says} Is it renewed by itself?`) : good('tls', says));
		});
	});
}

/** A socket through the proxy to a room that is not there: our own refusal must come back. */
export function examineWebsocket(origin: URL): Promise<Finding> {
	const url = new URL('/sync/live:00000000-0000-4000-8000-000000000000', origin);
	url.searchParams.set(codesParam, '');
	url.protocol = origin.protocol === 'https:' ? 'wss:' : 'ws:';
	return new Promise((resolve) => {
		const socket = new WebSocket(url, { origin: origin.origin, handshakeTimeout: patience });
		const end = (finding: Finding) => {
			clearTimeout(timer);
			socket.terminate();
			resolve(finding);
		};
		const timer = setTimeout(
			() => end(bad('websocket', 'Websockets open, and nothing comes through them.')),
			2 * patience,
		);
		socket.once('close', (code) =>
			end(
				code === closeCode.sessionEnded
					? good('websocket', 'Websockets pass.')
					: bad('websocket', `Somebody else answers websockets at /sync/ (${code}).`),
			),
		);
		socket.once('error', (error) =>
			end(
				bad(
					'websocket',
					`Websockets do not pass: ${why(error)}. The proxy must hand /sync/ on as an upgrade.`,
				),
			),
		);
	});
}

const mega = 1024 * 1024;

/** Room on the disk of a folder, or of the nearest folder there is above it. */
export async function examineDisk(folder: string): Promise<Finding> {
	const space = await statfs(folder).catch(() => statfs('.'));
	const free = Math.floor((space.bavail * space.bsize) / mega);
	const says = `${free} MB are free on this machine’s disk.`;
	if (free < 200) return bad('disk', says);
	return free < 1024 ? look('disk', says) : good('disk', says);
}
