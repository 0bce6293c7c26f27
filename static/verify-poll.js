// node verify-poll.js bundle.json: checks a secret vote from what was published, with nothing but Node.
// It shares no code with the server. Exits with 0 when everything holds, with 1 and the reasons when not, with 2 for no bundle.
// The bundle: { form, manifest, manifestHash, tookPart, leaves, spoiled, root, result }.
// manifest: what was fixed when the vote opened. manifestHash: SHA-256 of its canonical JSON (keys sorted, no spaces).
// leaves: one line a ballot, "code class choice", sorted. root: RFC 9162 Merkle root over the lines.
// A choice is for, against or abstain; of a question with options a ranking of their places ("3>1>2") or a mark for each
// ("1=5,3=2"). Of a question it adds up marks, and of a ranking the first preferences: npm run count does the later stages.
// tookPart: seats that put a ballot in (of a motion in writing: as many of each class); spoiled: those that opened to nothing.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
const file = process.argv[2];
let bundle;
try {
	bundle = JSON.parse(readFileSync(file, 'utf8'));
	if (bundle.form !== 'moothall-urn/1') throw new Error('not a bundle of a secret vote');
} catch (error) {
	console.error(`cannot read ${file}: ${error.message}`);
	process.exit(2);
}

const wrong = [];
const check = (holds, what) => holds || wrong.push(what);
const sha256 = (...parts) =>
	parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

// 1. The manifest is the one that was hashed when the vote opened.
const canonical = (value) => {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	const keys = Object.keys(value).sort();
	return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
};
const { manifest, leaves, tookPart } = bundle;
check(
	sha256(canonical(manifest)).toString('hex') === bundle.manifestHash,
	'the manifest is not the one that was hashed at opening',
);
check(manifest.ballot === 'secret', 'the manifest is not of a secret vote');

// 2. The list of ballots is the one whose root was published.
const rootOf = (nodes) => {
	if (nodes.length === 0) return sha256('');
	if (nodes.length === 1) return sha256(Buffer.of(0), nodes[0]);
	let half = 1;
	while (half * 2 < nodes.length) half *= 2;
	return sha256(Buffer.of(1), rootOf(nodes.slice(0, half)), rootOf(nodes.slice(half)));
};
check(rootOf(leaves).toString('hex') === bundle.root, 'the ballots are not those of the root');

// 3. Every ballot is well formed, has a code of its own, and stands in the order of the codes.
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const goodCode = (code) => {
	const values = [...code.replaceAll('-', '')].map((sign) => signs.indexOf(sign));
	if (values.length !== 25 || values.includes(-1)) return false;
	let sum = 0;
	for (let at = 0; at < 24; at++) sum = (sum + values[at] * (2 * at + 1)) % 32;
	return sum === values[24];
};
const { asked } = manifest;
const ranked = ['irv', 'scottish-stv', 'meek', 'schulze'].includes(asked?.method);
// What a ballot gives each option by its place; null for what the method does not take.
const marksOf = (choice) => {
	if (choice === 'abstain') return new Map();
	const parts = choice.split(ranked ? '>' : ',').map((part) => part.split('=').map(Number));
	const marks = new Map(parts.map(([place, mark], at) => [place, ranked ? at + 1 : mark]));
	const { min, max, lowest, highest, dots } = asked.limits;
	const given = [...marks.values()];
	const sum = given.reduce((total, mark) => total + mark, 0);
	const written = [...marks].map(([place, mark]) => (ranked ? place : `${place}=${mark}`));
	const known = [...marks.keys()].every((place) => place >= 1 && place <= asked.options.length);
	const fair = given.every((mark) => mark >= lowest && mark <= highest) && (dots ?? sum) >= sum;
	const right = ranked || (fair && marks.size >= min && marks.size <= max);
	return known && right && written.join(ranked ? '>' : ',') === choice ? marks : null;
};
const ballots = leaves.map((leaf) => {
	const [code, of, choice = ''] = leaf.split(' ');
	const marks = asked && marksOf(choice);
	check(goodCode(code ?? ''), `no code: ${leaf}`);
	check(asked ? marks : ['for', 'against', 'abstain'].includes(choice), `no choice: ${leaf}`);
	return { code, of, choice, marks };
});
for (let at = 1; at < ballots.length; at++)
	check(ballots[at - 1].code < ballots[at].code, `out of order, or twice: ${ballots[at].code}`);

// 4. As many ballots as people who took part, each a seat of the roll that was there, once.
const roll = new Map(manifest.roll.map((seat) => [seat.seatId, seat]));
check(new Set(tookPart).size === tookPart.length, 'a seat took part twice');
const away = bundle.withdrawn ?? [];
for (const seat of tookPart)
	check(roll.get(seat)?.present && !away.includes(seat), `not on the roll: ${seat}`);
check(
	ballots.length + bundle.spoiled === tookPart.length,
	`${tookPart.length} took part, and there are ${ballots.length} ballots and ${bundle.spoiled} spoiled`,
);

// 5. No more ballots of a class than people of it who took part.
const { rule } = manifest;
const { threshold } = rule;
const bySector = threshold && (threshold.sectorMajority !== 'none' || rule.voteBasis === 'sector');
const classOf = (seat) =>
	[bySector ? seat.sector : '', seat.weight ?? ''].filter(Boolean).join('+').replaceAll(' ', '_') ||
	'all';
const tally = (items, of) => {
	const counts = new Map();
	for (const item of items) counts.set(of(item), (counts.get(of(item)) ?? 0) + 1);
	return counts;
};
const there = tally(tookPart.map((id) => roll.get(id)).filter(Boolean), classOf);
for (const [of, count] of tally(ballots, (ballot) => ballot.of))
	check(count <= (there.get(of) ?? 0), `more ballots of class ${of} than people of it`);

// In writing, who put no ballot in counts as the rules say.
const counting = manifest.roll.filter((seat) => !away.includes(seat.seatId));
if (rule.silence)
	for (const seat of counting.filter((each) => each.present && !tookPart.includes(each.seatId)))
		ballots.push({ of: classOf(seat), choice: rule.silence === 'assent' ? 'for' : 'abstain' });

// 6. The count. Weights are fractions: everything is counted in units of one part of their common denominator.
const fraction = (text) => `${text}/1`.split('/').slice(0, 2).map(BigInt);
const gcd = (a, b) => (b === 0n ? a : gcd(b, a % b));
const per = manifest.roll.reduce((common, seat) => {
	const [, whole] = fraction(seat.weight ?? '1');
	return (common * whole) / gcd(common, whole);
}, 1n);
const units = (weight) => {
	const [of, whole] = fraction(weight ?? '1');
	return (of * per) / whole;
};
const weightOf = new Map(manifest.roll.map((seat) => [classOf(seat), units(seat.weight)]));
const sum = (choice, of) =>
	ballots
		.filter((ballot) => ballot.choice === choice && (of === undefined || of(ballot)))
		.reduce((total, ballot) => total + (weightOf.get(ballot.of) ?? 0n), 0n);
// Papers are stated in the record and not sealed: their totals are added, and their seats put nothing into the urn.
const { seats: papers = [], totals = { for: 0, against: 0, abstained: 0 } } = bundle.paper ?? {};
for (const seat of papers)
	check(roll.get(seat)?.present && !tookPart.includes(seat), `paper: ${seat}`);
const counts = { for: sum('for'), against: sum('against'), abstained: sum('abstain') };
for (const name of Object.keys(counts)) counts[name] += BigInt(totals[name]);
if (asked) countOptions();
else if (!bundle.result) console.error('too few took part: nothing was counted');
else if (rule.voteBasis === 'sector') {
	console.error('one vote a sector: this verifier checks the ballots and not the count');
} else {
	const said = bundle.result.counts;
	for (const name of Object.keys(counts))
		check(BigInt(said[name]) === counts[name], `${name}: ${counts[name]}, and ${said[name]} said`);
	const all = (seats) => seats.reduce((total, seat) => total + units(seat.weight), 0n);
	const base = {
		for_and_against: counts.for + counts.against,
		cast: counts.for + counts.against + counts.abstained,
		present: all(counting.filter((seat) => seat.present)),
		entitled: all(counting),
	}[rule.threshold.base];
	const [of, whole] = fraction(rule.threshold.share);
	const reached = rule.threshold.atLeast
		? counts.for * whole >= base * of && counts.for > 0n
		: counts.for * whole > base * of;
	const needed = rule.threshold.sectorMajority;
	const sectors = [...new Set(manifest.roll.map((seat) => seat.sector))];
	const ofSector = (sector) => (ballot) => ballot.of.split('+')[0] === sector.replaceAll(' ', '_');
	const won = sectors.filter(
		(sector) => sum('for', ofSector(sector)) > sum('against', ofSector(sector)),
	).length;
	const inSectors = needed === 'none' || won >= (needed === 'all' ? sectors.length : needed);
	if (!bundle.result.tie)
		check(
			(bundle.result.outcome === 'carried') === (reached && inSectors),
			`the outcome is not what the ballots and the rule come to`,
		);
}

function countOptions() {
	const { count, chosen, tie, ballots: cast, abstained } = bundle.result;
	check(cast === ballots.length, `${ballots.length} ballots, and ${cast} said`);
	const silent = ballots.filter((ballot) => ballot.choice === 'abstain').length;
	check(abstained === silent, `${silent} abstained, and ${abstained} said`);
	const votes = asked.options.map((_, at) =>
		ballots.reduce((total, { of, marks }) => {
			const mark = BigInt(marks?.get(at + 1) ?? 0);
			return total + (weightOf.get(of) ?? 0n) * (ranked ? (mark === 1n ? 1n : 0n) : mark);
		}, 0n),
	);
	const said = count.stages?.[0]?.votes;
	for (const [at, { id }] of said ? asked.options.entries() : [])
		check(Number(said[id]) === Number(votes[at]), `${id}: ${votes[at]}, and ${said[id]} said`);
	if (ranked || !said) return;
	const least = chosen.map((id) => votes[asked.options.findIndex((option) => option.id === id)]);
	const others = votes.filter((_, at) => !chosen.includes(asked.options[at].id));
	const ahead = least.every((mine) => others.every((theirs) => mine >= theirs));
	check(tie || (ahead && chosen.length === asked.seats), 'the options with most are not chosen');
}

for (const what of wrong) console.error(`WRONG: ${what}`);
if (wrong.length > 0) process.exit(1);
const told = asked
	? `chosen: ${bundle.result.chosen.join(', ') || 'nobody'}`
	: `${counts.for} for, ${counts.against} against, ${counts.abstained} abstained`;
console.log(`All holds: ${leaves.length} ballots of ${tookPart.length} who took part, ${told}.`);
