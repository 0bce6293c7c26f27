import path from 'node:path';

export interface Config {
	/** Demo mode: no DATABASE_URL, or DEMO=1. Serves persona links and the outbox page. */
	readonly demo: boolean;
	readonly databaseUrl: string | undefined;
	readonly dataDir: string;
	/** Where the keys of secret ballots live, outside the database and its backups; undefined where there is none. */
	readonly urnDir: string | undefined;
	readonly port: number;
	/** Undefined only in demo mode: then a request's own host counts as the origin. */
	readonly origin: URL | undefined;
	readonly secret: string;
	readonly smtpUrl: string | undefined;
	readonly mailFrom: string;
	/** Whoever asks for /metrics must show it. Without it they are served in demo mode only. */
	readonly metricsToken: string | undefined;
	readonly logLevel: string;
	/** An organisation's own sign-in (OpenID Connect), when one is set up. */
	readonly provider: ProviderConfig | undefined;
	readonly dev: boolean;
}

export interface ProviderConfig {
	readonly issuer: URL;
	readonly clientId: string;
	readonly clientSecret: string;
	/** What the sign-in page calls it: "Larkhaven Borough Council". */
	readonly name: string;
	/** Believe its addresses though it does not say that they are verified (Microsoft Entra ID does not). */
	readonly trustEmail: boolean;
}

/** A setting that stops the start, in one plain sentence for the person who runs the server. */
export class ConfigError extends Error {}

/**
 * Reads the settings of the process. Outside demo mode ORIGIN and a SECRET of 32 characters or more must be set.
 * Throws ConfigError naming the first setting that is missing or wrong.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
	const databaseUrl = env['DATABASE_URL'] || undefined;
	const demo = databaseUrl === undefined || env['DEMO'] === '1';
	const port = Number(env['PORT'] ?? 3000);
	if (!Number.isInteger(port) || port < 0 || port > 65535)
		throw new ConfigError(`PORT must be a whole number from 0 to 65535, not "${env['PORT']}".`);
	const origin = readOrigin(env['ORIGIN']);
	if (!demo && origin === undefined)
		throw new ConfigError(
			'ORIGIN is missing. Set it to the address people use, such as https://moothall.example.org.',
		);
	const secret = env['SECRET'] ?? '';
	if (!demo && secret.length < 32)
		throw new ConfigError(
			'SECRET is missing or shorter than 32 characters. Make one with: openssl rand -hex 32',
		);
	return {
		demo,
		databaseUrl,
		dataDir: path.resolve(env['DATA_DIR'] ?? '.data'),
		urnDir: env['URN_DIR']
			? path.resolve(env['URN_DIR'])
			: demo
				? `${path.resolve(env['DATA_DIR'] ?? '.data')}-urn`
				: undefined,
		port,
		origin,
		secret,
		smtpUrl: env['SMTP_URL'] || undefined,
		mailFrom: env['MAIL_FROM'] ?? 'Moothall <moothall@localhost>',
		metricsToken: env['METRICS_TOKEN'] || undefined,
		logLevel: env['LOG_LEVEL'] ?? 'info',
		provider: readProvider(env),
		dev: env['NODE_ENV'] === 'development',
	};
}

function readOrigin(text: string | undefined): URL | undefined {
	if (!text) return undefined;
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/')
		throw new ConfigError(
			`ORIGIN must be an address such as https://moothall.example.org, not "${text}".`,
		);
	return url;
}

function readProvider(env: NodeJS.ProcessEnv): ProviderConfig | undefined {
	const text = env['OIDC_ISSUER'];
	if (!text) return undefined;
	const issuer = URL.canParse(text) ? new URL(text) : undefined;
	const local = issuer?.hostname === 'localhost' || issuer?.hostname === '127.0.0.1';
	if (!issuer || (issuer.protocol !== 'https:' && !local))
		throw new ConfigError(
			`OIDC_ISSUER must be an https address such as https://login.example.org, not "${text}".`,
		);
	const clientId = env['OIDC_CLIENT_ID'] ?? '';
	const clientSecret = env['OIDC_CLIENT_SECRET'] ?? '';
	if (!clientId || !clientSecret)
		throw new ConfigError(
			'OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is missing. The provider gave both when Moothall was registered there.',
		);
	return {
		issuer,
		clientId,
		clientSecret,
		name: env['OIDC_NAME'] || issuer.hostname,
		trustEmail: env['OIDC_TRUST_EMAIL'] === '1',
	};
}
