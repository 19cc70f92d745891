-- Takes an import out again, in its first seven days: exactly what it made and nobody has touched since. What somebody
-- has worked with stays as it is. Only a team manager, under the pass of their own session: nobody else removes
-- referrals. False where there is nothing to undo.
create or replace function tenants.undo_import(which uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  council uuid := identity.council_as('session');
  manager uuid;
  gone uuid[];
begin
  select m.staff_id into manager from identity.memberships m
    join council.staff st on (st.tenant_id, st.id) = (m.council_id, m.staff_id)
   where m.council_id = council and m.account_id = identity.account() and 'team_manager' = any (st.roles);
  if not found then
    raise exception 'this is for a team manager' using errcode = 'insufficient_privilege';
  end if;
  update tenants.tracker_imports i set undone_at = transaction_timestamp(), undone_by = manager
   where i.tenant_id = council and i.id = which and i.undone_at is null
     and i.imported_at > transaction_timestamp() - interval '7 days';
  if not found then return false; end if;
  -- Locked first: whoever works with one at this moment was before us and is seen below, or finds it gone.
  perform from tenants.referrals its join tenants.imported_rows k on k.tenant_id = council and k.referral_id = its.id
   where its.tenant_id = council and k.import_id = which for update of its;
  gone := array(
    select r.id from tenants.referrals r join tenants.imported_rows w on w.tenant_id = council and w.referral_id = r.id
     where r.tenant_id = council and w.import_id = which and w.cleared_at is null and r.version = 1
       and not exists (select from (
         select e.tenant_id, e.referral_id from tenants.referral_events e where e.verb <> 'receive'
         union all select c.tenant_id, c.referral_id from tenants.context_events c
         union all select a.tenant_id, a.record_id from tenants.attachments a
         union all select f.tenant_id, f.record_id from tenants.warning_flags f
         union all select n.tenant_id, n.record_id from tenants.named_people n
         union all select b.tenant_id, b.record_id from tenants.break_glass_uses b
         union all select h.tenant_id, h.record_id from tenants.holds h
         union all select k.tenant_id, k.record_id from tenants.kept_longer k
         union all select q.tenant_id, q.record_id from tenants.access_mentions q
         union all select d.tenant_id, d.record_id from tenants.disposals d
         union all select t.tenant_id, t.subject_id from council.drafts t) touched
         where touched.tenant_id = council and touched.referral_id = r.id));
  delete from tenants.imported_rows w where w.tenant_id = council and w.referral_id = any (gone);
  delete from tenants.referral_events e where e.tenant_id = council and e.referral_id = any (gone);
  delete from council.notifications n where n.tenant_id = council and n.subject_id = any (gone);
  update system.outbox o set done_at = transaction_timestamp()
   where o.tenant_id = council and o.subject_id = any (gone) and o.done_at is null;
  delete from tenants.referrals r where r.tenant_id = council and r.id = any (gone);
  return true;
end $$;
