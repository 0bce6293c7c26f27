import { parse } from 'csv-parse/sync';
import { Unzip, UnzipInflate } from 'fflate';
import readXlsx from 'read-excel-file/node';
import { Refusal } from '#domain/kernel/refusal.ts';
import { readTable, type ListRow, type ReadTable } from '#domain/partnerships/list-columns.ts';

/** A file as a browser sent it. */
export interface SentFile {
	readonly name: string;
	readonly bytes: Uint8Array;
}

const mostBytes = 3_000_000;
/** What a zip file may grow to: a sheet of 10,000 lines is some 10 MB. */
const mostUnzipped = 40_000_000;
const mostLines = 20_000;
const mostColumns = 200;

/**
 * Reads the membership lists in CSV (UTF-8, UTF-16 or Windows-1252; commas, semicolons or tabs) and XLSX files. Formulas are
 * never run: of a workbook the last results count. Refuses what is no list, is broken, or is too large.
 */
export async function readListFiles(files: readonly SentFile[]): Promise<ReadTable> {
	const sent = files.filter(({ bytes }) => bytes.length > 0);
	if (sent.length === 0) throw new Refusal('partnerships.list_missing', {}, 'file');
	const rows: ListRow[] = [];
	const unread = new Set<string>();
	let lists = 0;
	for (const file of sent) {
		if (file.bytes.length > mostBytes) throw tooLarge();
		for (const { sheet, table } of await tablesOf(file)) {
			if (table.length > mostLines) throw tooLarge();
			const several = sent.length > 1;
			const label = [several ? file.name.slice(0, 60) : '', sheet].filter(Boolean).join(', ');
			const read = readTable(label, table);
			if (!read) continue;
			lists++;
			rows.push(...read.rows);
			for (const heading of read.unread) unread.add(heading.slice(0, 60));
		}
	}
	if (lists === 0) throw new Refusal('partnerships.list_headings', {}, 'file');
	if (rows.length === 0) throw new Refusal('partnerships.list_empty', {}, 'file');
	if (rows.length > mostLines) throw tooLarge();
	return { rows, unread: [...unread].slice(0, 20) };
}

/** For a file that is larger than one list may be. */
export const tooLarge = (): Refusal =>
	new Refusal('partnerships.list_too_large', { most: mostLines, megabytes: 3 }, 'file');
const notAList = () => new Refusal('partnerships.list_unreadable', {}, 'file');

type Table = readonly (readonly string[])[];

async function tablesOf({ bytes }: SentFile): Promise<{ sheet: string; table: Table }[]> {
	const begins = (...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);
	if (begins(0x50, 0x4b)) return workbook(bytes);
	// The old binary Excel format.
	if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw notAList();
	return [{ sheet: '', table: csv(textOf(bytes)) }];
}

async function workbook(bytes: Uint8Array): Promise<{ sheet: string; table: Table }[]> {
	if (!boundedZip(bytes)) throw tooLarge();
	let sheets;
	try {
		sheets = await readXlsx(Buffer.from(bytes), { trim: true });
	} catch (error) {
		throw Object.assign(notAList(), { cause: error });
	}
	return sheets.map(({ sheet, data }) => ({
		sheet: sheets.length > 1 ? sheet : '',
		table: data.map((line) => line.slice(0, mostColumns).map(shown)),
	}));
}

/** Whether a zip file unpacks to no more than we hold, by unpacking it piece by piece: what its directory says may be a lie. */
function boundedZip(bytes: Uint8Array): boolean {
	let size = 0;
	let fault: unknown;
	const unzip = new Unzip((entry) => {
		// What is thrown in here does not come out: the library takes it for a fault of the file.
		entry.ondata = (error, chunk) => {
			fault ??= error;
			if (error) return;
			size += chunk.length;
			if (size > mostUnzipped) entry.terminate();
		};
		entry.start();
	});
	unzip.register(UnzipInflate);
	try {
		for (let at = 0; at < bytes.length && size <= mostUnzipped && !fault; at += 16_384)
			unzip.push(bytes.subarray(at, at + 16_384), at + 16_384 >= bytes.length);
	} catch (error) {
		fault ??= error;
	}
	if (size > mostUnzipped) return false;
	if (fault) throw Object.assign(notAList(), { cause: fault });
	return true;
}

function shown(value: unknown): string {
	if (value instanceof Date)
		return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	return '';
}

function textOf(bytes: Uint8Array): string {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
	if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
	if (bytes.includes(0)) throw notAList();
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

function csv(text: string): Table {
	// Excel writes its separator into a first line of its own.
	const told = /^sep=(.)\r?\n/.exec(text);
	const body = told ? text.slice(told[0].length) : text;
	try {
		const table = parse(body, {
			delimiter: told?.[1] ?? separatorOf(body),
			relax_column_count: true,
			skip_empty_lines: false,
			max_record_size: 100_000,
		});
		return (told ? [[], ...table] : table).map((line) => line.slice(0, mostColumns));
	} catch (error) {
		const { lines, code } = error as { lines?: number; code?: string };
		if (!code?.startsWith('CSV_')) throw error;
		throw new Refusal('partnerships.list_broken', { line: lines ?? 1 }, 'file');
	}
}

/** The separator that stands most often outside quotes in the first lines. */
function separatorOf(text: string): string {
	const start = text.slice(0, 4000).replaceAll(/"[^"]*"/g, '');
	const count = (mark: string) => start.split(mark).length;
	return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
