import {
	createPrivateKey,
	generateKeyPair,
	privateDecrypt,
	publicEncrypt,
	constants,
	type KeyObject,
} from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Where the keys of secret ballots live: never in the database nor in its backups. */
export interface UrnKeys {
	/** Makes the poll's pair, puts the private one on disk for good, reads it back and tries it. Answers the public one (SPKI, base64). */
	create(pollId: string): Promise<string>;
	/** The poll's private key; null when it is not there any more. */
	open(pollId: string): Promise<KeyObject | null>;
	/** Destroys the private key. What is destroyed already is no fault. */
	destroy(pollId: string): Promise<void>;
	/** The polls that there are keys of. */
	held(): Promise<string[]>;
}

const generate = promisify(generateKeyPair);

const oaep = (key: KeyObject | string) => ({
	key,
	padding: constants.RSA_PKCS1_OAEP_PADDING,
	oaepHash: 'sha256',
});

/** Seals bytes to a public key (SPKI, base64): what a browser does with RSA-OAEP and SHA-256. */
export function seal(publicKey: string, bytes: Uint8Array): Uint8Array {
	const pem = `-----BEGIN PUBLIC KEY-----\n${publicKey.replace(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----\n`;
	return new Uint8Array(publicEncrypt(oaep(pem), bytes));
}

/** What was sealed; null for bytes that this key does not open. */
export function unseal(key: KeyObject, sealed: Uint8Array): Uint8Array | null {
	try {
		return new Uint8Array(privateDecrypt(oaep(key), sealed));
	} catch {
		return null;
	}
}

/** Keys as files of a directory that all nodes share: one a poll, for its owner's eyes only. */
export function urnDirectory(directory: string): UrnKeys {
	const file = (pollId: string) => path.join(directory, `${pollId}.pem`);
	/** A name in a directory is on disk once the directory is (fsync). Windows has no such thing and needs none. */
	const settle = async () => {
		if (process.platform === 'win32') return;
		const handle = await open(directory, 'r');
		await handle.sync();
		await handle.close();
	};
	const read = async (pollId: string): Promise<KeyObject | null> => {
		try {
			return createPrivateKey(await readFile(file(pollId), 'utf8'));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
			throw error;
		}
	};
	return {
		async create(pollId) {
			await mkdir(directory, { recursive: true, mode: 0o700 });
			const { publicKey, privateKey } = await generate('rsa', { modulusLength: 3072 });
			const making = `${file(pollId)}.new`;
			const handle = await open(making, 'w', 0o600);
			await handle.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
			await handle.sync();
			await handle.close();
			await rename(making, file(pollId));
			await settle();
			const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
			const back = await read(pollId);
			const probe = new Uint8Array(32).fill(7);
			const opened = back && unseal(back, seal(spki, probe));
			if (!opened || Buffer.compare(opened, probe) !== 0)
				throw new Error('the key of the urn could not be read back');
			return spki;
		},
		open: read,
		async destroy(pollId) {
			try {
				const handle = await open(file(pollId), 'r+');
				const { size } = await handle.stat();
				await handle.write(new Uint8Array(size), 0, size, 0);
				await handle.sync();
				await handle.close();
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
				return;
			}
			await rm(file(pollId), { force: true });
			await settle();
		},
		async held() {
			const names = await readdir(directory).catch(() => [] as string[]);
			return names.flatMap((name) => (name.endsWith('.pem') ? [name.slice(0, -4)] : []));
		},
	};
}
