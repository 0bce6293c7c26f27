// node verify-poll.js [--blt] bundle.json: checks a secret vote from what was published, with nothing but Node, sharing no code
// with the server. Exits with 0 when all holds, with 1 and the reasons when not, with 2 for no bundle. The README says what a bundle
// holds. Papers are stated by two tellers, not sealed. All is counted again but the two kinds of STV, of which it checks the first
// preferences: --blt writes the ballots of a ranking as a BLT file, for npm run count or another program.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
const file = process.argv.slice(2).find((word) => word !== '--blt');
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
const nameOf = ({ title }) => (title.en ?? title.cy ?? '').replaceAll('"', '”');
const add = (items, of) => items.reduce((total, item) => total + of(item), 0);
const sha256 = (...parts) =>
	parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
// 1. Manifest and papers are those that were hashed, and the ballots those whose root was published.
const canonical = (value) => {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	const keys = Object.keys(value).sort();
	return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
};
const hashed = (value, hash, what) =>
	check(sha256(canonical(value)).toString('hex') === hash, `${what}: not as hashed`);
const { manifest, leaves, tookPart, result, withdrawn: away = [] } = bundle;
const { hash, ...paper } = bundle.paper ?? { seats: [], totals: [] };
hashed(manifest, manifest.ballot === 'secret' && bundle.manifestHash, 'the manifest');
if (bundle.paper) hashed(paper, hash, 'the papers');
let nodes = leaves.map((leaf) => sha256(Buffer.of(0), leaf));
const joined = (node, next) => (next ? sha256(Buffer.of(1), node, next) : node);
const pair = (node, at) => (at % 2 ? [] : joined(node, nodes[at + 1]));
while (nodes.length > 1) nodes = nodes.flatMap(pair);
check((nodes[0] ?? sha256('')).toString('hex') === bundle.root, 'the ballots: not of the root');
// 2. Every ballot is well formed, has a code of its own, and stands in their order; its marks or ranks are what the method takes.
const goodCode = (code) => {
	const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
	const values = [...code.replaceAll('-', '')].map((sign) => signs.indexOf(sign));
	const sum = values.slice(0, 24).reduce((sum, value, at) => sum + value * (2 * at + 1), 0);
	return values.length === 25 && !values.includes(-1) && sum % 32 === values[24];
};
const { asked, rule, roll } = manifest;
const { method, options, seats, limits: { min, max, lowest, highest, dots } = {} } = asked ?? {};
const ranked = ['irv', 'scottish-stv', 'meek', 'schulze'].includes(method);
const marksOf = (choice) => {
	if (!asked) return ['for', 'against', 'abstain'].includes(choice) ? new Map() : null;
	if (choice === 'abstain') return new Map();
	const parts = choice.split(ranked ? '>' : ',').map((part) => part.split('=').map(Number));
	const marks = new Map(parts.map(([place, mark], at) => [place, ranked ? at + 1 : mark]));
	const given = [...marks.values()];
	const fair = given.every((mark) => mark >= lowest && mark <= highest);
	const few = marks.size >= min && marks.size <= max && add(given, Number) <= (dots ?? Infinity);
	const written = [...marks].map(([place, mark]) => (ranked ? place : `${place}=${mark}`));
	const known = [...marks.keys()].every((place) => options[place - 1]) && (ranked || (fair && few));
	return known && written.join(ranked ? '>' : ',') === choice ? marks : null;
};
const ballots = leaves.map((leaf, at) => {
	const [code = '', of, choice = ''] = leaf.split(' ');
	const marks = marksOf(choice);
	check(goodCode(code) && marks, `no code, or no choice: ${leaf}`);
	check(at === 0 || leaves[at - 1].split(' ')[0] < code, `out of order, or twice: ${code}`);
	return { of, choice, marks: marks ?? new Map() };
});
// 3. As many ballots as people who took part, each of them on the roll and there, once; and of a class as many as seats of it.
const { threshold, threshold: { sectorMajority: needed } = {} } = rule;
const one = threshold && rule.voteBasis === 'sector';
const classes = one || (threshold && needed !== 'none');
const sectorOf = ({ sector }) => (sector ?? '').replaceAll(' ', '_');
const classOf = (seat) =>
	seat && ([classes ? sectorOf(seat) : '', seat.weight].filter(Boolean).join('+') || 'all');
const seatOf = new Map(roll.map((seat) => [seat.seatId, seat]));
const ofClass = (ids, of) => ids.filter((id) => classOf(seatOf.get(id)) === of).length;
const taken = [...tookPart, ...paper.seats];
const on = (id, at) => seatOf.get(id)?.present && taken.indexOf(id) === at && !away.includes(id);
check(taken.every(on), 'somebody took part twice, or is not on the roll');
check(leaves.length + bundle.spoiled === tookPart.length, 'not as many ballots as took part');
const many = ({ of }) => ballots.filter((each) => each.of === of).length > ofClass(tookPart, of);
check(!ballots.some(many), 'more ballots of a class than people of it');
// 4. Two tellers stand for the papers, as the result says, and they say what so many can (which marks stood together nobody knows).
const { attested } = result?.paper ?? paper;
const named = /^(account|pin|chair)_(account|pin|chair)$/.test(attested);
const told = paper.attested === attested && named === !!attested && named === !!paper.enteredBy;
check(!bundle.paper || (told && new Set(paper.tellers).size === 2), 'nobody stands for the papers');
const out = new Set(paper.seats.map((id) => classOf(seatOf.get(id))));
check(`${paper.totals.map(({ of }) => of).sort()}` === `${[...out].sort()}`, 'not all papers');
for (const { of, votes, abstained, spoiled } of paper.totals) {
	const adds = asked && !ranked;
	const valid = ofClass(paper.seats, of) - abstained - spoiled;
	const given = Object.values(votes);
	const all = add(given, Number);
	const [few, many] = adds ? [Math.max(min, dots && 1) * lowest, dots ?? max * highest] : [1, 1];
	const whole = [...given, abstained, spoiled].every((some) => some >= 0 && some % 1 === 0);
	const each = adds ? Math.max(...given) <= valid * highest : Object.keys(votes).every(marksOf);
	const right = whole && each && all >= valid * few && all <= valid * many;
	check(right, `no papers of class ${of} say that`);
	const totals = adds && new Map(options.map(({ id }, at) => [at + 1, votes[id] ?? 0]));
	const said = { ...(adds ? { '': valid } : votes), abstain: abstained };
	for (const choice of right ? Object.keys(said) : [])
		for (let at = 0; at < said[choice]; at++)
			ballots.push({ of, choice, marks: choice ? marksOf(choice) : at ? new Map() : totals });
}
// 5. The count, in units of one part of a vote. In writing, silence counts as the rules say. A lot goes by SHA-256 of seed and name.
const counting = roll.filter((seat) => !away.includes(seat.seatId) && (!one || seat.sector));
const silent = counting.filter(({ present, seatId }) => present && !tookPart.includes(seatId));
for (const seat of rule.silence ? silent : [])
	ballots.push({ of: classOf(seat), choice: rule.silence === 'assent' ? 'for' : 'abstain' });
const fraction = (text = '1') => `${text}/1`.split('/').slice(0, 2).map(Number);
const units = ({ weight }) => (fraction(weight)[0] * (result?.per ?? 1)) / fraction(weight)[1];
check(!roll.map(units).some((part) => part < 1 || part % 1), 'parts of a vote');
const weights = new Map(roll.map((seat) => [classOf(seat), units(seat)]));
const weight = ({ of }) => weights.get(of) ?? 0;
if (!result) console.error('too few took part: nothing was counted');
else (asked ? countOptions : countMotion)(result);
function countMotion({ counts, tie, outcome }) {
	const sum = (some, which) => add(some, (each) => (each.choice === which ? weight(each) : 0));
	const sectors = [...new Set(roll.map(sectorOf))].filter(Boolean);
	const leads = sectors.map((sector) => ballots.filter(({ of }) => of.split('+')[0] === sector));
	const lead = leads.map((some) => sum(some, 'for') - sum(some, 'against'));
	const won = lead.filter((votes) => votes > 0).length;
	const yes = one ? won : sum(ballots, 'for');
	const no = one ? lead.filter((votes) => votes < 0).length : sum(ballots, 'against');
	const none = one ? leads.filter((some) => some[0]).length - yes - no : sum(ballots, 'abstain');
	check(counts.for === yes && counts.against === no && counts.abstained === none, 'other votes');
	const base = { for_and_against: yes + no, cast: yes + no + none }[threshold.base];
	const entitled = counting.filter((seat) => seat.present || threshold.base === 'entitled');
	const all = one ? new Set(entitled.map(sectorOf)).size : add(entitled, units);
	const [share, of] = fraction(threshold.share);
	const over = yes * of - (base ?? all) * share;
	const met = needed === 'none' || won >= (needed === 'all' ? sectors.length : needed);
	const carried = met && (threshold.atLeast ? over >= 0 && yes > 0 : over > 0);
	check(tie || (outcome === 'carried') === carried, 'the rule comes to another outcome');
}
function countOptions({ count, chosen, tie, seed }) {
	const nothing = ballots.filter(({ choice }) => choice === 'abstain').length;
	check(result.ballots === ballots.length && result.abstained === nothing, 'other ballots');
	const places = options.map((_, at) => at + 1);
	const idOf = (place) => options[place - 1].id;
	let left = places;
	const top = (marks) => [...marks.keys()].find((place) => left.includes(place));
	const mark = (marks, at) => (ranked ? Number(top(marks) === at) : (marks.get(at) ?? 0));
	const stage = (number) => {
		const votes = places.map((at) => add(ballots, (each) => weight(each) * mark(each.marks, at)));
		const said = options.map(({ id }) => Number(count.stages[number]?.votes[id]));
		check(`${said}` === `${votes}`, `stage ${number + 1}: ${votes}, not ${said}`);
		return [0, ...votes];
	};
	const is = (elected) =>
		check(`${elected.map(idOf).sort()}` === `${[...chosen].sort()}`, 'others were chosen');
	const lot = (place) => sha256(seed ?? '', nameOf(options[place - 1])).toString('hex');
	const byLot = (some) => [...some].sort((a, b) => (lot(a) < lot(b) ? -1 : 1));
	if (nothing === ballots.length) is([]);
	else if (method === 'schulze') {
		const above = (a, b) => (each) => (each.marks.get(a) ?? 99) < (each.marks.get(b) ?? 99);
		const wins = (a, b) => add(ballots.filter(above(a, b)), weight);
		const same = (a, b) => a === b || Number(count.pairwise[idOf(a)][idOf(b)]) === wins(a, b);
		check(places.flatMap((a) => places.map((b) => same(a, b))).every(Boolean), 'other pairs');
		const beats = (a, b) => (a && b && wins(a, b) > wins(b, a) ? wins(a, b) : 0);
		const path = [0, ...places].map((a) => [0, ...places].map((b) => beats(a, b)));
		for (const via of places)
			for (const row of path)
				for (const to of places) row[to] = Math.max(row[to], Math.min(row[via], path[via][to]));
		for (let open = seats; open > 0; open = seats - places.length + left.length) {
			const ahead = left.filter((a) => left.every((b) => path[a][b] >= path[b][a]));
			const goes = byLot(ahead).slice(0, open);
			left = left.filter((place) => !goes.includes(place));
		}
		is(places.filter((place) => !left.includes(place)));
	} else if (method === 'irv') {
		const history = [stage(0)];
		const won = (at) => history[0][at] * 2 > add(history[0], Number) || left.length === 1;
		while (!left.some(won)) {
			const fewest = (some, votes) => some.filter((a) => some.every((b) => votes[a] <= votes[b]));
			const last = byLot(history.reduce(fewest, left)).at(-1);
			left = left.filter((place) => place !== last);
			history.unshift(stage(history.length));
		}
		is([left.find(won)]);
	} else {
		const votes = stage(0);
		const bar = [...votes].sort((a, b) => b - a)[seats - 1];
		if (ranked) console.error('Of STV the first preferences hold; count what --blt writes.');
		else if (!tie) is(places.filter((place) => votes[place] >= bar));
	}
}
for (const what of wrong) console.error(`WRONG: ${what}`);
if (wrong.length > 0) process.exit(1);
if (ranked && process.argv.includes('--blt')) {
	const lines = ballots.map((ballot) => [weight(ballot), ...ballot.marks.keys(), 0].join(' '));
	const names = [...options, asked].map((each) => `"${nameOf(each)}"`);
	console.log([`${options.length} ${seats}`, ...lines, 0, ...names].join('\n'));
} else {
	const by = attested ? `, ${attested}, entered by ${paper.enteredBy}` : '';
	const word = bundle.paper ? ` (${paper.tellers.join(', ')}${by})` : '';
	console.log(`All holds: ${leaves.length} ballots and ${paper.seats.length} papers${word}.`);
}
