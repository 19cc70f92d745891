-- Mails to be sent. A sender never names a council: it asks for a batch, and the batch is of the council whose turn it is.

-- Leases up to `most` mails that are due, and whatever else shares a message with them, of the council that has waited
-- longest for its turn. Until the lease is over nobody else takes them; then they are due again, since whoever held them
-- has died. Two senders wait for each other at the turn, so that a message never falls to both.
create or replace function identity.claim_mails(most integer, only_urgent boolean) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_council uuid; the_lease uuid := gen_random_uuid();
begin
  with recursive waiting as (
    (select m.tenant_id from council.mails m where m.state = 'queued' and m.urgent = only_urgent order by m.tenant_id limit 1)
    union all
    select (select m.tenant_id from council.mails m where m.state = 'queued' and m.urgent = only_urgent
               and m.tenant_id > w.tenant_id order by m.tenant_id limit 1)
      from waiting w where w.tenant_id is not null
  )
  select w.tenant_id into the_council
    from waiting w left join system.mail_turns t on t.tenant_id = w.tenant_id and t.urgent = only_urgent
   where exists (select from council.mails m where m.state = 'queued' and m.urgent = only_urgent
                    and m.tenant_id = w.tenant_id and m.due_at <= clock_timestamp())
   order by t.taken_at nulls first, w.tenant_id limit 1;
  if the_council is null then return null; end if;
  insert into system.mail_turns as t (tenant_id, urgent, taken_at) values (the_council, only_urgent, clock_timestamp())
  on conflict on constraint pk_mail_turns do update set taken_at = excluded.taken_at;
  update council.mails m set lease = the_lease, due_at = clock_timestamp() + interval '2 minutes', claims = m.claims + 1
   where m.tenant_id = the_council and m.state = 'queued' and m.urgent = only_urgent and m.due_at <= clock_timestamp()
     and m.message = any (array(
       select d.message from council.mails d
        where d.tenant_id = the_council and d.state = 'queued' and d.urgent = only_urgent and d.due_at <= clock_timestamp()
        order by d.due_at, d.id limit most));
  return case when found then the_lease end;
end $$;

-- The pass to a leased batch: a job's, of the council whose mails they are.
create or replace function identity.open_mails(batch uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_council uuid;
begin
  select m.tenant_id into the_council from council.mails m where m.lease = batch limit 1;
  if the_council is null then return null; end if;
  perform identity.set_pass('job', the_council, null, batch, null);
  return the_council;
end $$;

-- For /readyz and /metrics: since when the oldest unsent mail has waited, and how much waits or failed, of all councils
-- together.
create or replace function system.oldest_mail() returns interval
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(statement_timestamp() - min(m.queued_at), interval '0') from council.mails m where m.state = 'queued'
$$;

create or replace function system.waiting() returns table (what text, number bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select 'facts', count(*) from system.outbox o where o.done_at is null
  union all select 'mails', count(*) from council.mails m where m.state = 'queued'
  union all select 'dead mails', count(*) from council.mails m
             where m.state in ('refused', 'gave_up', 'set_aside', 'no_address')
$$;

-- Wakes the senders. The payload is empty: NOTIFY is seen by every role of the database.
create or replace function identity.wake_sender() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  notify commonground_mail;
  return null;
end $$;

create or replace trigger wake_sender after insert on council.mails
  for each statement execute function identity.wake_sender();
