-- Removes one record for good: the one that the claimed job's fact names, if two people have said so. The caller names
-- nothing. Each of them has put in a row in their own name, so that nobody who acts for one person can make this
-- happen.
-- Returns 'done', 'held' or 'changed' for a disposal that was stopped, and null where there is nothing to do.
create or replace function tenants.dispose() returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  job uuid[] := identity.opened_as('job');
  council uuid := job[1];
  asked tenants.disposals%rowtype;
  confirmation tenants.disposal_confirmations%rowtype;
  kept uuid;
  whole uuid[];
  last_change timestamptz;
  shut boolean;
  its_context uuid;
  about uuid[]; crossed uuid[];
  said text;
  part jsonb;
  gone jsonb := '{}';
  emptied jsonb := '{}';
  number integer;
begin
  select d.* into asked from system.outbox o
    join tenants.disposals d on d.tenant_id = o.tenant_id and d.id = o.subject_id
   where o.tenant_id = council and o.id = job[2] and o.kind = 'disposal_confirmed'
     and d.withdrawn_at is null and d.stopped_at is null;
  if not found then return null; end if;
  select c.* into confirmation from tenants.disposal_confirmations c
   where c.tenant_id = council and c.disposal_id = asked.id and c.confirmed_by <> asked.proposed_by
   order by c.id limit 1;
  if not found then return null; end if;
  if exists (select from tenants.disposal_certificates c where c.tenant_id = council and c.disposal_id = asked.id) then
    return null;
  end if;
  kept := asked.record_id;
  -- With what has gone into it: that goes with it, and by itself it does not go.
  whole := kept || array(select m.context_id from tenants.context_merges m where m.tenant_id = council
    and m.into_id = kept and m.context_id <> kept and m.undone_at is null);

  -- Its row is locked first: whoever puts a hold on it at this moment waits, or was before us and is seen below. What
  -- was changed since the proposal, or closed again, is not what the two people saw.
  if asked.record_kind = 'referral' then
    update tenants.referrals r set version = r.version + 1
     where r.tenant_id = council and r.id = kept and r.state in ('decided', 'withdrawn')
       and r.changed_at <= asked.proposed_at
    returning r.changed_at, r.restricted, r.context_id into last_change, shut, its_context;
  else
    update tenants.contexts x set version = x.version + 1
     where x.tenant_id = council and x.id = kept and x.status = 'closed'
       and x.changed_at <= asked.proposed_at returning x.changed_at, x.restricted into last_change, shut;
  end if;
  if not found then said := 'changed'; end if;
  if exists (select from tenants.context_merges m where m.tenant_id = council and m.context_id = kept
    and m.into_id <> kept and m.undone_at is null) then said := 'changed'; end if;
  if asked.record_kind = 'context' and exists (
    select from tenants.referrals r where r.tenant_id = council and r.context_id = kept) then said := 'changed'; end if;
  -- What is on its way to another council, or open there still, is worked on.
  if exists (select from tenants.disclosures x where x.tenant_id = council and x.record_id = any (whole)
    and x.state in ('proposed', 'authorised', 'sent')) then said := 'changed'; end if;
  -- What should not be here, or stands twice, waits for no day.
  if asked.ground in ('time_is_up', 'trial') and exists (select from tenants.kept_longer k
    where k.tenant_id = council and k.record_id = kept
    and k.until > (transaction_timestamp() at time zone 'Europe/London')::date) then said := 'changed'; end if;
  -- What holds a context holds every referral of it, and is locked likewise before one looks.
  perform from tenants.contexts its where its.tenant_id = council and its.id = its_context for update;
  if exists (select from tenants.holds h where h.tenant_id = council and h.lifted_at is null
    and (h.record_id = any (whole) or h.record_id = its_context or h.record_id in (select m.context_id
      from tenants.context_merges m where m.tenant_id = council and m.into_id = its_context and m.undone_at is null)))
    then said := 'held'; end if;
  -- Whoever asked what is held about them gets it before it goes.
  if exists (select from tenants.access_mentions m join tenants.access_requests q on q.tenant_id = council
    and q.id = m.request_id where m.tenant_id = council and m.record_id = any (whole) and q.finished_at is null)
    then said := 'held'; end if;
  -- While nobody has looked for them in it as it stands, nobody knows that it is not about them; in a restricted one
  -- whoever searches may not have looked at all. A trial asks for trial records alone.
  if exists (select from tenants.access_requests q where q.tenant_id = council and q.finished_at is null
    and q.trial = asked.trial and (shut or q.searched_at is null or q.searched_at < last_change))
    then said := 'held'; end if;
  if said is not null then
    update tenants.disposals d set stopped_at = transaction_timestamp(), stopped_for = said
     where d.tenant_id = council and d.id = asked.id;
    return said;
  end if;

  -- What hangs on it and has no use without it.
  with went as (delete from tenants.report_messages m where m.tenant_id = council
    and (m.report_id in (select p.id from tenants.reports p where p.tenant_id = council and p.referral_id = kept)
      or m.statement_id in (select s.id from tenants.statements s where s.tenant_id = council and s.referral_id = kept))
    returning m.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.report_messages', part);
  with went as (delete from tenants.reports p where p.tenant_id = council and p.referral_id = kept returning p.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.reports', part);
  -- The mail that carried one has no words: it goes nowhere any more, and says who sent something and when.
  with went as (delete from tenants.referral_letters l where l.tenant_id = council and l.referral_id = kept
    returning l.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.referral_letters', part);
  with went as (delete from tenants.agreed_versions v where v.tenant_id = council and v.referral_id = kept
    returning v.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.agreed_versions', part);
  with went as (delete from tenants.referral_steps s where s.tenant_id = council and s.referral_id = kept
    returning s.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.referral_steps', part);
  with went as (delete from tenants.statement_people l using tenants.statements s
    where l.tenant_id = council and s.tenant_id = council and s.referral_id = kept and l.statement_id = s.id
    returning l.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.statement_people', part);
  with went as (delete from tenants.statements s where s.tenant_id = council and s.referral_id = kept returning s.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.statements', part);
  with went as (delete from tenants.imported_rows w where w.tenant_id = council and w.referral_id = kept returning w.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.imported_rows', part);
  with went as (delete from tenants.redacted_copies c where c.tenant_id = council and c.referral_id = kept
    returning c.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.redacted_copies', part);
  with went as (delete from tenants.referral_events e where e.tenant_id = council and e.referral_id = kept
    returning e.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.referral_events', part);
  with went as (delete from tenants.context_events e where e.tenant_id = council and e.context_id = any (whole)
    returning e.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.context_events', part);
  with went as (delete from tenants.context_actions a where a.tenant_id = council and a.context_id = any (whole)
    returning a.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.context_actions', part);
  with went as (delete from tenants.partner_invitations i where i.tenant_id = council and i.context_id = any (whole)
    returning i.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.partner_invitations', part);
  with went as (delete from tenants.context_merges m where m.tenant_id = council
    and (m.context_id = any (whole) or m.into_id = any (whole)) returning m.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.context_merges', part);
  with went as (delete from tenants.context_relations l where l.tenant_id = council
    and (l.context_id = any (whole) or l.other_id = any (whole)) returning l.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.context_relations', part);
  with went as (delete from tenants.context_watchers w where w.tenant_id = council and w.context_id = any (whole)
    returning w.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.context_watchers', part);
  with went as (delete from tenants.children_affected a where a.tenant_id = council and a.context_id = any (whole)
    returning a.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.children_affected', part);
  with went as (delete from tenants.person_links l where l.tenant_id = council and l.context_id = any (whole)
    returning l.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.person_links', part);
  with went as (delete from tenants.warning_flags f where f.tenant_id = council and f.record_id = any (whole)
    returning f.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.warning_flags', part);
  -- Their bytes lie elsewhere: the worker's sweep finds that no row names them any more.
  with went as (delete from tenants.attachments a where a.tenant_id = council and a.record_id = any (whole)
    returning a.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('tenants.attachments', part);
  with went as (delete from tenants.named_people n where n.tenant_id = council and n.record_id = any (whole)
    returning n.staff_id)
  select jsonb_build_object('count', count(*)) into part from went;
  gone := gone || jsonb_build_object('tenants.named_people', part);

  -- What stays for others, without the words: who opened it by break-glass, who held it, what another record's timeline
  -- says of it, where somebody who asked was given something of it.
  with stays as (update tenants.break_glass_uses b set reason = '–', review_note = ''
    where b.tenant_id = council and b.record_id = any (whole) returning b.id)
  select coalesce(array_agg(id), '{}') into about from stays;
  emptied := emptied || jsonb_build_object('tenants.break_glass_uses', cardinality(about));
  update tenants.holds h set reason = '–', lift_words = '' where h.tenant_id = council and h.record_id = any (whole);
  get diagnostics number = row_count;
  emptied := emptied || jsonb_build_object('tenants.holds', number);
  update tenants.kept_longer k set reason = '–' where k.tenant_id = council and k.record_id = any (whole);
  get diagnostics number = row_count;
  emptied := emptied || jsonb_build_object('tenants.kept_longer', number);
  -- What crossed the border because of it: receipts stay, with hashes and without words.
  with theirs as (update tenants.disclosures x set parts = '{}', purpose = '–', necessity = '–', untold_why = '',
      advice = '', no_agreement_reason = '–' where x.tenant_id = council and x.record_id = any (whole) returning x.id),
    taken as (update tenants.received_handoffs h set referral_id = null, purged_at = transaction_timestamp()
      where h.tenant_id = council and h.referral_id = kept returning h.id)
  select coalesce(array_agg(id), '{}') into crossed from (select id from theirs union all select id from taken) each;
  emptied := emptied || jsonb_build_object('tenants.disclosures', cardinality(crossed));
  perform crossing.erase(each.id, council) from unnest(crossed) each (id);
  update tenants.outside_receivers o set person = '–', job = '–', email = '', phone = '', opened_by = '–'
   where o.tenant_id = council and o.disclosure_id = any (crossed);
  update tenants.outside_steps s set words = '' where s.tenant_id = council and s.disclosure_id = any (crossed);
  -- What somebody was typing about it, or about what crosses because of it.
  with went as (delete from council.drafts d where d.tenant_id = council and d.subject_id = any (whole || crossed)
    returning d.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('council.drafts', part);
  about := about || crossed;
  update tenants.context_events e set words = '', referral_id = null, other_id = null
   where e.tenant_id = council and (e.referral_id = kept or e.other_id = any (whole));
  get diagnostics number = row_count;
  emptied := emptied || jsonb_build_object('tenants.context_events', number);
  update tenants.access_mentions m set words = '', hidden = '[]'
   where m.tenant_id = council and m.record_id = any (whole);
  get diagnostics number = row_count;
  emptied := emptied || jsonb_build_object('tenants.access_mentions', number);

  -- What people were told of it, of an invitation to it or of a use of break-glass on it. Mails about that go with it.
  about := about || whole || array(
    select (jsonb_array_elements_text(rows.value -> 'ids'))::uuid from jsonb_each(gone) rows);
  gone := gone || jsonb_build_object('emptied', emptied);
  select jsonb_build_object('count', count(*)) into part from council.mails m
    join council.notifications n on n.tenant_id = council and n.id = m.notification_id
   where m.tenant_id = council and n.subject_id = any (about);
  gone := gone || jsonb_build_object('council.mails', part);
  with went as (delete from council.notifications n where n.tenant_id = council and n.subject_id = any (about)
    returning n.id)
  select jsonb_build_object('count', count(*), 'ids', coalesce(jsonb_agg(id), '[]')) into part from went;
  gone := gone || jsonb_build_object('council.notifications', part);
  -- Nothing is to be told of it any more.
  update system.outbox o set done_at = transaction_timestamp()
   where o.tenant_id = council and o.subject_id = any (about) and o.done_at is null;

  if asked.record_kind = 'referral' then
    delete from tenants.referrals r where r.tenant_id = council and r.id = kept;
    gone := gone || jsonb_build_object('tenants.referrals',
      jsonb_build_object('count', 1, 'ids', jsonb_build_array(kept)));
  else
    delete from tenants.contexts x where x.tenant_id = council and x.id = any (whole);
    gone := gone || jsonb_build_object('tenants.contexts',
      jsonb_build_object('count', cardinality(whole), 'ids', to_jsonb(whole)));
  end if;
  insert into tenants.disposal_certificates (tenant_id, id, disposal_id, record_kind, record_id, reference, record_type,
      ground, due_on, trial, proposed_by, proposed_at, confirmed_by, confirmed_at, disposed_at, gone)
  values (council, system.new_id(), asked.id, asked.record_kind, kept, asked.reference, asked.record_type, asked.ground,
      asked.due_on, asked.trial, asked.proposed_by, asked.proposed_at, confirmation.confirmed_by,
      confirmation.confirmed_at, transaction_timestamp(), gone);
  return 'done';
end $$;
