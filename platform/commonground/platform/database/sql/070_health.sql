-- For /readyz: since when the oldest fact that is not done has waited. One age for the whole platform; it names no
-- council and counts nothing.
create or replace function system.oldest_waiting() returns interval
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(statement_timestamp() - min(o.occurred_at), interval '0') from system.outbox o where o.done_at is null
$$;
