-- For how long this council keeps what goes by itself: as it chose last, else as we suggest.
create or replace function council.kept_for(of_council uuid, of_type text) returns interval
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select make_interval(years => c.years, months => c.months) from council.retention_choices c
      where c.tenant_id = of_council and c.record_type = of_type order by c.id desc limit 1),
    case of_type when 'access_request' then interval '3 years' when 'break_glass' then interval '3 years'
                 when 'notice' then interval '1 year' end)
$$;

-- What is no case and has outlived the council's time for it: requests for what is held, after they were answered; uses
-- of break-glass, after their review; notices with their mails, and digests, after they were given. At most `most` rows
-- of each to a council; says how many went.
create or replace function system.outlived(most integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  one uuid; gone integer; together integer := 0; before timestamptz; lowest uuid;
begin
  for one in select c.id from commons.councils c loop
    before := transaction_timestamp() - council.kept_for(one, 'access_request');
    delete from tenants.access_mentions m using tenants.access_requests q
     where m.tenant_id = one and q.tenant_id = one and q.id = m.request_id and q.finished_at < before;
    delete from tenants.access_requests q where q.tenant_id = one and q.id = any (array(
      select r.id from tenants.access_requests r where r.tenant_id = one and r.finished_at < before limit most));
    get diagnostics gone = row_count;
    together := together + gone;

    before := transaction_timestamp() - council.kept_for(one, 'break_glass');
    delete from tenants.break_glass_uses b where b.tenant_id = one and b.id = any (array(
      select u.id from tenants.break_glass_uses u where u.tenant_id = one and u.reviewed_at < before limit most));
    get diagnostics gone = row_count;
    together := together + gone;

    -- Ids begin with the milliseconds of their making, so the key itself finds what is old.
    before := transaction_timestamp() - council.kept_for(one, 'notice');
    lowest := (lpad(to_hex((extract(epoch from before) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
    delete from council.notifications n where n.tenant_id = one and n.id = any (array(
      select o.id from council.notifications o where o.tenant_id = one and o.id < lowest limit most));
    get diagnostics gone = row_count;
    together := together + gone;
    delete from council.mails m where m.tenant_id = one and m.id = any (array(
      select o.id from council.mails o where o.tenant_id = one and o.id < lowest limit most));
    get diagnostics gone = row_count;
    together := together + gone;
  end loop;
  return together;
end $$;
