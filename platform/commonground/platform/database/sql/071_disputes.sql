-- Disputes between two councils about who leads. Each function decides under the lock of the dispute's row, takes from the
-- pass who acts, and writes as the definer what both sides read; none opens a pass, and none moves responsibility.

-- Where a dispute stands after this, NULL where it may not be: `turn`, whether it waits for whoever acts; `opener`, whether
-- they began it. `disputes/rules.py` has the same table; a test holds them together.
create or replace function crossing.dispute_next(stands text, turn boolean, opener boolean, what text) returns text
language sql immutable as $$
  select m.after
    from (values
      ('turn', 'agree', 'asked', 'agreed'), ('turn', 'propose', 'asked', 'asked'), ('turn', 'propose', 'more_asked', 'asked'),
      ('turn', 'ask_more', 'asked', 'more_asked'), ('turn', 'tell_more', 'more_asked', 'asked'),
      ('either', 'escalate', 'asked', 'asked'), ('either', 'escalate', 'more_asked', 'more_asked'),
      ('either', 'decide', 'asked', 'asked'), ('either', 'decide', 'more_asked', 'more_asked'),
      ('opener', 'withdraw', 'asked', 'withdrawn'), ('opener', 'withdraw', 'more_asked', 'withdrawn'),
      ('either', 'close', 'agreed', 'closed'), ('either', 'close', 'decided', 'closed')
    ) m (who, does, before, after)
   where m.does = what and m.before = stands and (m.who, true) in (('either', true), ('turn', turn), ('opener', opener))
$$;

-- What is wrong with these words, NULL where nothing is. Before a handoff is accepted its sender says no free word, here as
-- there: the kind of the reason is all that they give.
create or replace function crossing.dispute_words(me uuid, the_offer uuid, what text, words text) returns text
language sql stable as $$
  select case
    when exists (select from crossing.offers o where o.id = the_offer and o.sender_id = me and o.accepted_at is null)
      then case when words <> '' then 'too_early_for_words' end
    when words = '' and what in ('open', 'propose', 'ask_more', 'tell_more', 'decide') then 'words_missing' end
$$;

-- What is wrong with a proposal that this council leads: it is one of the two, and may be responsible for a child.
create or replace function crossing.dispute_lead(the_lead uuid, one uuid, two uuid) returns text
language sql stable as $$
  select case when the_lead is null or not the_lead in (one, two) then 'lead'
              when not crossing.has_duty(the_lead) then 'no_duty' end
$$;

-- A line that both councils read, in the trail of both, in the other's without a name; and a fact before the workers of the
-- other, of both where it is for all. `by_council` is NULL for the clock.
create or replace function crossing.dispute_note(the_dispute uuid, by_council uuid, by_staff uuid, what text, the_lead uuid,
                                                 the_reason text, said text, fact text) returns void
language plpgsql volatile as $$
declare
  d crossing.disputes%rowtype; named text;
begin
  select x.* into d from crossing.disputes x where x.id = the_dispute;
  select s.display_name into named from council.staff s where s.tenant_id = by_council and s.id = by_staff;
  insert into crossing.dispute_steps (id, opener_id, other_id, dispute_id, no, at, council_id, verb, lead_id, reason, by_name,
                                      words)
  select system.new_id(), d.opener_id, d.other_id, d.id, coalesce(max(s.no), 0) + 1, transaction_timestamp(), by_council, what,
         the_lead, the_reason, coalesce(named, ''), said
    from crossing.dispute_steps s where s.dispute_id = d.id;
  insert into audit.entries (tenant_id, id, at, staff_id, action, subject_kind, subject_id, reference, why)
  select party.id, system.new_id(), transaction_timestamp(), case when party.id = by_council then by_staff end,
         'dispute:' || what, 'dispute', d.id, d.reference, case when party.id <> by_council then
           'By ' || (select c.name from commons.councils c where c.id = by_council) end
    from unnest(array[d.opener_id, d.other_id]) party (id);
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at, attempts)
  select system.new_id(), party.id, fact, 'dispute', d.id, transaction_timestamp(), 0
    from unnest(array[d.opener_id, d.other_id]) party (id)
   where party.id is distinct from by_council or fact = 'dispute_escalated';
end $$;

-- Begins one, as the council of the pass: about a handoff between it and another, or about something at the boundary with
-- `other`. `said`: `reference`, `offer` or else `other`, `kind` and `area`; `lead`, `reason`, `words`; `answer_by`,
-- `settle_by`. Returns 'done', or why not; NULL where there is no such handoff of theirs. Where no agreement allows to inform
-- them of such a thing, the information-governance leads of the council that asks are told: what it says is a reason alone.
create or replace function crossing.dispute_open(the_dispute uuid, said jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); o crossing.offers%rowtype; them uuid := (said ->> 'other')::uuid;
  lead uuid := (said ->> 'lead')::uuid; words text := coalesce(said ->> 'words', ''); wrong text;
  now timestamptz := transaction_timestamp();
begin
  if me[1] is null then return null; end if;
  if said ? 'offer' then
    select f.* into o from crossing.offers f
     where f.id = (said ->> 'offer')::uuid and me[1] in (f.sender_id, f.receiver_id) for update;
    if not found then return null; end if;
    if o.verb = 'inform' or not o.state in ('sent', 'acknowledged', 'queried', 'accepted', 'conference_held', 'declined') then
      return 'changed'; end if;
    if exists (select from crossing.disputes d where d.offer_id = o.id and d.state in ('asked', 'more_asked')) then
      return 'disputed_already'; end if;
    them := case o.sender_id when me[1] then o.receiver_id else o.sender_id end;
  end if;
  if them = me[1] or not exists (select from commons.councils c where c.id = them) then return 'nobody'; end if;
  wrong := coalesce(crossing.dispute_lead(lead, me[1], them), crossing.dispute_words(me[1], o.id, 'open', words));
  if wrong is not null then return wrong; end if;
  if not coalesce((said ->> 'answer_by')::timestamptz > now and (said ->> 'settle_by')::timestamptz > now, false) then
    return 'when'; end if;
  insert into crossing.disputes (id, opener_id, other_id, reference, offer_id, kind, area, state, proposed_id, proposed_by_id,
      reason, waits_id, opened_at, answer_by, settle_by, changed_at)
  values (the_dispute, me[1], them, said ->> 'reference', o.id, coalesce(o.kind, said ->> 'kind'),
      case when o.id is null then said ->> 'area' else o.area end, 'asked', lead, me[1], said ->> 'reason', them, now,
      (said ->> 'answer_by')::timestamptz, (said ->> 'settle_by')::timestamptz, now)
  on conflict (reference) do nothing;
  if not found then return 'reference_taken'; end if;
  perform crossing.dispute_note(the_dispute, me[1], me[2], 'open', lead, said ->> 'reason', words, 'dispute_opened');
  if crossing.agreement_for(me[1], them, 'inform', coalesce(o.kind, said ->> 'kind')) is null then
    insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
    values (system.new_id(), me[1], 'dispute_without_agreement', 'dispute', the_dispute, me[2], now, 0);
  end if;
  return 'done';
end $$;

-- Does one thing in a dispute, as the council of the pass. `said`: what belongs to it (`words`; to agree or decide `lead`; to
-- propose `lead` and `reason`; `answer_by` of whatever the other side is to answer). Returns 'done', or why not; NULL where
-- there is nothing of theirs under this id.
create or replace function crossing.dispute_act(the_dispute uuid, what text, said jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); d crossing.disputes%rowtype; after text; wrong text;
  lead uuid := (said ->> 'lead')::uuid; words text := coalesce(said ->> 'words', ''); due timestamptz;
  now timestamptz := transaction_timestamp();
begin
  select x.* into d from crossing.disputes x where x.id = the_dispute and me[1] in (x.opener_id, x.other_id) for update;
  if not found then return null; end if;
  after := crossing.dispute_next(d.state, d.waits_id = me[1], d.opener_id = me[1], what);
  if after is null then return 'changed'; end if;
  if what in ('propose', 'decide') then wrong := crossing.dispute_lead(lead, d.opener_id, d.other_id); end if;
  wrong := coalesce(wrong, crossing.dispute_words(me[1], d.offer_id, what, words));
  if wrong is not null then return wrong; end if;
  if what in ('propose', 'ask_more', 'tell_more') then
    due := (said ->> 'answer_by')::timestamptz;
    if not coalesce(due > now, false) then return 'when'; end if;
    d.answer_by := due; d.waits_id := case me[1] when d.opener_id then d.other_id else d.opener_id end;
  end if;

  case what
  when 'agree' then
    -- To what they read, and to nothing that was proposed since.
    if lead is distinct from d.proposed_id then return 'changed'; end if;
    d.lead_id := lead;
  when 'propose' then
    if lead = d.proposed_id then return 'same'; end if;
    d.proposed_id := lead; d.proposed_by_id := me[1]; d.reason := said ->> 'reason';
  when 'escalate' then
    if d.escalated_at is not null then return 'changed'; end if;
    d.escalated_at := now;
  when 'decide' then
    if d.escalated_at is null then return 'changed'; end if;
    if not exists (select from council.staff s where s.tenant_id = me[1] and s.id = me[2]
                      and 'team_manager' = any (s.roles)) then return 'not_a_manager'; end if;
    if me[1] = d.opener_id then d.opener_decides_id := lead; else d.other_decides_id := lead; end if;
    if d.opener_decides_id = d.other_decides_id then after := 'decided'; d.lead_id := lead; end if;
  else null;
  end case;
  if after in ('agreed', 'decided', 'withdrawn') then d.over_at := now; end if;
  update crossing.disputes x set (state, proposed_id, proposed_by_id, reason, waits_id, opener_decides_id, other_decides_id,
      lead_id, answer_by, escalated_at, over_at, changed_at) = (after, d.proposed_id, d.proposed_by_id, d.reason, d.waits_id,
      d.opener_decides_id, d.other_decides_id, d.lead_id, d.answer_by, d.escalated_at, d.over_at, now)
   where x.id = d.id;
  perform crossing.dispute_note(d.id, me[1], me[2], what, lead, case when what = 'propose' then said ->> 'reason' end, words,
                                case what when 'escalate' then 'dispute_escalated' else 'dispute_changed' end);
  return 'done';
end $$;

-- Puts what is late before the managers of both: in the job of either council, once. False where it is not late, or is over.
create or replace function crossing.dispute_raise(the_dispute uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := identity.council_as('job');
begin
  update crossing.disputes d set escalated_at = transaction_timestamp(), changed_at = transaction_timestamp()
   where d.id = the_dispute and me in (d.opener_id, d.other_id) and d.state in ('asked', 'more_asked')
     and d.escalated_at is null and least(d.answer_by, d.settle_by) <= transaction_timestamp();
  if not found then return false; end if;
  perform crossing.dispute_note(the_dispute, null, null, 'escalate', null, null, '', 'dispute_escalated');
  return true;
end $$;

-- Every dispute that the caller may read by the policies of the table, as `crossing.ours()` is of offers.
create or replace function crossing.our_disputes() returns setof crossing.disputes
language sql stable as $$
  select d.* from crossing.disputes d
$$;
