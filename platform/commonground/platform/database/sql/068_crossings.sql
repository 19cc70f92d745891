-- Crossings: one state machine for both councils, decided under the lock of the offer's row. Each function writes the rows
-- of both sides itself, as the definer, and opens no pass: an exception in the middle leaves neither a row nor a way in.
-- A message moves no responsibility; the words of a package are copied when somebody accepts, and not before.

-- Canonical JSON (RFC 8785) of objects, arrays, texts, whole numbers and truths; keys of ASCII. `crossings/canonical.py`
-- says the same with a library.
create or replace function crossing.canonical(said jsonb) returns text
language plpgsql immutable as $$
begin
  return case jsonb_typeof(said)
    when 'object' then '{' || coalesce((select string_agg(to_json(e.key)::text || ':' || crossing.canonical(e.value), ','
                                               order by e.key collate "C") from jsonb_each(said) e), '') || '}'
    when 'array' then '[' || coalesce((select string_agg(crossing.canonical(e.value), ',' order by e.number)
                                         from jsonb_array_elements(said) with ordinality e (value, number)), '') || ']'
    else said::text end;
end $$;

-- Where an offer stands after this, NULL where it may not be. `crossings/rules.py` has the same table; a test holds them
-- together. A notice (inform) is opened by acknowledging it: what may be done before a package is open ends there.
create or replace function crossing.next_state(of_verb text, stands text, side text, what text) returns text
language sql immutable as $$
  select m.after
    from (values
      ('sender', 'withdraw', 'sent', 'withdrawn', null), ('sender', 'withdraw', 'acknowledged', 'withdrawn', 'takes'),
      ('sender', 'withdraw', 'queried', 'withdrawn', null),
      ('sender', 'supplement', 'sent', 'sent', null), ('sender', 'supplement', 'acknowledged', 'acknowledged', null),
      ('sender', 'supplement', 'queried', 'acknowledged', null), ('sender', 'supplement', 'accepted', 'accepted', null),
      ('sender', 'supplement', 'conference_held', 'conference_held', null),
      ('sender', 'escalate', 'sent', 'sent', null), ('sender', 'escalate', 'acknowledged', 'acknowledged', 'takes'),
      ('sender', 'escalate', 'queried', 'queried', null), ('sender', 'escalate', 'accepted', 'accepted', null),
      ('sender', 'escalate', 'conference_held', 'conference_held', null),
      ('sender', 'escalate', 'declined', 'declined', null),
      ('sender', 'say', 'acknowledged', 'acknowledged', 'inform'), ('sender', 'say', 'accepted', 'accepted', null),
      ('sender', 'say', 'conference_held', 'conference_held', null), ('sender', 'say', 'moved', 'moved', null),
      ('sender', 'ask_purge', 'acknowledged', 'acknowledged', 'inform'),
      ('sender', 'ask_purge', 'accepted', 'accepted', null),
      ('sender', 'ask_purge', 'conference_held', 'conference_held', null),
      ('sender', 'ask_purge', 'moved', 'moved', null), ('sender', 'ask_purge', 'closed', 'closed', null),
      ('sender', 'close', 'acknowledged', 'closed', 'inform'), ('sender', 'close', 'accepted', 'closed', null),
      ('sender', 'close', 'conference_held', 'closed', null),
      ('sender', 'close', 'moved', 'closed', null), ('sender', 'close', 'declined', 'closed', null),
      ('receiver', 'acknowledge', 'sent', 'acknowledged', null),
      ('receiver', 'query', 'sent', 'queried', 'takes'), ('receiver', 'query', 'acknowledged', 'queried', 'takes'),
      ('receiver', 'accept', 'sent', 'accepted', 'takes'), ('receiver', 'accept', 'acknowledged', 'accepted', 'takes'),
      ('receiver', 'accept', 'queried', 'accepted', null),
      ('receiver', 'decline', 'sent', 'declined', null), ('receiver', 'decline', 'acknowledged', 'declined', 'takes'),
      ('receiver', 'decline', 'queried', 'declined', null), ('receiver', 'decline', 'accepted', 'declined', null),
      ('receiver', 'decline', 'conference_held', 'declined', null),
      ('receiver', 'say', 'acknowledged', 'acknowledged', null), ('receiver', 'say', 'queried', 'queried', null),
      ('receiver', 'say', 'accepted', 'accepted', null), ('receiver', 'say', 'conference_held', 'conference_held', null),
      ('receiver', 'say', 'moved', 'moved', null),
      ('receiver', 'ask_more', 'accepted', 'accepted', null), ('receiver', 'complete', 'accepted', 'accepted', null),
      ('receiver', 'hold_conference', 'accepted', 'conference_held', 'hand_over'),
      ('receiver', 'take_responsibility', 'conference_held', 'moved', 'hand_over'),
      ('receiver', 'answer_purge', 'acknowledged', 'acknowledged', 'inform'),
      ('receiver', 'answer_purge', 'accepted', 'accepted', null),
      ('receiver', 'answer_purge', 'conference_held', 'conference_held', null),
      ('receiver', 'answer_purge', 'moved', 'moved', null), ('receiver', 'answer_purge', 'closed', 'closed', null),
      ('receiver', 'close', 'acknowledged', 'closed', 'inform'),
      ('receiver', 'close', 'accepted', 'closed', 'work_jointly'), ('receiver', 'close', 'moved', 'closed', null),
      ('clock', 'expire', 'sent', 'expired', null), ('clock', 'expire', 'acknowledged', 'expired', 'takes'),
      ('clock', 'expire', 'queried', 'expired', null)
    ) m (who, does, before, after, only_of)
   where m.who = side and m.does = what and m.before = stands
     and (m.only_of is null or m.only_of = of_verb or (m.only_of = 'takes' and of_verb <> 'inform'))
$$;

-- Whether a council may be responsible for protecting a child (`councils/powers.py`).
create or replace function crossing.has_duty(of_council uuid) returns boolean
language sql stable as $$
  select exists (select from commons.councils c where c.id = of_council
                    and c.legal_powers && array['ca1989_s47', 'csa1995', 'cnio1995'])
$$;

-- Whether the second person has agreed to exactly this, and it is as it was then.
create or replace function crossing.is_authorised(of_council uuid, the_package uuid) returns boolean
language sql stable as $$
  select exists (select from tenants.packages p
    join tenants.authorisations a on a.tenant_id = p.tenant_id and a.package_id = p.id
   where p.tenant_id = of_council and p.id = the_package and p.erased_at is null
     and p.digest = sha256(convert_to(p.canonical, 'UTF8')) and a.digest = p.digest and a.verdict = 'agreed'
     and a.staff_id <> p.made_by)
$$;

-- A line that both councils read, in the trail of both: who did what, on which side. The acting side's entry has their
-- name; the other's says from which council it came.
create or replace function crossing.note(of_offer uuid, the_side text, by_staff uuid, what text, before text, said text)
returns void
language plpgsql volatile as $$
declare
  o crossing.offers%rowtype; acting uuid; other uuid; named text;
begin
  select f.* into o from crossing.offers f where f.id = of_offer;
  acting := case when the_side = 'receiver' then o.receiver_id else o.sender_id end;
  other := case when the_side = 'receiver' then o.sender_id else o.receiver_id end;
  select s.display_name into named from council.staff s where s.tenant_id = acting and s.id = by_staff;
  insert into crossing.steps (id, sender_id, receiver_id, offer_id, no, at, side, verb, from_state, to_state, by_name, words)
  select system.new_id(), o.sender_id, o.receiver_id, o.id, coalesce(max(s.no), 0) + 1, transaction_timestamp(), the_side,
         what, before, o.state, coalesce(named, ''), said
    from crossing.steps s where s.offer_id = o.id;
  insert into audit.entries (tenant_id, id, at, staff_id, action, subject_kind, subject_id, reference, why)
  values (acting, system.new_id(), transaction_timestamp(), by_staff, 'crossing:' || what, 'crossing', o.id, o.reference, null),
         (other, system.new_id(), transaction_timestamp(), null, 'crossing:' || what, 'crossing', o.id, o.reference,
          'By ' || (select c.name from commons.councils c where c.id = acting));
end $$;

-- Puts a fact before the workers of one council: the offer's id and nothing else.
create or replace function crossing.tell(the_council uuid, what text, of_offer uuid, by_staff uuid) returns void
language sql volatile as $$
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
  values (system.new_id(), the_council, what, 'crossing', of_offer, by_staff, transaction_timestamp(), 0)
$$;

-- The receiver's own copy of one package, and of what its files are; the worker fetches their bytes.
create or replace function crossing.hand_copy(of_offer uuid, the_package uuid) returns void
language plpgsql volatile as $$
declare
  o crossing.offers%rowtype; copied uuid := system.new_id();
begin
  select f.* into o from crossing.offers f where f.id = of_offer;
  insert into tenants.packages (tenant_id, id, crossing_id, no, side, canonical, digest, fields, names, made_at)
  select o.receiver_id, copied, p.crossing_id, p.no, 'received', p.canonical, p.digest, p.fields, p.names,
         transaction_timestamp()
    from tenants.packages p where p.tenant_id = o.sender_id and p.id = the_package;
  insert into tenants.package_files (tenant_id, id, package_id, object_id, from_object_id, name, kind, size, digest)
  select o.receiver_id, system.new_id(), copied, gen_random_uuid(), f.object_id, f.name, f.kind, f.size, f.digest
    from tenants.package_files f where f.tenant_id = o.sender_id and f.package_id = the_package;
end $$;

-- No word of the packages of one side is left, nor what their files are called; hashes and field names stay.
create or replace function crossing.erase(of_offer uuid, the_council uuid) returns void
language plpgsql volatile as $$
begin
  delete from tenants.package_files f using tenants.packages p
   where p.tenant_id = the_council and p.crossing_id = of_offer and f.tenant_id = the_council and f.package_id = p.id;
  update tenants.packages p set canonical = '', erased_at = transaction_timestamp()
   where p.tenant_id = the_council and p.crossing_id = of_offer and p.erased_at is null;
end $$;

-- No word of what one side has of it is left: neither of its packages nor of what it prepared and gave as reasons. What
-- was never sent is discarded; receipts stay. For what is on no record; with a record goes what it was about.
create or replace function crossing.forget(of_offer uuid, the_council uuid) returns void
language plpgsql volatile as $$
begin
  update tenants.disclosures x set parts = '{}', purpose = '–', necessity = '–', untold_why = '',
         advice = '', no_agreement_reason = '–', version = x.version + 1,
         state = case when x.state in ('draft', 'proposed', 'authorised', 'refused') then 'discarded' else x.state end
   where x.tenant_id = the_council and x.id = of_offer;
  update tenants.received_handoffs r set purged_at = coalesce(r.purged_at, transaction_timestamp())
   where r.tenant_id = the_council and r.id = of_offer;
  perform crossing.erase(of_offer, the_council);
end $$;

-- One manifest, byte for byte the same, into the receipts and the trails of both. What only the package says (purpose,
-- basis, whether people were told) stands in it once the package is the receiver's too.
create or replace function crossing.issue(of_offer uuid, what text) returns void
language plpgsql volatile as $$
declare
  o crossing.offers%rowtype; d tenants.disclosures%rowtype; receipt uuid := system.new_id(); number integer;
  manifest text; hash bytea; opened boolean;
begin
  select f.* into o from crossing.offers f where f.id = of_offer;
  select x.* into d from tenants.disclosures x where x.tenant_id = o.sender_id and x.id = o.id;
  -- Of whichever side has more: one of them may have left meanwhile.
  select coalesce(max(r.no), 0) + 1 into number from council.receipts r
   where r.tenant_id in (o.sender_id, o.receiver_id) and r.crossing_id = o.id;
  opened := o.accepted_at is not null or (o.verb = 'inform' and o.acknowledged_at is not null);
  manifest := crossing.canonical(jsonb_build_object(
    'form', 'commonground receipt 1', 'receipt', receipt, 'no', number, 'what', what, 'crossing', o.id,
    'reference', o.reference, 'thread', o.thread_id, 'verb', o.verb, 'kind', o.kind, 'state', o.state,
    'sender', (select jsonb_build_object('id', c.id, 'name', c.name) from commons.councils c where c.id = o.sender_id),
    'receiver', (select jsonb_build_object('id', c.id, 'name', c.name) from commons.councils c where c.id = o.receiver_id),
    'responsible', o.responsible_id, 'agreement', o.agreement_id, 'made_at', audit.written(transaction_timestamp()),
    'sharing', case when opened then jsonb_build_object('purpose', d.purpose, 'basis', d.basis, 'told', d.openness) end,
    -- What was deleted is their copy. A referral that they made of it is a record of their own, and stays.
    'kept_as_referral', case when what in ('decline', 'purged') and opened then (
      select r.referral_id is not null from tenants.received_handoffs r where r.tenant_id = o.receiver_id and r.id = o.id)
      end,
    'packages', (select coalesce(jsonb_agg(jsonb_build_object(
          'no', p.no, 'hash', encode(p.digest, 'hex'), 'fields', to_jsonb(p.fields), 'names', p.names,
          -- Of what is erased the rows of its files are gone: the offer says still how many went. Supplements have none.
          'files', case when p.erased_at is null then
             (select count(*) from tenants.package_files f where f.tenant_id = p.tenant_id and f.package_id = p.id)
             when p.no = 1 then o.files else 0 end,
          'made_at', audit.written(p.made_at), 'sent_at', audit.written(p.sent_at),
          'made_by', by.display_name, 'authorised_at', audit.written(a.at),
          'authorised_by', second.display_name,
          'erased_at', case when p.erased_at is not null then audit.written(p.erased_at) end) order by p.no, p.id), '[]')
        from tenants.packages p
        cross join lateral (select x.at, x.staff_id from tenants.authorisations x
          where x.tenant_id = p.tenant_id and x.package_id = p.id and x.digest = p.digest and x.verdict = 'agreed'
            and x.staff_id <> p.made_by order by x.at, x.id limit 1) a
        left join council.staff by on by.tenant_id = p.tenant_id and by.id = p.made_by
        left join council.staff second on second.tenant_id = p.tenant_id and second.id = a.staff_id
       where p.tenant_id = o.sender_id and p.crossing_id = o.id and p.sent_at is not null),
    'steps', (select jsonb_agg(jsonb_build_object('no', s.no, 'at', audit.written(s.at), 'side', s.side, 'did', s.verb,
                                                  'by', s.by_name, 'to', s.to_state) order by s.no)
                from crossing.steps s where s.offer_id = o.id)));
  hash := sha256(convert_to(manifest, 'UTF8'));
  insert into council.receipts (tenant_id, id, crossing_id, reference, no, what, manifest, digest, made_at)
  select party.id, receipt, o.id, o.reference, number, what, manifest, hash, transaction_timestamp()
    from unnest(array[o.sender_id, o.receiver_id]) party (id);
  insert into audit.entries (tenant_id, id, at, action, subject_kind, subject_id, reference, why)
  select party.id, system.new_id(), transaction_timestamp(), 'crossing:receipt', 'crossing', o.id, o.reference,
         'SHA-256 ' || encode(hash, 'hex')
    from unnest(array[o.sender_id, o.receiver_id]) party (id);
end $$;

-- Locks what a sender prepared, and says why it has to be shared without an agreement. Whoever changes an offer does this
-- first, so that nobody who holds the one waits for the other.
create or replace function crossing.lock_prepared(of_council uuid, the_disclosure uuid) returns text
language sql volatile as $$
  select x.no_agreement_reason from tenants.disclosures x
   where x.tenant_id = of_council and x.id = the_disclosure for update
$$;

-- Sends what a second person has agreed to. The offer holds codes, numbers, times and councils; the package stays where it
-- is. Returns 'sent', or why not; NULL where there is nothing of theirs under this id.
create or replace function crossing.send(the_disclosure uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); d tenants.disclosures%rowtype; p tenants.packages%rowtype; agreement uuid;
  attached integer; now timestamptz := transaction_timestamp();
begin
  select x.* into d from tenants.disclosures x where x.tenant_id = me[1] and x.id = the_disclosure for update;
  if not found then return null; end if;
  if d.state <> 'authorised' or d.destination <> 'council' then return 'changed'; end if;
  select x.* into p from tenants.packages x
   where x.tenant_id = me[1] and x.id = d.package_id and x.crossing_id = d.id and x.no = 1 and x.side = 'sent';
  if not found or not crossing.is_authorised(me[1], p.id) then return 'unauthorised'; end if;
  if d.expires_at is null or d.expires_at <= now or d.respond_by is null then return 'expired'; end if;
  if d.receiver_id = me[1] or not exists (select from commons.councils c where c.id = d.receiver_id) then
    return 'nobody'; end if;
  if d.verb = 'hand_over' and not crossing.has_duty(d.receiver_id) then return 'no_duty'; end if;
  agreement := crossing.agreement_for(me[1], d.receiver_id, d.verb, d.kind);
  if agreement is null and d.no_agreement_reason = '' then return 'no_agreement'; end if;
  if d.verb = 'hand_over' and exists (select from tenants.disclosures x where x.tenant_id = me[1]
       and (x.record_id = d.record_id or x.thread_id = d.thread_id) and x.state = 'sent' and x.verb = 'hand_over') then
    return 'offered_already'; end if;
  select count(*) into attached from tenants.package_files f where f.tenant_id = me[1] and f.package_id = p.id;
  begin
    insert into crossing.offers (id, sender_id, receiver_id, reference, thread_id, verb, kind, urgency, harms, ages, area,
        names, fields, files, state, responsible_id, agreement_id, last_no, sent_at, respond_by, expires_at, changed_at)
    values (d.id, me[1], d.receiver_id, d.reference, d.thread_id, d.verb, d.kind, d.urgency, d.harms, d.ages, d.area,
        p.names, cardinality(p.fields), attached, 'sent', me[1], agreement, 1, now, d.respond_by, d.expires_at, now)
    on conflict do nothing;
    if not found then return 'reference_taken'; end if;
    update tenants.disclosures x set state = 'sent', parts = '{}', changed_at = now, version = x.version + 1
     where x.tenant_id = me[1] and x.id = d.id;
  exception when unique_violation then
    -- Another of the same record was sent at this moment: the offer goes with what failed.
    return 'offered_already_at_once';
  end;
  update tenants.packages x set sent_at = now where x.tenant_id = me[1] and x.id = p.id;
  perform crossing.note(d.id, 'sender', me[2], 'send', null, '');
  perform crossing.tell(d.receiver_id, 'crossing_offered', d.id, null);
  if agreement is null then perform crossing.tell(me[1], 'crossing_without_agreement', d.id, me[2]); end if;
  return 'sent';
end $$;

-- Does one thing with an offer, as the council of the pass: the lock of its row decides who was first. `said`: what belongs
-- to it (`words`; for accept `taker` and `team`; for decline `reason`, `try`; for supplement `package`; `due_at` of the
-- conference; `held_at`; for a purge `done`; `respond_by` for whoever's turn it is next). Returns 'done', or why not; NULL
-- where there is nothing of theirs under this id.
create or replace function crossing.act(the_offer uuid, what text, said jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); o crossing.offers%rowtype; side text; other uuid; before text; after text;
  now timestamptz := transaction_timestamp(); words text := coalesce(said ->> 'words', ''); p tenants.packages%rowtype;
  opens boolean; is_open boolean; lapsed boolean := false; receipt text; each uuid; reason text;
begin
  select f.* into o from crossing.offers f where f.id = the_offer and me[1] in (f.sender_id, f.receiver_id);
  if not found then return null; end if;
  -- The sender's row first, then the offer, whoever acts: each side waits for the other, and none for ever.
  reason := crossing.lock_prepared(o.sender_id, o.id);
  select f.* into o from crossing.offers f where f.id = the_offer for update;
  side := case when o.sender_id = me[1] then 'sender' else 'receiver' end;
  other := case side when 'sender' then o.receiver_id else o.sender_id end;
  before := o.state;
  after := crossing.next_state(o.verb, o.state, side, what);
  if after is null then return 'changed'; end if;
  is_open := o.accepted_at is not null or (o.verb = 'inform' and o.acknowledged_at is not null);
  if not is_open and before in ('sent', 'acknowledged', 'queried') then
    if o.expires_at <= now and what <> 'withdraw' then return 'expired'; end if;
    -- What an agreement allowed ends with it; what was offered for a reason of its own stands on that.
    if o.agreement_id is not null and what not in ('withdraw', 'decline')
       and crossing.agreement_for(o.sender_id, o.receiver_id, o.verb, o.kind) is null then return 'no_agreement'; end if;
    if side = 'sender' and words <> '' then return 'too_early_for_words'; end if;
  end if;
  opens := not is_open and (what = 'accept' or (what = 'acknowledge' and o.verb = 'inform'));

  case what
  when 'acknowledge' then o.acknowledged_at := now;
  when 'accept' then
    o.accepted_at := now; o.acknowledged_at := coalesce(o.acknowledged_at, now);
  when 'complete' then
    if o.complete_at is not null then return 'changed'; end if;
    o.complete_at := now; o.conference_due_at := (said ->> 'due_at')::timestamptz;
  when 'ask_more' then
    if words = '' then return 'words_missing'; end if;
    o.complete_at := null; o.conference_due_at := null;
  when 'query' then if words = '' then return 'words_missing'; end if;
  when 'say' then if words = '' then return 'words_missing'; end if;
  when 'decline' then
    if said ->> 'reason' is null or words = '' then return 'words_missing'; end if;
    -- Locked before the receipt is made: who takes it in at this moment holds the same row.
    perform from tenants.received_handoffs locked where locked.tenant_id = me[1] and locked.id = o.id for update;
    -- It may have been escalated before: that it was declined is another thing to escalate.
    o.escalated_at := null;
    o.decline_reason := said ->> 'reason'; o.try_council_id := (said ->> 'try')::uuid;
    perform crossing.erase(o.id, me[1]);
  when 'withdraw' then perform crossing.erase(o.id, me[1]);
  when 'supplement' then
    -- Whoever deleted their copy gets no more of it.
    if o.purged then return 'changed'; end if;
    select x.* into p from tenants.packages x where x.tenant_id = me[1] and x.id = (said ->> 'package')::uuid
       and x.crossing_id = o.id and x.side = 'sent' and x.no = o.last_no + 1;
    if not found or not crossing.is_authorised(me[1], p.id) then return 'unauthorised'; end if;
    -- What an agreement allowed was what it allowed then. Later news needs one of today, or a reason of its own.
    lapsed := crossing.agreement_for(o.sender_id, o.receiver_id, o.verb, o.kind) is null;
    if lapsed and coalesce(reason, '') = '' then return 'no_agreement'; end if;
    update tenants.packages x set sent_at = now where x.tenant_id = me[1] and x.id = p.id;
    o.last_no := p.no; o.names := o.names or p.names; o.fields := o.fields + cardinality(p.fields);
    o.files := o.files + (select count(*) from tenants.package_files f where f.tenant_id = me[1] and f.package_id = p.id);
  when 'ask_purge' then
    if words = '' then return 'words_missing'; end if;
    -- Of what nobody opened there is no copy to delete.
    if not is_open or o.purged or (o.purge_asked_at is not null and o.purge_answered_at is null) then
      return 'changed'; end if;
    o.purge_asked_at := now; o.purge_answered_at := null; o.purged := null;
  when 'answer_purge' then
    if o.purge_asked_at is null or o.purge_answered_at is not null then return 'changed'; end if;
    if words = '' then return 'words_missing'; end if;
    o.purge_answered_at := now; o.purged := (said ->> 'done')::boolean;
    if o.purged then
      perform crossing.erase(o.id, me[1]);
      update tenants.received_handoffs r set purged_at = now where r.tenant_id = me[1] and r.id = o.id;
    end if;
  when 'hold_conference' then
    o.conference_at := (said ->> 'held_at')::timestamptz;
    if o.conference_at is null or o.conference_at > now or o.conference_at < o.accepted_at - interval '1 day' then
      return 'when'; end if;
    if words = '' then return 'words_missing'; end if;
  when 'take_responsibility' then
    if not crossing.has_duty(me[1]) then return 'no_duty'; end if;
    o.moved_at := now; o.responsible_id := me[1];
  when 'escalate' then
    if o.escalated_at is not null then return 'changed'; end if;
    o.escalated_at := now;
  when 'close' then
    -- A hand-over that moved nothing is over for a reason, which the other side reads.
    if o.verb = 'hand_over' and before in ('accepted', 'conference_held') and words = '' then return 'words_missing'; end if;
  else return 'changed';
  end case;
  if not is_open and what in ('acknowledge', 'query', 'supplement') then
    o.respond_by := coalesce((said ->> 'respond_by')::timestamptz, o.respond_by); end if;

  if opens then
    if not exists (select from council.staff s join council.teams t on t.tenant_id = s.tenant_id
        and t.id = (said ->> 'team')::uuid where s.tenant_id = me[1] and s.id = (said ->> 'taker')::uuid
        and s.ended_at is null and s.organisation_id is null) then return 'nobody'; end if;
    -- What was sent is copied as the second person saw it, or nothing is.
    if exists (select from tenants.packages x where x.tenant_id = o.sender_id and x.crossing_id = o.id
        and x.sent_at is not null and not crossing.is_authorised(o.sender_id, x.id)) then return 'unauthorised'; end if;
    insert into tenants.received_handoffs (tenant_id, id, reference, sender_id, sender_name, taker_id, team_id,
        accepted_by, accepted_at)
    select me[1], o.id, o.reference, o.sender_id, c.name, (said ->> 'taker')::uuid, (said ->> 'team')::uuid, me[2], now
      from commons.councils c where c.id = o.sender_id;
    for each in select x.id from tenants.packages x where x.tenant_id = o.sender_id and x.crossing_id = o.id
        and x.sent_at is not null order by x.no loop
      perform crossing.hand_copy(o.id, each);
    end loop;
  elsif what = 'supplement' and is_open then
    perform crossing.hand_copy(o.id, p.id);
  end if;
  if after in ('declined', 'withdrawn', 'closed') and before <> after then
    o.over_at := now;
    update tenants.disclosures x set state = 'over', parts = '{}', changed_at = now, version = x.version + 1
     where x.tenant_id = o.sender_id and x.id = o.id;
  end if;
  o.state := after; o.changed_at := now;
  update crossing.offers f set (state, responsible_id, last_no, names, fields, files, respond_by, acknowledged_at, accepted_at,
      complete_at, conference_due_at, conference_at, moved_at, over_at, decline_reason, try_council_id, escalated_at,
      purge_asked_at, purge_answered_at, purged, changed_at) = (o.state, o.responsible_id, o.last_no, o.names, o.fields,
      o.files, o.respond_by, o.acknowledged_at, o.accepted_at, o.complete_at, o.conference_due_at, o.conference_at, o.moved_at, o.over_at,
      o.decline_reason, o.try_council_id, o.escalated_at, o.purge_asked_at, o.purge_answered_at, o.purged, o.changed_at)
   where f.id = o.id;
  perform crossing.note(o.id, side, me[2], what, before, words);
  receipt := case
    when opens then 'opened' when what = 'supplement' and is_open then 'supplement'
    when what in ('decline', 'withdraw', 'hold_conference') then what
    when what = 'take_responsibility' then 'moved'
    when what = 'close' and o.verb = 'hand_over' and before in ('accepted', 'conference_held') then 'not_moved'
    when what = 'answer_purge' and o.purged then 'purged' end;
  if receipt is not null then perform crossing.issue(o.id, receipt); end if;
  perform crossing.tell(other, case when side = 'sender' then 'crossing_changed' else 'crossing_answered' end, o.id, null);
  if what = 'escalate' then
    perform crossing.tell(party.id, 'crossing_escalated', o.id, null) from unnest(array[o.sender_id, o.receiver_id]) party (id);
  end if;
  if what = 'supplement' and lapsed then perform crossing.tell(me[1], 'crossing_without_agreement', o.id, me[2]); end if;
  if opens or (what = 'supplement' and is_open) then perform crossing.tell(o.receiver_id, 'crossing_files', o.id, null); end if;
  return 'done';
end $$;

-- Every offer that the caller may read by the policies of the table, for a list that joins it with the council's own rows:
-- with the caller's rights, so that it shows nothing else, and as part of the list's statement, so that its indexes serve.
create or replace function crossing.ours() returns setof crossing.offers
language sql stable as $$
  select o.* from crossing.offers o
$$;

-- A draft of one's own council that was thrown away keeps no word of what was proposed.
create or replace function crossing.throw_away(the_disclosure uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := identity.council_as('session');
begin
  perform from tenants.disclosures d where d.tenant_id = me and d.id = the_disclosure and d.state = 'discarded';
  if not found then return false; end if;
  perform crossing.erase(the_disclosure, me);
  return true;
end $$;

-- What nobody has accepted by its day is over, and its package erased: of the job's own council, as the sender. How many.
create or replace function crossing.expire() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := identity.council_as('job'); o crossing.offers%rowtype; ended integer := 0; after text; each uuid;
begin
  for each in select f.id from crossing.offers f where f.sender_id = me and f.expires_at <= transaction_timestamp()
      and f.state in ('sent', 'acknowledged', 'queried') order by f.id loop
    -- In the order of `crossing.act`; somebody may have been quicker.
    perform crossing.lock_prepared(me, each);
    select f.* into o from crossing.offers f where f.id = each for update;
    after := crossing.next_state(o.verb, o.state, 'clock', 'expire');
    continue when after is null;
    update crossing.offers f set state = after, over_at = transaction_timestamp(), changed_at = transaction_timestamp()
     where f.id = o.id;
    perform crossing.erase(o.id, me);
    update tenants.disclosures x set state = 'over', parts = '{}', changed_at = transaction_timestamp(),
           version = x.version + 1 where x.tenant_id = me and x.id = o.id;
    perform crossing.note(o.id, 'clock', null, 'expire', o.state, '');
    perform crossing.issue(o.id, 'expire');
    perform crossing.tell(me, 'crossing_answered', o.id, null);
    perform crossing.tell(o.receiver_id, 'crossing_changed', o.id, null);
    ended := ended + 1;
  end loop;
  return ended + crossing.expire_outside();
end $$;

-- Receipts that nobody has signed, each once though two councils have it. For the process that signs the trail.
create or replace function crossing.receipts_due(most integer)
returns table (id uuid, digest bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct r.id, r.digest from council.receipts r where r.signature is null order by r.id limit most
$$;

-- The same signature for every copy of it.
create or replace function crossing.sign_receipt(the_receipt uuid, its_digest bytea, at timestamptz, the_key_id text,
                                                 signed bytea, the_key text) returns integer
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with done as (update council.receipts r set signed_at = at, key_id = the_key_id, signature = signed, key = the_key
     where r.id = the_receipt and r.digest = its_digest and r.signature is null returning 1)
  select count(*)::integer from done
$$;
