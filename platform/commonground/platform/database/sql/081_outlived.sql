-- For how long this council keeps what goes by itself: as it chose last, else as we suggest. For the function below alone.
create or replace function council.kept_for(of_council uuid, of_type text) returns interval
language sql stable as $$
  select coalesce(
    (select make_interval(years => c.years, months => c.months) from council.retention_choices c
      where c.tenant_id = of_council and c.record_type = of_type order by c.id desc limit 1),
    case of_type when 'access_request' then interval '3 years' when 'break_glass' then interval '3 years'
                 when 'notice' then interval '1 year' end)
$$;

-- What is no case and has outlived the council's time for it: requests for what is held, after they were answered; uses
-- of break-glass, after their review; notices with their mails, and digests, after they were given. At most `most` rows
-- of each kind, or of each council's; says how many went. For `system.sweep` alone.
create or replace function system.outlived(most integer) returns integer
language plpgsql volatile as $$
declare
  one uuid; gone integer; together integer := 0; before timestamptz; lowest uuid;
begin
  with over as (
    select r.tenant_id, r.id from tenants.access_requests r
     where r.finished_at < transaction_timestamp() - council.kept_for(r.tenant_id, 'access_request') limit most
  ), named as (
    delete from tenants.access_mentions m using over where (m.tenant_id, m.request_id) = (over.tenant_id, over.id))
  delete from tenants.access_requests r using over where (r.tenant_id, r.id) = (over.tenant_id, over.id);
  get diagnostics gone = row_count;
  together := together + gone;
  delete from tenants.break_glass_uses b where b.ctid = any (array(
    select u.ctid from tenants.break_glass_uses u
     where u.reviewed_at < transaction_timestamp() - council.kept_for(u.tenant_id, 'break_glass')
       -- What was done with a record that somebody holds is held with it.
       and not exists (select from tenants.holds h
         where (h.tenant_id, h.record_id) = (u.tenant_id, u.record_id) and h.lifted_at is null)
     limit most));
  get diagnostics gone = row_count;
  together := together + gone;
  -- Of these there are many. Ids begin with the milliseconds of their making, so a council's key finds what may be old.
  for one in select c.id from commons.councils c loop
    before := transaction_timestamp() - council.kept_for(one, 'notice');
    lowest := (lpad(to_hex((extract(epoch from before) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
    delete from council.notifications n where n.ctid = any (array(
      select o.ctid from council.notifications o where o.tenant_id = one and o.id < lowest
         and o.occurred_at < before limit most));
    get diagnostics gone = row_count;
    together := together + gone;
    delete from council.mails m where m.ctid = any (array(
      select o.ctid from council.mails o where o.tenant_id = one and o.id < lowest and o.queued_at < before limit most));
    get diagnostics gone = row_count;
    together := together + gone;
  end loop;
  return together;
end $$;
