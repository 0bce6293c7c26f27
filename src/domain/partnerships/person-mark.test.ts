import { expect, test } from 'vitest';
import { givenName, initials, personColour } from './person-mark.ts';

test.each([
	['Cllr Marian Oakshott', 'MO'],
	['Ch Supt Gareth Lomas', 'GL'],
	['Rev. Simon Blakelock', 'SB'],
	['Kelly-Ann Moss', 'KM'],
	['Joyce Abernethy-Cole', 'JA'],
	['Dr Priya Venning', 'PV'],
	['Ms', 'M'],
	['Łucja Żak', 'ŁŻ'],
	['🌊 Sea', '🌊S'],
	['', ''],
])('%s is %s', (name, letters) => {
	expect(initials(name)).toBe(letters);
});

test('colours are 1 to 8, and neighbours differ', () => {
	const colours = Array.from({ length: 24 }, (_, at) => personColour(at + 1));
	expect(Math.min(...colours)).toBe(1);
	expect(Math.max(...colours)).toBe(8);
	expect(colours.every((colour, at) => colour !== colours[at + 1])).toBe(true);
});

test.each([
	['Cllr Marian Oakshott', 'Marian'],
	['Ch Supt Gareth Lomas', 'Gareth'],
	['Kelly-Ann Moss', 'Kelly-Ann'],
	['Dr', 'Dr'],
])('%s is greeted as %s', (name, given) => {
	expect(givenName(name)).toBe(given);
});
