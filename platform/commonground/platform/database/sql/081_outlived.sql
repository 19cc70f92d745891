-- For how many months this council keeps what goes by itself: as it chose last of what has begun, else as we suggest.
-- For the function below alone.
create or replace function council.kept_for(of_council uuid, of_type text) returns integer
language sql stable as $$
  select coalesce(
    (select c.years * 12 + c.months from council.retention_choices c
      where c.tenant_id = of_council and c.record_type = of_type and c.taken_back_at is null
        and c.begins_on <= (transaction_timestamp() at time zone 'Europe/London')::date
      order by c.id desc limit 1),
    case of_type when 'access_request' then 36 when 'break_glass' then 36 when 'notice' then 12 when 'crossed' then 12 end)
$$;

-- That so many of one type went: a line for the council to keep, and one in its trail. For the function below alone.
create or replace function system.note_outlived(of_council uuid, of_type text, kept integer, went integer)
returns integer language plpgsql volatile as $$
begin
  if went > 0 then
    insert into tenants.gone_by_itself (tenant_id, id, record_type, months, number, gone_at)
    values (of_council, system.new_id(), of_type, kept, went, transaction_timestamp());
    insert into audit.entries (tenant_id, id, at, action, subject_kind, why)
    values (of_council, system.new_id(), transaction_timestamp(), 'outlived', 'retention_schedule',
            format('%s: %s, kept for %s months', of_type, went, kept));
  end if;
  return went;
end $$;

-- What is no case and has outlived the council's time for it: requests for what is held, after they were answered; uses
-- of break-glass, after their review; notices with their mails, and digests, after they were given; the words of packages
-- between councils that are on no record here, after their crossing last changed, or their draft. What is about a
-- record that somebody holds, or about a referral of a context that is held, is held with it. At most `most` rows of each
-- council's and kind; says how many went. Days count whole, so that a council's trail has a line a day of each kind, and
-- not one for each row. For `system.sweep` alone.
create or replace function system.outlived(most integer) returns integer
language plpgsql volatile as $$
declare
  one uuid; held text[]; kept integer; gone integer; mailed integer; together integer := 0; before timestamptz; each uuid;
  today timestamp := date_trunc('day', transaction_timestamp() at time zone 'Europe/London'); lowest uuid;
begin
  for one in select c.id from commons.councils c loop
    held := array(select h.reference from tenants.holds h where h.tenant_id = one and h.lifted_at is null
      union select r.reference from tenants.referrals r join tenants.holds h
        on (h.tenant_id, h.record_id) = (r.tenant_id, r.context_id) where r.tenant_id = one and h.lifted_at is null);

    kept := council.kept_for(one, 'access_request');
    before := (today - make_interval(months => kept)) at time zone 'Europe/London';
    with over as (
      select r.tenant_id, r.id from tenants.access_requests r
       where r.tenant_id = one and r.finished_at < before
         and not exists (select from tenants.access_mentions m
           where (m.tenant_id, m.request_id) = (one, r.id) and m.reference = any (held))
       limit most
    ), named as (
      delete from tenants.access_mentions m using over where (m.tenant_id, m.request_id) = (over.tenant_id, over.id))
    delete from tenants.access_requests r using over where (r.tenant_id, r.id) = (over.tenant_id, over.id);
    get diagnostics gone = row_count;
    together := together + system.note_outlived(one, 'access_request', kept, gone);

    kept := council.kept_for(one, 'break_glass');
    before := (today - make_interval(months => kept)) at time zone 'Europe/London';
    delete from tenants.break_glass_uses b where b.ctid = any (array(
      select u.ctid from tenants.break_glass_uses u
       where u.tenant_id = one and u.reviewed_at < before and u.reference <> all (held) limit most));
    get diagnostics gone = row_count;
    together := together + system.note_outlived(one, 'break_glass', kept, gone);

    kept := council.kept_for(one, 'crossed');
    before := (today - make_interval(months => kept)) at time zone 'Europe/London';
    gone := 0;
    for each in
      select d.id from tenants.disclosures d left join crossing.offers o on o.id = d.id
       where d.tenant_id = one and d.record_id is null and d.destination = 'council' and d.purpose <> '–'
         and greatest(d.changed_at, o.changed_at) < before
         and coalesce(o.state, '') not in ('sent', 'acknowledged', 'queried')
      union
      select r.id from tenants.received_handoffs r left join crossing.offers o on o.id = r.id
       where r.tenant_id = one and r.referral_id is null and coalesce(o.changed_at, r.accepted_at) < before
         and exists (select from tenants.packages p
           where p.tenant_id = one and p.crossing_id = r.id and p.erased_at is null) limit most
    loop
      perform crossing.forget(each, one);
      gone := gone + 1;
    end loop;
    together := together + system.note_outlived(one, 'crossed', kept, gone);

    -- Of these there are many. Ids begin with the milliseconds of their making, so the key finds what may be old.
    kept := council.kept_for(one, 'notice');
    before := (today - make_interval(months => kept)) at time zone 'Europe/London';
    lowest := (lpad(to_hex((extract(epoch from before) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
    delete from council.mails m where m.ctid = any (array(
      select o.ctid from council.mails o where o.tenant_id = one and o.id < lowest and o.queued_at < before
         and not exists (select from council.notifications n
           where (n.tenant_id, n.id) = (one, o.notification_id) and n.reference = any (held)) limit most));
    get diagnostics mailed = row_count;
    -- With its mail, or after it: what the key takes along nobody would have counted.
    delete from council.notifications n where n.ctid = any (array(
      select o.ctid from council.notifications o where o.tenant_id = one and o.id < lowest and o.occurred_at < before
         and o.reference <> all (held)
         and not exists (select from council.mails m where (m.tenant_id, m.notification_id) = (one, o.id)) limit most));
    get diagnostics gone = row_count;
    together := together + system.note_outlived(one, 'notice', kept, mailed + gone);
  end loop;
  return together;
end $$;
