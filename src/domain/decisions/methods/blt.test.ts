import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBallotFile } from './ballot-file.ts';
import { readBlt } from './blt.ts';

const good = `# a comment
3 2
3 1 2 0   # trailing
 2 2 1 3
1 3 0
4 0
0
"Ann" "Quay party"
"Bob \\"Bo\\" Oak" # of the harbour
"C "Sea" #1" "Salt"
"The title"
`;

test('reads ballots with and without a final 0, blank ones, comments, parties and nicknames', () => {
	expect(readBlt(good)).toEqual({
		candidates: ['Ann', 'Bob \\"Bo\\" Oak', 'C "Sea" #1'],
		seats: 2,
		title: 'The title',
		ballots: [
			{ count: 3, order: [0, 1] },
			{ count: 2, order: [1, 0, 2] },
			{ count: 1, order: [2] },
			{ count: 4, order: [] },
		],
	});
	expect(readBlt(`\uFEFF${good.replaceAll('\n', '\r\n')}`)).toEqual(readBlt(good));
});

test('withdrawn candidates are as if they had not stood', () => {
	expect(readBlt('3 1\n-2\n1 2 3 0\n0\n"A"\n"B"\n"C"\n')).toMatchObject({
		candidates: ['A', 'C'],
		ballots: [{ count: 1, order: [1] }],
	});
});

const end = '0\n"A"\n"B"\n"T"\n';
test.each([
	['', 1, 'empty'],
	['# only a comment\n', 1, 'empty'],
	['2\n', 1, 'begins with'],
	['2 1 1\n', 1, 'begins with'],
	['two 1\n', 1, 'begins with'],
	['0 1\n', 1, 'between'],
	['99999999 1\n', 1, 'between'],
	['2 0\n', 1, 'at least one seat'],
	[`2 1\n1 3 0\n${end}`, 2, 'no candidate 3'],
	[`2 1\n1 1 1 0\n${end}`, 2, 'ranked twice'],
	[`2 1\n1 1 0 2 0\n${end}`, 2, 'no candidate 0'],
	[`2 1\n1 1 -2 0\n${end}`, 2, 'no candidate -2'],
	[`2 1\n0 1 0\n${end}`, 2, 'how many'],
	[`2 1\n-1 1 0\n${end}`, 2, 'how many'],
	[`2 1\n1.5 1 0\n${end}`, 2, 'not a ballot'],
	[`2 1\n1 1=2 0\n${end}`, 2, 'not a ballot'],
	[`2 1\n1 - 2 0\n${end}`, 2, 'not a ballot'],
	[`2 1\n1e3 1 0\n${end}`, 2, 'not a ballot'],
	[`2 1\n35\n${end}`, 2, 'without a preference'],
	[`2 1\n1 1 0\n-2\n${end}`, 3, 'how many'],
	[`2 1\n-3\n${end}`, 2, 'to withdraw'],
	[`2 1\n999999999999999 1 0\n`.repeat(1) + '999999999999999 1\n'.repeat(12) + end, 11, 'counted'],
	['2 1\n1 1 0\n', 3, 'do not end'],
	['2 1\n1 1 0\n0\n"A"\n', 5, 'candidate 2 of 2 is missing'],
	['2 1\n1 1 0\n0\nA\n', 4, 'in quotes'],
	['2 1\n1 1 0\n0\n" "\n', 4, 'no name'],
	['2 1\n1 1 0\n0\n"A" "x"\n\n"A" "y"\n', 6, 'used on line 4'],
	[`2 1\n1 1 0\n${end}"more"\n`, 7, 'nothing may follow'],
	['2 1\n1 1 0\n0\n"A"\n"B"\nT\n', 6, 'title must be in quotes'],
])('%j: line %i, %s', (text, line, why) => {
	expect(() => readBlt(text)).toThrow(expect.objectContaining({ line }) as Error);
	expect(() => readBlt(text)).toThrow(why);
});

test('whatever is in the file, it is read or refused with a line of it', () => {
	const bit = fc.constantFrom('0', '1', '2', '3', '-1', ' ', '\n', '"', 'A', '#', '\\', 'é', '\0');
	fc.assert(
		fc.property(fc.array(bit, { maxLength: 60 }), (bits) => {
			const text = `2 1\n${bits.join('')}`;
			try {
				readBlt(text);
			} catch (error) {
				expect(error).toMatchObject({ name: 'BadLine' });
				const { line } = error as { line: number };
				expect(line).toBeGreaterThan(0);
				expect(line).toBeLessThanOrEqual(text.split('\n').length);
			}
		}),
		{ numRuns: 2000 },
	);
});

const head = (more = '') => `{"form":"moothall-ballots/1","options":["A","B"]${more}}\n`;
const chosen = head();
const scores = head(',"scores":{"max":5}');
const dots = head(',"dots":8');

test('reads the export of a poll that is not ranked', () => {
	const file = readBallotFile(
		`${chosen}{"count":3,"choose":["A"]}\n{"choose":["B","A"]}\n`,
		'approval',
	);
	expect(file).toMatchObject({ options: ['A', 'B'], seats: 1 });
	expect(file.ballots).toEqual([
		{ count: 3, marks: new Map([[0, 1]]) },
		{
			count: 1,
			marks: new Map([
				[1, 1],
				[0, 1],
			]),
		},
	]);
	expect(readBallotFile(`${dots}{"dots":{"A":3,"B":5}}`, 'score').ballots[0]?.marks).toEqual(
		new Map([
			[0, 3],
			[1, 5],
		]),
	);
});

test.each([
	['', 'majority', 1],
	['[]', 'majority', 1],
	['{"form":"moothall-ballots/2","options":["A"]}', 'majority', 1],
	['{"form":"moothall-ballots/1","options":["A","A"]}', 'majority', 1],
	['{"form":"moothall-ballots/1","options":[]}', 'majority', 1],
	[`${chosen}{"choose":["A","B"]}`, 'majority', 2],
	[`${chosen}\n{"choose":["C"]}`, 'approval', 3],
	[`${chosen}{"choose":["A","A"]}`, 'approval', 2],
	[`${chosen}{"choose":["A"],"count":0}`, 'approval', 2],
	[`${chosen}{"choose":["A"],"count":1.5}`, 'approval', 2],
	[`${chosen}{"chose":["A"]}`, 'approval', 2],
	[`${chosen}{"choose":["A"]}\nnot json`, 'approval', 3],
	[`${scores}{"scores":{"A":-1}}`, 'score', 2],
	[`${scores}{"scores":{"A":6}}`, 'score', 2],
	[`${scores}{"scores":{"A":2.5}}`, 'score', 2],
	[`${scores}{"scores":{"__proto__":2}}`, 'score', 2],
	[`${dots}{"dots":{"A":8,"B":1}}`, 'score', 2],
] as const)('%j as %s: line %i', (text, method, line) => {
	expect(() => readBallotFile(text, method)).toThrow(expect.objectContaining({ line }) as Error);
});
