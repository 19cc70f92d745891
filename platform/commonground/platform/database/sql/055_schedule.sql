-- Periodic jobs: what is done every so often, or at a time of the day, for each council. The database says what is due;
-- the relay only asks it to look. Nobody can name a council, a job or a moment.

-- An id as `platform/ids.py` makes them (version 7): the relay deletes old facts by the time that their ids begin with.
create or replace function system.new_id() returns uuid
language sql volatile as $$
  select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
          || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;

-- The latest moment, not after `moment`, at which a job falls due: a whole number of `every` since an epoch, or the time
-- `at_local` of a day in London. A time that the clocks jump over in March is the moment to which they jump; of one that
-- comes twice in October, it is the second. So each day has one.
create or replace function system.due_slot(every interval, at_local time, moment timestamptz) returns timestamptz
language sql stable as $$
  select case when every is not null then date_bin(every, moment, timestamptz '2000-01-03 00:00:00+00')
    else (select max(slot) from (values
            (((moment at time zone 'Europe/London')::date + at_local) at time zone 'Europe/London'),
            (((moment at time zone 'Europe/London')::date - 1 + at_local) at time zone 'Europe/London')) as near (slot)
           where slot <= moment) end
$$;

-- Puts one fact into the outbox for each council and job whose latest slot has none yet, and says how many. Slots that
-- were missed before that one are not made up for. Two relays at once wait for each other here, and one of them mints.
create or replace function system.mint_due() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  minted integer;
begin
  with due as (
    select p.job, c.id as council,
           system.due_slot(p.every, coalesce(p.at_local, case p.council_hour when 'opens' then c.reads_from
                                                                             when 'closes' then c.reads_until end),
                           transaction_timestamp()) as slot
      from system.periodic p cross join commons.councils c
  ), taken as (
    insert into system.schedule (id, tenant_id, job, due_at, minted_at)
    select system.new_id(), d.council, d.job, d.slot, transaction_timestamp() from due d
    on conflict on constraint uq_schedule_tenant_id_job_due_at do nothing
    returning id, tenant_id, job
  )
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)
  select t.id, t.tenant_id, t.job, 'council', t.tenant_id, transaction_timestamp() from taken t;
  get diagnostics minted = row_count;
  return minted;
end $$;
