-- What somebody of a partner organisation refers, and what they may know of it afterwards. Their pass sees neither
-- referrals nor what is written about them; these functions are the whole of it. Each asks anew for whom they refer, so
-- that an end of the organisation, or of their work there, counts from the next statement on.

-- Who refers, for which organisation; nobody once either has ended. For the functions beside it alone.
create or replace function tenants.referring_partner()
returns table (tenant_id uuid, staff_id uuid, organisation_id uuid, name text, kind text)
language sql stable as $$
  select me.tenant_id, me.id, o.id, o.name, o.kind
    from council.staff me
    join council.partner_organisations o on o.tenant_id = me.tenant_id and o.id = me.organisation_id
   where array[me.tenant_id, me.id] = (select identity.opened_as('partner'))
     and me.ended_at is null and o.ended_at is null
$$;

-- As what they refer: the kind of their organisation, and the council's lawful basis, empty where it chose none. No row:
-- they refer nothing.
create or replace function tenants.referring_as()
returns table (kind text, basis text, words text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select me.kind, p.basis, p.words
    from tenants.referring_partner() me
    left join council.referring_policies p on p.tenant_id = me.tenant_id
     and p.id = (select c.id from council.referring_policies c where c.tenant_id = me.tenant_id
                  order by c.chosen_at desc, c.id desc limit 1)
$$;

-- Their own receipts, newest first, or the one that is called so: what they said where, and how far it is. Never what was
-- decided, nor what the record is called by now. Of whoever else works there, nothing.
create or replace function tenants.referred_by_partner(known_as text)
returns table (id uuid, statement_id uuid, reference text, subject text, said jsonb, danger text,
               sent_at timestamptz, settled boolean, asked boolean, unread boolean, due_at timestamptz,
               lang text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.id, s.id, r.reference, s.subject,
         jsonb_build_object('where_said', s.where_said, 'address', s.address, 'online_handle', s.online_handle),
         s.danger, s.sent_at,
         r.outcome is not null or r.state = 'withdrawn',
         r.state = 'waiting' and r.asked is not distinct from 'reporter',
         r.state = 'new',
         case when r.outcome is null and r.state <> 'withdrawn' and r.paused_at is null then r.decision_due_at end, s.lang
    from tenants.referring_partner() me
    join tenants.statements s on (s.tenant_id, s.staff_id, s.organisation_id) = (me.tenant_id, me.staff_id, me.organisation_id)
    join tenants.referrals r on (r.tenant_id, r.id) = (s.tenant_id, s.referral_id)
   where known_as is null or r.reference = known_as
   order by s.sent_at desc, s.id desc limit 500
$$;

-- What was written since about the one that is called so, oldest first: by the council to them, and by them.
create or replace function tenants.letters_to_partner(known_as text)
returns table (kind text, body text, at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.kind, m.body, m.at
    from tenants.referring_partner() me
    join tenants.statements s on (s.tenant_id, s.staff_id, s.organisation_id) = (me.tenant_id, me.staff_id, me.organisation_id)
    join tenants.referrals r on (r.tenant_id, r.id) = (s.tenant_id, s.referral_id)
    join tenants.report_messages m on (m.tenant_id, m.statement_id) = (s.tenant_id, s.id)
   where r.reference = known_as
   order by m.at, m.id
$$;

-- Puts what they wrote before the front door, as a referral like every other. Whose it is, when it came and under which
-- reference is said here. The same id again with the same answers is the same referral, as long as it is theirs. No row:
-- they refer nothing, the id is another's, or it says something else already. A row without a reference: nobody reads at
-- the front door.
create or replace function tenants.refer_as_partner(referral uuid, about jsonb, said jsonb, people jsonb)
returns table (reference text, due_at timestamptz, fresh boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record; team uuid; drawn text; statement uuid := system.new_id(); now timestamptz := transaction_timestamp();
begin
  select p.* into me from tenants.referring_partner() p;
  if not found then return; end if;
  team := identity.read_at(me.tenant_id);
  if team is null then return query select null::text, null::timestamptz, false; return; end if;
  for attempt in 1..8 loop
    drawn := identity.draw_reference();
    insert into tenants.referrals (tenant_id, id, reference, route, source, subject_kind, title, harms, children, state,
        restricted, received_at, decision_due_at, paused_for, asked_whom, attention, team_id, rationale, no_reply_words,
        changed_at, version)
      select me.tenant_id, referral, drawn, 'partner', a.source, a.subject_kind, a.title, a.harms, a.children, 'new', false,
             now, a.due_at, interval '0', '', case when said ->> 'danger' = 'yes' then 'danger' end, team, '', '', now, 1
        from jsonb_to_record(about) a (source text, subject_kind text, title text, harms text[], children text,
                                       due_at timestamptz)
      on conflict do nothing;
    exit when found;
    drawn := null;
  end loop;
  if drawn is null then
    return query select mine.reference, mine.due_at, false
      from tenants.referred_by_partner(null) mine
      join tenants.statements s on (s.tenant_id, s.id) = (me.tenant_id, mine.statement_id)
      join tenants.referrals r on (r.tenant_id, r.id) = (me.tenant_id, mine.id)
      left join tenants.statement_people p on (p.tenant_id, p.statement_id) = (s.tenant_id, s.id)
     where mine.id = referral and to_jsonb(s) = to_jsonb(s) || (refer_as_partner.said - array['shown', 'names_masked'])
       and to_jsonb(r) = to_jsonb(r) || jsonb_build_object('harms', about -> 'harms', 'children', about -> 'children')
       and (p.id is null) = (people is null) and (people is null or to_jsonb(p) = to_jsonb(p) || people);
    return;
  end if;
  insert into tenants.statements
    select row_of.* from jsonb_populate_record(null::tenants.statements, said || jsonb_build_object(
      'tenant_id', me.tenant_id, 'id', statement, 'referral_id', referral, 'staff_id', me.staff_id,
      'organisation_id', me.organisation_id, 'organisation', me.name, 'sent_at', now)) row_of;
  if people is not null then
    insert into tenants.statement_people
      select row_of.* from jsonb_populate_record(null::tenants.statement_people, people || jsonb_build_object(
        'tenant_id', me.tenant_id, 'id', system.new_id(), 'statement_id', statement, 'at', now)) row_of;
  end if;
  insert into tenants.referral_events (tenant_id, id, referral_id, at, staff_id, verb, to_state, words)
    values (me.tenant_id, system.new_id(), referral, now, me.staff_id, 'receive', 'new', '');
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
    values (system.new_id(), me.tenant_id, 'referral_received', 'referral', referral, me.staff_id, now, 0);
  return query select drawn, (about ->> 'due_at')::timestamptz, true;
end $$;

-- Something more from them about the one that is called so: news, a question, or that they want to withdraw it, which is
-- a wish, said once and of what is not decided. False where it is none of theirs.
create or replace function tenants.add_as_partner(known_as text, sort text, words text, masked text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record; mine record; now timestamptz := transaction_timestamp();
begin
  select p.* into me from tenants.referring_partner() p;
  select m.* into mine from tenants.referred_by_partner(known_as) m where m.reference = known_as;
  if not found or sort is null or sort not in ('news', 'asks', 'withdrawal') then return false; end if;
  if sort = 'withdrawal' and (mine.settled or exists (select from tenants.report_messages m where m.tenant_id = me.tenant_id
      and m.statement_id = mine.statement_id and m.kind = 'withdrawal')) then return false; end if;
  insert into tenants.report_messages (tenant_id, id, statement_id, kind, body, shown, at, staff_id)
    values (me.tenant_id, system.new_id(), mine.statement_id, sort, words, masked, now, me.staff_id);
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
    values (system.new_id(), me.tenant_id,
            case when sort = 'withdrawal' then 'reporter_withdrew' else 'reporter_added_news' end, 'referral', mine.id,
            me.staff_id, now, 0);
  return true;
end $$;

-- The files that they put on the one that is called so, newest first. What others put there is not theirs to see, nor
-- what became of one that somebody took off.
create or replace function tenants.files_of_partner(known_as text)
returns table (id uuid, object_id uuid, name text, kind text, about text, size bigint, digest bytea, state text,
               added_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.id, f.object_id, f.name, f.kind, f.about, f.size, f.digest, f.state, f.added_at
    from tenants.referring_partner() me
    join tenants.referred_by_partner(known_as) mine on mine.reference = known_as
    join tenants.attachments f on (f.tenant_id, f.record_id, f.added_by) = (me.tenant_id, mine.id, me.staff_id)
   where f.record_kind = 'referral' and f.taken_off_at is null
   order by f.added_at desc, f.id desc
$$;

-- More files of theirs on it; their bytes are in the store already. `waiting`: for the virus scanner. The front door is
-- told by the message that goes with them. False where it is none of theirs.
create or replace function tenants.add_files_as_partner(known_as text, line text, given jsonb, waiting boolean)
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me record; mine record; now timestamptz := transaction_timestamp();
begin
  select p.* into me from tenants.referring_partner() p;
  select m.* into mine from tenants.referred_by_partner(known_as) m where m.reference = known_as;
  if not found or waiting is null then return false; end if;
  update tenants.referrals r set version = r.version + 1, changed_at = now where r.tenant_id = me.tenant_id and r.id = mine.id;
  insert into tenants.attachments (tenant_id, id, record_kind, record_id, object_id, name, kind, about, size, digest, state,
      added_at, added_by)
    select me.tenant_id, f.id, 'referral', mine.id, f.object_id, f.name, f.kind, f.about, f.size, f.digest,
           case when waiting then 'waiting' else 'unscanned' end, now, me.staff_id
      from jsonb_to_recordset(given) f (id uuid, object_id uuid, name text, kind text, about text, size bigint, digest bytea);
  insert into tenants.referral_events (tenant_id, id, referral_id, at, staff_id, verb, from_state, to_state, words)
    select me.tenant_id, system.new_id(), mine.id, now, me.staff_id, 'add_file', r.state, r.state, line
      from tenants.referrals r where r.tenant_id = me.tenant_id and r.id = mine.id;
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
    select system.new_id(), me.tenant_id, 'files_due', 'referral', mine.id, me.staff_id, now, 0 where waiting;
  return true;
end $$;
