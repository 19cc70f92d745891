-- What is over and that nobody may keep: attempts of windows that have passed, sign-ins that never came back, sessions a
-- day after their end, residents' drafts past their date, trackers that nobody brought in within a day, slots of periodic
-- jobs that later ones have followed, links that work no more, browsers not seen for a year, letters that were sent or let
-- go, what staff typed and did not save for a year, and what has outlived its council's time for it. At most `most` rows
-- of each; says how many went. The relay calls it now and then.
create or replace function system.sweep(most integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer; together integer := 0;
begin
  delete from identity.throttles where ctid = any (array(
    select t.ctid from identity.throttles t left join identity.throttle_limits l on l.bucket = t.bucket
     where t.window_start < transaction_timestamp() - coalesce(l.within, interval '1 day')
     limit most for update of t skip locked));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from identity.sign_ins where ctid = any (array(
    select i.ctid from identity.sign_ins i where i.created_at < transaction_timestamp() - interval '10 minutes'
     limit most for update skip locked));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from identity.sessions where ctid = any (array(
    select s.ctid from identity.sessions s
     where least(s.ended_at, s.expires_at, s.seen_at + s.idle_limit) < transaction_timestamp() - interval '1 day'
     limit most for update skip locked));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from identity.half_sign_ins where ctid = any (array(
    select h.ctid from identity.half_sign_ins h where h.begun_at < transaction_timestamp() - interval '10 minutes'
     limit most for update skip locked));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from identity.enrolments where ctid = any (array(
    select e.ctid from identity.enrolments e where e.begun_at < transaction_timestamp() - interval '1 hour'
     limit most));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from identity.password_resets where ctid = any (array(
    select r.ctid from identity.password_resets r where r.asked_at < transaction_timestamp() - interval '1 hour'
     limit most));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from identity.email_changes where ctid = any (array(
    select e.ctid from identity.email_changes e where e.asked_at < transaction_timestamp() - interval '1 day'
     limit most));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from identity.devices where ctid = any (array(
    select d.ctid from identity.devices d where d.seen_at < transaction_timestamp() - interval '400 days'
     limit most for update skip locked));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from identity.letters where ctid = any (array(
    select l.ctid from identity.letters l where l.created_at < transaction_timestamp() - interval '7 days'
     limit most for update skip locked));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from tenants.tracker_imports where ctid = any (array(
    select i.ctid from tenants.tracker_imports i
     where i.imported_at is null and i.chosen_at < transaction_timestamp() - interval '1 day'
     limit most for update skip locked));
  get diagnostics gone = row_count;
  together := together + gone;
  delete from tenants.report_drafts where ctid = any (array(
    select d.ctid from tenants.report_drafts d where d.expires_at < transaction_timestamp() limit most));
  get diagnostics gone = row_count;
  together := together + gone;
  -- Nothing typed is lost, but what nobody has come back to in a year is kept for nobody. What is about a record that is
  -- held stays with it, and so does what stands in an answer that is still to be given.
  delete from council.drafts where ctid = any (array(
    select d.ctid from council.drafts d where d.saved_at < transaction_timestamp() - interval '1 year'
       and not exists (select from tenants.holds h left join tenants.referrals r
         on (r.tenant_id, r.context_id) = (h.tenant_id, h.record_id)
         where h.tenant_id = d.tenant_id and h.lifted_at is null and d.subject_id in (h.record_id, r.id))
       and not exists (select from tenants.access_mentions m join tenants.access_requests q
         on (q.tenant_id, q.id) = (m.tenant_id, m.request_id)
         where m.tenant_id = d.tenant_id and m.row_id = d.id and q.finished_at is null)
     limit most));
  get diagnostics gone = row_count;
  together := together + gone;
  -- The latest slot of each job stays, or it would be minted again.
  delete from system.schedule where ctid = any (array(
    select s.ctid from system.schedule s
     where s.due_at < transaction_timestamp() - interval '3 days'
       and exists (select from system.schedule later
                    where later.tenant_id = s.tenant_id and later.job = s.job and later.due_at > s.due_at)
     limit most));
  get diagnostics gone = row_count;
  return together + gone + system.outlived(most);
end $$;
