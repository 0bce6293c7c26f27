import { type Kysely, sql } from 'kysely';

/**
 * Chains the audit log. A row is sealed at the commit of its transaction (a deferred trigger, so that the one lock all
 * commits share is taken last and held shortest): its seal is the SHA-256 of the seal before it and of the row's text.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	const run = (text: string) => sql.raw(text).execute(db);
	await run(`
create table audit_seal (
	position bigint primary key,
	seq bigint not null unique,
	hash text not null unique
)`);
	await run(
		`comment on table audit_seal is 'The chain over the audit log, in the order of the commits: position n is hashed over position n-1 and over its row. Checked by "npm run admin -- audit-verify".'`,
	);
	await run(`
create function audit_text(row_of audit) returns text language sql stable as $$
	select concat_ws(e'\\x1f', row_of.seq, to_char(row_of.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		coalesce(row_of.partnership_id::text, '-'), coalesce(row_of.account_id::text, '-'), coalesce(row_of.person_id::text, '-'),
		row_of.act, row_of.subject, row_of.detail::text)
$$`);
	// 7116013: any number of our own; held until the transaction has ended, so that there is one newest seal.
	await run(`
create function audit_seal_row() returns trigger language plpgsql as $$
declare
	last_position bigint;
	last_hash text;
begin
	perform pg_advisory_xact_lock(7116013);
	select position, hash into last_position, last_hash from audit_seal order by position desc limit 1;
	insert into audit_seal (position, seq, hash) values (
		coalesce(last_position, 0) + 1, new.seq,
		encode(sha256(convert_to(coalesce(last_hash, '') || e'\\x1f' || audit_text(new), 'UTF8')), 'hex'));
	return null;
end $$`);
	await run(`
create function audit_is_kept() returns trigger language plpgsql as $$
begin
	raise exception 'the audit log is only ever added to';
end $$`);
	await run(`
do $$
declare
	each audit;
	last_hash text := '';
	n bigint := 0;
begin
	for each in select * from audit order by seq loop
		n := n + 1;
		last_hash := encode(sha256(convert_to(last_hash || e'\\x1f' || audit_text(each), 'UTF8')), 'hex');
		insert into audit_seal (position, seq, hash) values (n, each.seq, last_hash);
	end loop;
end $$`);
	await run(
		`create constraint trigger audit_sealed after insert on audit deferrable initially deferred for each row execute function audit_seal_row()`,
	);
	for (const table of ['audit', 'audit_seal']) {
		await run(
			`create trigger ${table}_kept before update or delete on ${table} for each row execute function audit_is_kept()`,
		);
		await run(
			`create trigger ${table}_not_emptied before truncate on ${table} for each statement execute function audit_is_kept()`,
		);
		// The owner may do this to themself; a superuser (the built-in store's only user) is stopped by the triggers alone.
		await run(`revoke update, delete, truncate on ${table} from public, current_user`);
	}
}
