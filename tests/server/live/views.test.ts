import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordArrivals } from '#server/meetings/attendance-commands.ts';
import { openItem, startMeeting } from '#server/meetings/commands.ts';
import { raiseHand } from '#server/meetings/queue-commands.ts';
import { followed, followedSince, type Asking } from '#server/live/views.ts';
import { liveHall, until, type LiveHall } from './hall.ts';

let h: LiveHall;
beforeAll(async () => {
	h = await liveHall();
	const meetingId = h.meeting.id;
	await recordArrivals(h.app, h.actor('p21'), {
		meetingId,
		mode: 'in_person',
		personIds: ['p01', 'p02', 'p24'].map((code) => h.actor(code).personId),
	});
	await startMeeting(h.app, h.actor('p01'), { meetingId });
});
afterAll(() => h.close());

const asking = (code: string | null, asPublic = false): Asking => ({
	partnershipId: h.partnershipId,
	slug: h.meeting.slug,
	actor: code ? h.actor(code) : null,
	asPublic,
});

test('members are told who is there, the public how many', async () => {
	const member = await followed(h.app, asking('p02'));
	expect(member.told.audience).toBe('members');
	expect(member.told.topics.attendance.present).toHaveLength(3);
	expect(member.me).toMatchObject({ name: 'Dr Priya Venning', presides: false });
	const visitor = await followed(h.app, asking(null));
	expect(visitor.me).toBeNull();
	expect(visitor.told.topics.attendance.present).toEqual([]);
	expect(visitor.told.topics.attendance.quorum.present).toBe(2);
	expect((await followed(h.app, asking('p02', true))).told.audience).toBe('gallery');
});

test('an unknown meeting is not found', async () => {
	await expect(followed(h.app, { ...asking('p02'), slug: 'none' })).rejects.toThrow(
		'kernel.not_found',
	);
});

test('a copy that is still right is not sent again; any change, and another reader, make another', async () => {
	const { epoch } = h.app.live;
	const first = await followedSince(h.app, asking('p02'), null, epoch);
	expect(first.told).not.toBeNull();
	expect((await followedSince(h.app, asking('p02'), first.etag, epoch)).told).toBeNull();
	expect((await followedSince(h.app, asking(null), first.etag, epoch)).told).not.toBeNull();
	await raiseHand(h.app, h.actor('p02'), { meetingId: h.meeting.id });
	const second = await followedSince(h.app, asking('p02'), first.etag, epoch);
	expect(second.told?.topics.queue.waiting).toHaveLength(1);
	expect(second.etag).not.toBe(first.etag);
});

test('the exempt item is told to those let in, as a stub to an observer and the public', async () => {
	await openItem(h.app, h.actor('p01'), { meetingId: h.meeting.id, itemId: h.exemptItemId });
	const inside = await followed(h.app, asking('p02'));
	expect(inside.told.exempt?.topics.run.items[0]).toMatchObject({ exempt: true, told: true });
	for (const code of ['p24', null]) {
		const outside = await followed(h.app, asking(code));
		expect(outside.told.exempt).toBeNull();
		const item = outside.told.topics.run.items.find(({ id }) => id === h.exemptItemId);
		expect(item).toMatchObject({ told: false });
		expect(item).not.toHaveProperty('title');
	}
});

test('rooms: anybody may enter the gallery, only the body the live room, only those let in the exempt one', async () => {
	const { id } = h.meeting;
	const gates = [
		['gallery', id, null, true],
		['live', id, null, false],
		['live', id, 'p24', true],
		['exempt-live', h.exemptItemId, 'p02', true],
		['exempt-live', h.exemptItemId, 'p24', false],
		['exempt-live', h.exemptItemId, null, false],
		['exempt-live', h.items.get(1) ?? '', 'p02', false],
	] as const;
	for (const [kind, room, code, admitted] of gates) {
		const found = h.app.relay.kinds.get(kind);
		if (!found || found.stored) throw new Error(kind);
		const visitor = code ? { accountId: h.actor(code).accountId, sessionRef: '' } : null;
		const entry = await found.gate(room, visitor);
		expect(entry !== null, `${kind} for ${code ?? 'a visitor'}`).toBe(admitted);
		if (entry) expect(entry.access).toBe('read');
	}
});

test('nobody writes into a live room: what a client puts there reaches no other', async () => {
	const one = await h.screen('live', h.meeting.id, 'p02');
	const other = await h.screen('live', h.meeting.id, 'p01');
	await until(() => 'run' in one.topics() && 'run' in other.topics(), 'both are told');
	one.provider.doc.getMap('run').set('9999999999999999', { openId: 'forged', items: [] });
	const personId = h.actor('p06').personId;
	await recordArrivals(h.app, h.actor('p21'), {
		meetingId: h.meeting.id,
		mode: 'in_person',
		personIds: [personId],
	});
	const hears = (screen: typeof one) =>
		JSON.stringify(screen.topics()['attendance']).includes(personId);
	await until(() => hears(one) && hears(other), 'the next change arrives');
	expect(JSON.stringify(other.topics())).not.toContain('forged');
});
