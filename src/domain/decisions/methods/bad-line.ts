/** A file of ballots that cannot be read: the line (from 1) and what is wrong with it, in plain English for the terminal. */
export class BadLine extends Error {
	readonly line: number;

	constructor(line: number, why: string) {
		super(`line ${line}: ${why}`);
		this.name = 'BadLine';
		this.line = line;
	}
}
