-- A worker never names a council either: it claims a job by id and the council comes from the job's own row.
create or replace function identity.claim_job(job uuid)
returns table (council_id uuid, kind text, subject_kind text, subject_id uuid, actor_id uuid, occurred_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  fact system.outbox%rowtype;
begin
  select o.* into fact from system.outbox o where o.id = job and o.done_at is null for update;
  if not found then return; end if;
  perform identity.set_pass('job', fact.tenant_id, null, fact.id, null);
  return query select fact.tenant_id, fact.kind, fact.subject_kind, fact.subject_id, fact.actor_id, fact.occurred_at;
end $$;

-- Only the job that this transaction claimed can be finished by it.
create or replace function identity.finish_job() returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update system.outbox set done_at = transaction_timestamp()
   where array[tenant_id, id] = (select identity.opened_as('job'))
$$;

-- Wakes the relay. The payload is empty: NOTIFY is seen by every role of the database.
create or replace function identity.wake_relay() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  notify commonground_outbox;
  return null;
end $$;

create or replace trigger wake_relay after insert on system.outbox
  for each statement execute function identity.wake_relay();
