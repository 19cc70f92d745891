-- The chain of each council's trail. The form of an entry under its hash is written down in
-- `infra/decisions/0015-audit-chain.md` and a second time in `platform/audit/canonical.py`; a test holds them together.

-- An entry waits for its link from the moment it is put in, by whomever: it becomes visible with the entry, so that no
-- order of commits can make the chain pass one over. No row of the trail itself is ever locked or changed.
create or replace function audit.await_link() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into audit.waiting (tenant_id, entry_id) select a.tenant_id, a.id from added a;
  return null;
end $$;

create or replace trigger await_link after insert on audit.entries
  referencing new table as added for each statement execute function audit.await_link();

-- One value: its length in bytes, four of them, then its bytes. No value at all: a length that none can have.
create or replace function audit.measured(value text) returns bytea
language sql stable as $$
  select coalesce(int4send(octet_length(value)) || convert_to(value, 'UTF8'), '\xffffffff')
$$;

-- A moment in UTC with its microseconds. Years that this could not tell apart are as PostgreSQL writes them.
create or replace function audit.written(moment timestamptz) returns text
language sql stable as $$
  select case when moment >= '0001-01-01 00:00:00+00' and moment < '10000-01-01 00:00:00+00'
              then to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
              else (moment at time zone 'UTC')::text end
$$;

create or replace function audit.canonical(entry audit.entries) returns bytea
language sql stable as $$
  select '\x01'::bytea
      || audit.measured(entry.tenant_id::text) || audit.measured(entry.id::text)
      || audit.measured(audit.written(entry.at)) || audit.measured(entry.staff_id::text)
      || audit.measured(entry.action) || audit.measured(entry.subject_kind)
      || audit.measured(entry.subject_id::text) || audit.measured(entry.reference)
      || audit.measured(entry.why) || audit.measured(entry.address)
      || audit.measured(entry.request_id) || audit.measured(entry.session_id::text)
$$;

-- Before the first link. It names the council, so that no two chains have an end in common.
create or replace function audit.genesis(of_council uuid) returns bytea
language sql stable as $$
  select sha256(convert_to('commonground audit 1 ' || of_council::text, 'UTF8'))
$$;

-- Councils that have entries without a link: one look into an index for each council, however many entries there are. A
-- chain is begun here, and not in a turn: whoever comes second would have to wait for the end of the first one's turn.
create or replace function audit.councils_to_link() returns setof uuid
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with due as (
    select c.id from commons.councils c where exists (select from audit.waiting w where w.tenant_id = c.id)
  ), begun as (
    insert into audit.chains (tenant_id, sequence, hash) select d.id, 0, audit.genesis(d.id) from due d
     where not exists (select from audit.chains c where c.tenant_id = d.id) on conflict do nothing)
  select d.id from due d
$$;

-- Takes a council's turn and links up to `most` of its entries; says how many. Somebody else's turn: none. Within a batch
-- the order is that of ids; across batches it is that of linking.
create or replace function audit.link(of_council uuid, most integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  last_number bigint; last_hash bytea; entry record; ids uuid[] := '{}'; hashes bytea[] := '{}';
begin
  select c.sequence, c.hash into last_number, last_hash from audit.chains c
   where c.tenant_id = of_council for update skip locked;
  if not found then return 0; end if;
  for entry in
    select e.id, audit.canonical(e) as whole
      from audit.waiting w join audit.entries e on e.tenant_id = w.tenant_id and e.id = w.entry_id
     where w.tenant_id = of_council order by w.entry_id limit most
  loop
    last_hash := sha256(last_hash || entry.whole);
    ids := ids || entry.id;
    hashes := hashes || last_hash;
  end loop;
  insert into audit.links (tenant_id, sequence, entry_id, hash)
    select of_council, last_number + made.place, made.entry_id, made.hash
      from unnest(ids, hashes) with ordinality as made (entry_id, hash, place);
  delete from audit.waiting w where w.tenant_id = of_council and w.entry_id = any (ids);
  update audit.chains c set sequence = last_number + cardinality(ids), hash = last_hash where c.tenant_id = of_council;
  return cardinality(ids);
end $$;

-- Ends of chains that have grown since they were last signed.
create or replace function audit.heads_due() returns table (council_id uuid, sequence bigint, hash bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.tenant_id, l.sequence, l.hash
    from audit.chains c join audit.links l on l.tenant_id = c.tenant_id and l.sequence = c.sequence
   where not exists (select from audit.heads h where h.tenant_id = c.tenant_id and h.sequence = c.sequence)
$$;

-- Keeps a signed head of a link that there is. False when somebody else has signed it already.
create or replace function audit.keep_head(of_council uuid, of_sequence bigint, of_hash bytea, signed_at timestamptz,
                                           key_id text, signature bytea, public_key text default null)
returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with kept as (
    insert into audit.heads (tenant_id, sequence, hash, signed_at, key_id, signature, public_key)
    select l.tenant_id, l.sequence, l.hash, keep_head.signed_at, keep_head.key_id, keep_head.signature,
           keep_head.public_key
      from audit.links l where l.tenant_id = of_council and l.sequence = of_sequence and l.hash = of_hash
    on conflict do nothing returning 1)
  select exists (select from kept)
$$;
