-- Joint concerns: each function says itself who acts, writes the rows that several councils read, an entry in the trail of
-- every council concerned, and a fact for their workers. `councils` of a row is who may see it. What one council may not
-- see is not counted for it either: lines and parts have no numbers.

-- How the kind of a joint concern is called where agreements name kinds.
create or replace function crossing.joint_crossing(of_kind text) returns text
language sql immutable as $$
  select case of_kind when 'place' then 'border_place' when 'school' then 'school_pupils' else of_kind end
$$;

-- Whether a council works on it at this moment: it has joined, and the agreement under which it did is in force.
create or replace function crossing.joint_stands(the_concern uuid, the_council uuid) returns boolean
language sql stable as $$
  select exists (select from crossing.joint_parties p
    where p.concern_id = the_concern and p.council_id = the_council and p.state = 'joined'
      and (p.agreement_id is null
           or crossing.agreement_for(p.invited_by, p.council_id, 'work_jointly', crossing.joint_crossing(p.kind))
              is not null))
$$;

-- The same, for whoever may read that council's side: the agreement may be one of two others, which they can't read.
create or replace function crossing.joint_stands_beside(the_concern uuid, the_council uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select crossing.joint_stands(the_concern, the_council) and exists (select from crossing.joint_parties p
    where p.concern_id = the_concern and p.council_id = the_council
      and coalesce(identity.council_as('session'), identity.council_as('job')) = any (p.councils))
$$;

-- Whether `owner` may show `reader` what is its own in this one: under an agreement of the two, because the one joined for
-- the other's reason, or for a reason that the owner has given here since. What others agreed with each of them does not
-- count between these two.
create or replace function crossing.joint_agreed(the_concern uuid, owner uuid, reader uuid) returns boolean
language sql stable as $$
  select exists (select from crossing.joint_concerns c where c.id = the_concern
      and crossing.agreement_for(owner, reader, 'work_jointly', crossing.joint_crossing(c.kind)) is not null)
    or exists (select from crossing.joint_parties p where p.concern_id = the_concern and p.state = 'joined'
      and p.agreement_id is null and array[p.council_id, p.invited_by] in (array[owner, reader], array[reader, owner]))
    or exists (select from crossing.joint_steps s where s.concern_id = the_concern and s.council_id = owner
      and s.verb = 'reason' and reader = any (s.councils))
$$;

-- The same, for one of the two.
create or replace function crossing.joint_agreed_beside(the_concern uuid, owner uuid, reader uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(identity.council_as('session'), identity.council_as('job')) in (owner, reader)
     and (owner = reader or crossing.joint_agreed(the_concern, owner, reader))
$$;

-- Of the councils that would see a part of this owner's, themselves or by a partner whom they let in: those to which it may
-- not show it without a reason.
create or replace function crossing.joint_unagreed(the_concern uuid, owner uuid, seen uuid[], partners uuid[])
returns setof uuid
language sql stable as $$
  select e.id
    from (select s.id from unnest(seen) s (id)
          union select g.council_id from crossing.joint_guests g
           where g.id = any (partners) and g.concern_id = the_concern) e
   where e.id <> owner and crossing.joint_stands(the_concern, e.id)
     and not crossing.joint_agreed(the_concern, owner, e.id)
$$;

-- Of these councils those that work on it now and may be shown what is this owner's, with itself; and of these partners
-- those whose time is not over, let in by one of them.
create or replace function crossing.joint_readers(the_concern uuid, owner uuid, seen uuid[]) returns uuid[]
language sql stable as $$
  select array(select e.id from unnest(seen) with ordinality e (id, no) where e.id = owner
     or (crossing.joint_stands(the_concern, e.id) and crossing.joint_agreed(the_concern, owner, e.id)) order by e.no)
$$;

create or replace function crossing.joint_partners(the_concern uuid, owner uuid, partners uuid[]) returns uuid[]
language sql stable as $$
  select array(select e.id from unnest(partners) with ordinality e (id, no)
    join crossing.joint_guests g on g.id = e.id and g.concern_id = the_concern
   where g.ended_at is null and g.until_at > transaction_timestamp()
     and crossing.joint_readers(the_concern, owner, array[g.council_id]) <> '{}' order by e.no)
$$;

-- What the caller may read of joint concerns by the policies of the tables, for lists that join it with the council's own
-- rows: see `crossing.ours`. As columns, and not as rows of the tables, which could not be dropped beneath them.
create or replace function crossing.our_joint_concerns()
returns table (id uuid, title text, closed_at timestamptz, lead_id uuid, proposed_lead_id uuid, proposed_by_id uuid)
language sql stable as $$
  select c.id, c.title, c.closed_at, c.lead_id, c.proposed_lead_id, c.proposed_by_id from crossing.joint_concerns c
$$;

create or replace function crossing.our_joint_parties()
returns table (id uuid, council_id uuid, reference text, state text)
language sql stable as $$
  select p.id, p.council_id, p.reference, p.state from crossing.joint_parties p
$$;

create or replace function crossing.our_contributions()
returns table (id uuid, concern_id uuid, council_id uuid, kind text, state text, due_on date, done_at timestamptz,
               doer_id uuid)
language sql stable as $$
  select x.id, x.concern_id, x.council_id, x.kind, x.state, x.due_on, x.done_at, x.doer_id from crossing.contributions x
$$;

-- Why this council can add nothing now, NULL where it can. Whoever has asked holds the concern's row until they commit.
create or replace function crossing.joint_barred(the_concern uuid, the_council uuid) returns text
language plpgsql volatile as $$
declare
  c crossing.joint_concerns%rowtype;
begin
  select j.* into c from crossing.joint_concerns j
   where j.id = the_concern and the_council = any (j.councils) for update;
  if not found then return 'gone'; end if;
  if c.closed_at is not null then return 'closed'; end if;
  if not crossing.joint_stands(the_concern, the_council) then return 'stopped'; end if;
  return null;
end $$;

-- Whether all of these work on it now: councils that stand, partners whose time is not over.
create or replace function crossing.joint_may_see(the_concern uuid, seen uuid[], partners uuid[]) returns boolean
language sql stable as $$
  select not exists (select from unnest(seen) each (id) where not crossing.joint_stands(the_concern, each.id))
     and not exists (select from unnest(partners) each (id) where not exists (
       select from crossing.joint_guests g where g.id = each.id and g.concern_id = the_concern
          and g.ended_at is null and g.until_at > transaction_timestamp()))
$$;

-- An entry in one council's trail, and a fact for its workers: ids and a reference.
create or replace function crossing.joint_tell(the_council uuid, acting uuid, by_staff uuid, did text, the_concern uuid,
                                               fact text) returns void
language plpgsql volatile as $$
declare
  known_as text;
begin
  select c.reference into known_as from crossing.joint_concerns c where c.id = the_concern;
  insert into audit.entries (tenant_id, id, at, staff_id, action, subject_kind, subject_id, reference, why)
  values (the_council, system.new_id(), transaction_timestamp(), case when the_council = acting then by_staff end,
          'joint:' || did, 'joint', the_concern, known_as,
          case when the_council <> acting then 'By ' || (select c.name from commons.councils c where c.id = acting) end);
  if the_council = acting then return; end if;
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
  values (system.new_id(), the_council, fact, 'joint', the_concern, null, transaction_timestamp(), 0);
end $$;

-- A line that these councils read, in the trail of each. Whose agreement is over reads its own lines alone, and who is to
-- lead.
create or replace function crossing.joint_note(the_concern uuid, acting uuid, by_staff uuid, named text, did text,
                                               who uuid[], said text, of_part uuid) returns void
language plpgsql volatile as $$
declare
  readers uuid[] := array(select w.id from unnest(who) with ordinality w (id, no)
      where did in ('propose_lead', 'take_lead', 'refuse_lead') or w.id = acting
         or crossing.joint_stands(the_concern, w.id) order by w.no);
begin
  insert into crossing.joint_steps (council_id, councils, id, concern_id, part_id, at, verb, by_name, words)
  values (acting, readers, system.new_id(), the_concern, of_part, transaction_timestamp(), did,
          coalesce(named, (select s.display_name from council.staff s where s.tenant_id = acting and s.id = by_staff), ''),
          said);
  perform crossing.joint_tell(each.id, acting, by_staff, did, the_concern,
                              case did when 'propose_lead' then 'joint_lead_asked' else 'joint_changed' end)
     from (select distinct r.id from unnest(readers) r (id)) each;
end $$;

-- One manifest, byte for byte the same, into the receipts and trails of these councils: of a part (its hash, whose it is,
-- who sees it, how long), or of the concern as a whole. It says nothing of other parts, and has no number for that reason.
-- Whose agreement is over gets the proof that something is gone, and no other; the lead, that it has closed it. Whoever
-- calls this holds the concern's row: the receipts of each council are numbered one by one.
create or replace function crossing.joint_issue(the_concern uuid, of_part uuid, of_what text, who uuid[]) returns void
language plpgsql volatile as $$
declare
  c crossing.joint_concerns%rowtype; receipt uuid := system.new_id(); manifest text; hash bytea;
begin
  select j.* into c from crossing.joint_concerns j where j.id = the_concern;
  who := array(select w.id from unnest(who) w (id)
      where of_what in ('joint_withdrawn', 'joint_expired', 'joint_left') or w.id = c.lead_id
         or crossing.joint_stands(c.id, w.id));
  manifest := crossing.canonical(jsonb_build_object(
    'form', 'commonground receipt 1', 'receipt', receipt, 'what', of_what, 'crossing', c.id, 'reference', c.reference,
    'verb', 'work_jointly', 'kind', c.kind, 'made_at', audit.written(transaction_timestamp()),
    'lead', (select jsonb_build_object('id', l.id, 'name', l.name) from commons.councils l where l.id = c.lead_id),
    'parties', (select jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name) order by l.name, l.id)
                  from commons.councils l where l.id = any (who)),
    'part', (select jsonb_build_object('id', p.id, 'kind', p.kind, 'hash', encode(p.digest, 'hex'),
                'file', encode(p.file_digest, 'hex'), 'owner', p.council_id, 'by', p.by_name, 'added_at', audit.written(p.at),
                'keep_until', to_char(p.keep_until, 'YYYY-MM-DD'), 'state', p.state,
                'over_at', case when p.over_at is not null then audit.written(p.over_at) end,
                'partners', (select coalesce(jsonb_agg(g.label order by g.label, g.id), '[]')
                               from crossing.joint_guests g where g.id = any (p.guests)))
               from crossing.contributions p where p.id = of_part)));
  hash := sha256(convert_to(manifest, 'UTF8'));
  insert into council.receipts (tenant_id, id, crossing_id, reference, no, what, manifest, digest, made_at)
  select w.id, receipt, c.id, c.reference, (select coalesce(max(r.no), 0) + 1 from council.receipts r
         where r.tenant_id = w.id and r.crossing_id = c.id), of_what, manifest, hash, transaction_timestamp()
    from (select distinct e.id from unnest(who) e (id)) w;
  insert into audit.entries (tenant_id, id, at, action, subject_kind, subject_id, reference, why)
  select w.id, system.new_id(), transaction_timestamp(), 'joint:receipt', 'joint', c.id, c.reference,
         'SHA-256 ' || encode(hash, 'hex')
    from (select distinct e.id from unnest(who) e (id)) w;
end $$;

-- Whose it is in a council: the team, and who speaks for the council. False where there is no such team or colleague.
create or replace function crossing.joint_link(the_council uuid, the_concern uuid, known_as text, of_kind text, said jsonb)
returns boolean
language plpgsql volatile as $$
declare
  its_context uuid := (said ->> 'context')::uuid;
begin
  if not exists (select from council.staff s join council.teams t on t.tenant_id = s.tenant_id
      and t.id = (said ->> 'team')::uuid where s.tenant_id = the_council and s.id = (said ->> 'coordinator')::uuid
      and s.ended_at is null and s.organisation_id is null) then return false; end if;
  insert into tenants.joint_links (tenant_id, id, reference, kind, team_id, coordinator_id, our_context_id, since)
  values (the_council, the_concern, known_as, of_kind, (said ->> 'team')::uuid, (said ->> 'coordinator')::uuid,
          (select x.id from tenants.contexts x where x.tenant_id = the_council and x.id = its_context),
          transaction_timestamp())
  on conflict (tenant_id, id) do update set team_id = excluded.team_id, coordinator_id = excluded.coordinator_id,
     our_context_id = coalesce(excluded.our_context_id, tenants.joint_links.our_context_id), over_at = null;
  return true;
end $$;

-- Puts one part in. `said`: kind, words, codes, councils and guests that see it, about, due_on, doer_id, doer, keep_days;
-- and of a document that goes along `file`: object_id, kind, size, digest. The hash of the part covers that of its bytes.
create or replace function crossing.joint_put(the_concern uuid, part uuid, acting uuid, by_staff uuid, by_guest uuid,
                                              named text, said jsonb) returns text
language plpgsql volatile as $$
declare
  seen uuid[] := array(select e.id::uuid from jsonb_array_elements_text(coalesce(said -> 'councils', '[]')) e (id));
  partners uuid[] := array(select e.id::uuid from jsonb_array_elements_text(coalesce(said -> 'guests', '[]')) e (id));
  marks text[] := array(select e.code from jsonb_array_elements_text(coalesce(said -> 'codes', '[]')) e (code));
  whole uuid[]; days integer; about uuid := (said ->> 'about_id')::uuid; who text;
begin
  whole := acting || array_remove(seen, acting);
  -- What coordinators say to each other no partner reads.
  if not crossing.joint_may_see(the_concern, whole, partners) or (said ->> 'kind' = 'message' and partners <> '{}') then
    return 'not_there'; end if;
  if exists (select from crossing.joint_unagreed(the_concern, acting, whole, partners)) then
    return 'reason_missing'; end if;
  if not coalesce((said ->> 'doer_id')::uuid, acting) = any (whole) then return 'not_there'; end if;
  if about is not null and not exists (select from crossing.contributions x where x.id = about
      and x.concern_id = the_concern and acting = any (x.councils) and x.state = 'stands') then return 'not_there'; end if;
  -- What several have made together is kept as long as the first of them keeps its own.
  select least((said ->> 'keep_days')::integer, min(p.keep_days)) into days from crossing.joint_parties p
   where p.concern_id = the_concern and p.state = 'joined'
     and p.council_id = any (case when said ->> 'kind' in ('meeting', 'minutes') then whole else array[acting] end);
  who := coalesce(named, (select s.display_name from council.staff s where s.tenant_id = acting and s.id = by_staff), '');
  insert into crossing.contributions (council_id, councils, id, concern_id, guests, guest_id, kind, words, codes, about_id,
      due_on, doer_id, doer, by_name, at, keep_until, file_object_id, file_kind, file_size, file_digest, digest, state)
  values (acting, whole, part, the_concern, partners, by_guest, said ->> 'kind', said ->> 'words', marks, about,
      (said ->> 'due_on')::date, (said ->> 'doer_id')::uuid, coalesce(said ->> 'doer', ''), who, transaction_timestamp(),
      (transaction_timestamp() at time zone 'Europe/London')::date + days,
      (said #>> '{file,object_id}')::uuid, said #>> '{file,kind}', (said #>> '{file,size}')::bigint,
      decode(said #>> '{file,digest}', 'hex'),
      sha256(convert_to(crossing.canonical(jsonb_strip_nulls(jsonb_build_object('id', part, 'kind', said ->> 'kind',
             'words', said ->> 'words', 'codes', to_jsonb(marks), 'file', said #>> '{file,digest}'))), 'UTF8')), 'stands');
  perform crossing.joint_note(the_concern, acting, by_staff, named, 'add', whole, '', part);
  perform crossing.joint_issue(the_concern, part, 'joint_shared', whole);
  return 'done';
end $$;

-- Takes one part back: no word of it is left, and whoever saw it has proof of that. A worker of its council takes the bytes
-- of its document away: nothing names them any more.
create or replace function crossing.joint_erase(part uuid, how text, by_staff uuid, named text, said text) returns void
language plpgsql volatile as $$
declare
  p crossing.contributions%rowtype;
begin
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
  select system.new_id(), x.council_id, 'files_due', 'joint_file', x.file_object_id, null, transaction_timestamp(), 0
    from crossing.contributions x where x.id = part and x.file_object_id is not null;
  update crossing.contributions x set words = '', codes = '{}', doer = '', came_of = '', file_object_id = null,
         file_kind = null, file_size = null, state = how, over_at = transaction_timestamp(), over_words = said
   where x.id = part returning x.* into p;
  perform crossing.joint_note(p.concern_id, p.council_id, by_staff, named, how, p.councils, said, p.id);
  perform crossing.joint_issue(p.concern_id, p.id, 'joint_' || how, p.councils);
end $$;

-- Begins one, as the council of the pass, which leads it. `said`: reference, kind, title, harms, area, team, coordinator,
-- context, keep_days. Returns 'done', or why not; NULL without a pass.
create or replace function crossing.joint_open(the_concern uuid, said jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); now timestamptz := transaction_timestamp();
  of_harms text[] := array(select e.code from jsonb_array_elements_text(said -> 'harms') e (code));
begin
  if me is null then return null; end if;
  if not crossing.joint_link(me[1], the_concern, said ->> 'reference', said ->> 'kind', said) then return 'nobody'; end if;
  insert into crossing.joint_concerns (lead_id, councils, id, reference, kind, title, harms, area, made_at)
  values (me[1], array[me[1]], the_concern, said ->> 'reference', said ->> 'kind', said ->> 'title', of_harms,
          said ->> 'area', now)
  on conflict do nothing;
  if not found then return 'reference_taken'; end if;
  insert into crossing.joint_parties (council_id, councils, id, concern_id, reference, kind, harms, area, state, coordinator,
      keep_days, invited_at, joined_at)
  select me[1], array[me[1]], system.new_id(), the_concern, said ->> 'reference', said ->> 'kind', of_harms, said ->> 'area',
         'joined', s.display_name, (said ->> 'keep_days')::integer, now, now
    from council.staff s where s.tenant_id = me[1] and s.id = (said ->> 'coordinator')::uuid;
  perform crossing.joint_note(the_concern, me[1], me[2], null, 'open', array[me[1]], '', null);
  return 'done';
end $$;

-- Does one thing with the whole of it, as the council of the pass: the lock of its row decides who was first. `said`: what
-- belongs to it (`words`; `council`; for accept and hand_on `team`, `coordinator`, `context`, `keep_days`; for close
-- `outcome`, `lessons`). Returns 'done', or why not; NULL where it is nothing of theirs.
create or replace function crossing.joint_act(the_concern uuid, what text, said jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); c crossing.joint_concerns%rowtype; p crossing.joint_parties%rowtype;
  other uuid := (said ->> 'council')::uuid; words text := coalesce(said ->> 'words', ''); agreement uuid; each uuid;
  rest uuid[]; now timestamptz := transaction_timestamp(); who uuid[]; stopped boolean;
begin
  if not exists (select from crossing.joint_parties x where x.concern_id = the_concern and x.council_id = me[1]
      and x.state in ('invited', 'joined')) then return null; end if;
  select j.* into c from crossing.joint_concerns j where j.id = the_concern for update;
  select x.* into p from crossing.joint_parties x
   where x.concern_id = the_concern and x.council_id = me[1] and x.state in ('invited', 'joined');
  if not found or (p.state = 'invited') <> (what in ('accept', 'decline')) then return 'changed'; end if;
  if c.closed_at is not null and what not in ('leave', 'hand_on') then return 'closed'; end if;
  stopped := p.state = 'joined' and not crossing.joint_stands(c.id, me[1]);
  -- Whoever leads can always see to it that another does, or end it: else nobody could go on, and it could not leave.
  if stopped and what not in ('leave', 'hand_on') and not (
      me[1] = c.lead_id and what in ('propose_lead', 'take_lead', 'refuse_lead', 'close')) then return 'stopped'; end if;
  if what in ('invite', 'take_back', 'close') and me[1] <> c.lead_id then return 'lead_only'; end if;
  who := c.councils;

  case what
  when 'invite' then
    if other is null or not exists (select from commons.councils k where k.id = other) then return 'nobody'; end if;
    if exists (select from crossing.joint_parties x where x.concern_id = c.id and x.council_id = other
        and x.state in ('invited', 'joined')) then return 'there_already'; end if;
    agreement := crossing.agreement_for(me[1], other, 'work_jointly', crossing.joint_crossing(c.kind));
    if agreement is null and words = '' then return 'no_agreement'; end if;
    insert into crossing.joint_parties (council_id, councils, id, concern_id, reference, kind, harms, area, state,
        invited_by, agreement_id, keep_days, invited_at)
    values (other, array[other] || c.councils, system.new_id(), c.id, c.reference, c.kind, c.harms, c.area, 'invited',
        me[1], agreement, 0, now);
    perform crossing.joint_tell(other, me[1], null, 'invite', c.id, 'joint_invited');
    if agreement is null then
      insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
      values (system.new_id(), me[1], 'joint_without_agreement', 'joint', c.id, me[2], now, 0);
    end if;
  when 'take_back' then
    update crossing.joint_parties x set state = 'taken_back', over_at = now
     where x.concern_id = c.id and x.council_id = other and x.state = 'invited';
    if not found then return 'changed'; end if;
    perform crossing.joint_tell(other, me[1], null, 'take_back', c.id, 'joint_changed');
  when 'accept' then
    if p.agreement_id is not null and crossing.agreement_for(p.invited_by, me[1], 'work_jointly',
        crossing.joint_crossing(c.kind)) is null then return 'no_agreement'; end if;
    if not crossing.joint_link(me[1], c.id, c.reference, c.kind, said) then return 'nobody'; end if;
    if p.agreement_id is null then
      insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
      values (system.new_id(), me[1], 'joint_without_agreement', 'joint', c.id, me[2], now, 0);
    end if;
    who := c.councils || me[1];
    update crossing.joint_parties x set councils = x.councils || me[1]
     where x.concern_id = c.id and x.state in ('invited', 'joined');
    update crossing.joint_parties x set state = 'joined', joined_at = now, keep_days = (said ->> 'keep_days')::integer,
           councils = who, coordinator = (select s.display_name from council.staff s
                                           where s.tenant_id = me[1] and s.id = (said ->> 'coordinator')::uuid)
     where x.id = p.id;
    update crossing.joint_guests g set councils = g.councils || me[1] where g.concern_id = c.id and g.ended_at is null;
    update crossing.joint_concerns j set councils = who where j.id = c.id;
  when 'decline' then
    if words = '' then return 'words_missing'; end if;
    update crossing.joint_parties x set state = 'declined', over_at = now where x.id = p.id;
    who := c.councils || me[1];
  when 'hand_on' then
    if not crossing.joint_link(me[1], c.id, c.reference, c.kind, said) then return 'nobody'; end if;
    update crossing.joint_parties x set coordinator = (select s.display_name from council.staff s
           where s.tenant_id = me[1] and s.id = (said ->> 'coordinator')::uuid) where x.id = p.id;
  when 'propose_lead' then
    if c.proposed_lead_id is not null or other is null or other = c.lead_id then return 'changed'; end if;
    if me[1] not in (c.lead_id, other) then return 'lead_only'; end if;
    if not crossing.joint_stands(c.id, other) then return 'not_there'; end if;
    update crossing.joint_concerns j set proposed_lead_id = other, proposed_by_id = me[1] where j.id = c.id;
  when 'take_lead' then
    if c.proposed_lead_id is null or me[1] = c.proposed_by_id or me[1] not in (c.lead_id, c.proposed_lead_id) then
      return 'changed'; end if;
    if not crossing.joint_stands(c.id, c.proposed_lead_id) then return 'not_there'; end if;
    update crossing.joint_concerns j set lead_id = c.proposed_lead_id, proposed_lead_id = null, proposed_by_id = null
     where j.id = c.id;
  when 'refuse_lead' then
    if c.proposed_lead_id is null or me[1] not in (c.lead_id, c.proposed_lead_id) then return 'changed'; end if;
    update crossing.joint_concerns j set proposed_lead_id = null, proposed_by_id = null where j.id = c.id;
  when 'leave' then
    if me[1] = c.lead_id and c.closed_at is null then return 'lead_first'; end if;
    for each in select x.id from crossing.contributions x
        where x.concern_id = c.id and x.council_id = me[1] and x.state = 'stands' order by x.id loop
      perform crossing.joint_erase(each, 'left', me[2], null, words);
    end loop;
    perform crossing.joint_issue(c.id, null, 'joint_left', c.councils);
    rest := array_remove(c.councils, me[1]);
    update crossing.joint_guests g set ended_at = now where g.concern_id = c.id and g.council_id = me[1]
       and g.ended_at is null;
    update tenants.joint_partners i set ended_at = now, ended_by = me[2]
     where i.tenant_id = me[1] and i.concern_id = c.id and i.ended_at is null;
    update tenants.joint_minutes m set words = '', state = 'returned' where m.tenant_id = me[1] and m.concern_id = c.id;
    update tenants.joint_links l set over_at = now where l.tenant_id = me[1] and l.id = c.id;
    update crossing.joint_guests g set councils = array_remove(g.councils, me[1])
     where g.concern_id = c.id and g.council_id <> me[1];
    update crossing.contributions x set councils = array_remove(x.councils, me[1]), doer_id = nullif(x.doer_id, me[1])
     where x.concern_id = c.id and x.council_id <> me[1];
    update crossing.joint_steps s set councils = array_remove(s.councils, me[1])
     where s.concern_id = c.id and s.council_id <> me[1];
    update crossing.joint_parties x set councils = array_remove(x.councils, me[1])
     where x.concern_id = c.id and x.council_id <> me[1];
    update crossing.joint_parties x set state = 'left', over_at = now where x.id = p.id;
    -- What is closed is led by nobody any more: so that its row is hidden from whoever has left, another stands there.
    update crossing.joint_concerns j set councils = rest,
           lead_id = case when j.lead_id = me[1] then coalesce(rest[1], me[1]) else j.lead_id end,
           proposed_lead_id = case when me[1] <> j.proposed_lead_id then j.proposed_lead_id end,
           proposed_by_id = case when me[1] <> j.proposed_lead_id then j.proposed_by_id end where j.id = c.id;
  when 'close' then
    if said ->> 'outcome' is null or words = '' or coalesce(said ->> 'lessons', '') = '' then
      return 'words_missing'; end if;
    update crossing.joint_parties x set state = 'taken_back', over_at = now
     where x.concern_id = c.id and x.state = 'invited';
    update crossing.joint_concerns j set closed_at = now, outcome = said ->> 'outcome', outcome_words = words,
           lessons = said ->> 'lessons', proposed_lead_id = null, proposed_by_id = null where j.id = c.id;
    perform crossing.joint_issue(c.id, null, 'joint_closed', c.councils);
  else return 'changed';
  end case;
  perform crossing.joint_note(c.id, me[1], me[2], null, what, who,
                              case when what in ('invite', 'decline', 'leave') then words else '' end, null);
  return 'done';
end $$;

-- Adds a part as the council of the pass. NULL where the concern is nothing of theirs.
create or replace function crossing.joint_add(the_concern uuid, part uuid, said jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); why text := crossing.joint_barred(the_concern, me[1]);
begin
  if why is not null then return nullif(why, 'gone'); end if;
  return crossing.joint_put(the_concern, part, me[1], me[2], null, null, said);
end $$;

-- Says why what is the council's own is shown to these councils, and to those who let these partners in, though no
-- agreement of the two allows it. Once for each of them: it stands in the history of both, and the information-governance lead of
-- whoever says it is told. NULL where the concern is nothing of theirs.
create or replace function crossing.joint_give_reason(the_concern uuid, seen uuid[], partners uuid[], said text)
returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); why text := crossing.joint_barred(the_concern, me[1]); reader uuid;
begin
  if why is not null then return nullif(why, 'gone'); end if;
  if said = '' then return 'reason_missing'; end if;
  for reader in select u.id from crossing.joint_unagreed(the_concern, me[1], seen, partners) u (id) loop
    perform crossing.joint_note(the_concern, me[1], me[2], null, 'reason', array[me[1], reader], said, null);
    insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, actor_id, occurred_at, attempts)
    values (system.new_id(), me[1], 'joint_without_agreement', 'joint', the_concern, me[2], transaction_timestamp(), 0);
  end loop;
  return 'done';
end $$;

-- Says anew who sees a part of one's own. Whoever saw it and does not any more is told that, and nothing else.
create or replace function crossing.joint_show(part uuid, seen uuid[], partners uuid[]) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); p crossing.contributions%rowtype; why text; whole uuid[];
begin
  select x.* into p from crossing.contributions x where x.id = part and x.council_id = me[1];
  if not found then return null; end if;
  why := crossing.joint_barred(p.concern_id, me[1]);
  if why is not null then return nullif(why, 'gone'); end if;
  select x.* into p from crossing.contributions x where x.id = part and x.state = 'stands' for update;
  if not found then return 'changed'; end if;
  whole := me[1] || array_remove(seen, me[1]);
  if not crossing.joint_may_see(p.concern_id, whole, partners) or (p.kind = 'message' and partners <> '{}') then
    return 'not_there'; end if;
  if exists (select from crossing.joint_unagreed(p.concern_id, me[1], whole, partners)) then
    return 'reason_missing'; end if;
  update crossing.contributions x set councils = whole, guests = partners,
         doer_id = case when x.doer_id = any (whole) then x.doer_id end where x.id = part;
  update crossing.joint_steps s set councils = whole where s.part_id = part;
  perform crossing.joint_note(p.concern_id, me[1], me[2], null, 'show', array(
            select distinct e.id from unnest(whole || p.councils) e (id)), '', null);
  perform crossing.joint_issue(p.concern_id, part, 'joint_shown', whole);
  return 'done';
end $$;

-- Everything that changes a part, a guest or the concern holds the concern's row first, those of several in the order of
-- their ids: two at once then wait for each other, and receipts are numbered one by one.

-- Takes a part of one's own back, whatever became of the rest: also one that is closed, or under an agreement that is over.
create or replace function crossing.joint_withdraw(part uuid, said text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); p crossing.contributions%rowtype;
begin
  perform from crossing.joint_concerns held where held.id in (
      select its.concern_id from crossing.contributions its where its.id = part and its.council_id = me[1])
    order by held.id for update;
  select x.* into p from crossing.contributions x where x.id = part and x.council_id = me[1] for update;
  if not found then return null; end if;
  if p.state <> 'stands' then return 'changed'; end if;
  perform crossing.joint_erase(part, 'withdrawn', me[2], null, said);
  return 'done';
end $$;

-- Says what came of a joint action: whoever does it, or whose it is. The words of whoever does another council's are a part
-- of its own, about the action, for those who see the action and may be shown what is its own, and for no partner.
create or replace function crossing.joint_done(part uuid, said text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); p crossing.contributions%rowtype; why text;
begin
  select x.* into p from crossing.contributions x
   where x.id = part and x.kind = 'action' and me[1] = any (x.councils) and me[1] in (x.council_id, x.doer_id);
  if not found then return null; end if;
  why := crossing.joint_barred(p.concern_id, me[1]);
  if why is not null then return nullif(why, 'gone'); end if;
  if said = '' then return 'words_missing'; end if;
  update crossing.contributions x
     set done_at = transaction_timestamp(), came_of = case when x.council_id = me[1] then said else '' end
   where x.id = part and x.state = 'stands' and x.done_at is null;
  if not found then return 'changed'; end if;
  if p.council_id <> me[1] then
    perform crossing.joint_put(p.concern_id, system.new_id(), me[1], me[2], null, null, jsonb_build_object(
      'kind', 'text', 'words', said, 'about_id', part,
      'councils', to_jsonb(crossing.joint_readers(p.concern_id, me[1], p.councils))));
  end if;
  perform crossing.joint_note(p.concern_id, me[1], me[2], null, 'do_action', p.councils, '', part);
  return 'done';
end $$;

-- What the second person says of minutes that nobody else has read yet: `publish` them to whoever sees the meeting and still
-- works on it, or give them back. Never one's own. NULL where no minutes of theirs wait under this id.
create or replace function crossing.joint_check(minutes uuid, verdict text, said text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); m tenants.joint_minutes%rowtype; p crossing.contributions%rowtype; why text;
begin
  perform from crossing.joint_concerns held where held.id in (
      select its.concern_id from tenants.joint_minutes its where its.tenant_id = me[1] and its.id = minutes)
    order by held.id for update;
  select x.* into m from tenants.joint_minutes x
   where x.tenant_id = me[1] and x.id = minutes and x.state = 'waiting' for update;
  if not found then return null; end if;
  if m.writer_id = me[2] then return 'own_minutes'; end if;
  if verdict = 'publish' then
    why := crossing.joint_barred(m.concern_id, me[1]);
    if why is not null then return nullif(why, 'gone'); end if;
    select x.* into p from crossing.contributions x where x.id = m.meeting_id and x.council_id = me[1]
       and x.concern_id = m.concern_id and x.kind = 'meeting' and x.state = 'stands';
    if not found then return 'changed'; end if;
    why := crossing.joint_put(m.concern_id, system.new_id(), me[1], m.writer_id, null, null, jsonb_build_object(
      'kind', 'minutes', 'words', m.words, 'codes', to_jsonb(m.attendance), 'about_id', p.id, 'keep_days', 730,
      'councils', to_jsonb(crossing.joint_readers(m.concern_id, me[1], p.councils)),
      'guests', to_jsonb(crossing.joint_partners(m.concern_id, me[1], p.guests))));
    if why <> 'done' then return why; end if;
  elsif said = '' then return 'words_missing';
  end if;
  update tenants.joint_minutes x set state = case verdict when 'publish' then 'published' else 'returned' end,
         words = case verdict when 'publish' then '' else x.words end, checker_id = me[2],
         checked_at = transaction_timestamp(), check_words = said where x.tenant_id = me[1] and x.id = minutes;
  perform crossing.joint_tell(me[1], me[1], me[2], 'check_minutes', m.concern_id, 'joint_changed');
  return 'done';
end $$;

-- Lets a partner organisation of the council of the pass in, or one person of it, until a day. `said`: organisation,
-- person, purpose, until. Of a peer group, the police never as a unit and never for long.
create or replace function crossing.joint_let_in(the_concern uuid, guest uuid, said jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); why text := crossing.joint_barred(the_concern, me[1]);
  o council.partner_organisations%rowtype; person uuid := (said ->> 'person')::uuid; of_kind text; now timestamptz := transaction_timestamp();
  until timestamptz := (said ->> 'until')::timestamptz;
begin
  if why is not null then return nullif(why, 'gone'); end if;
  select x.* into o from council.partner_organisations x
   where x.tenant_id = me[1] and x.id = (said ->> 'organisation')::uuid and x.ended_at is null;
  if not found then return 'nobody'; end if;
  if person is not null and not exists (select from council.staff s where s.tenant_id = me[1] and s.id = person
      and s.organisation_id = o.id and s.ended_at is null) then return 'nobody'; end if;
  select c.kind into of_kind from crossing.joint_concerns c where c.id = the_concern;
  if until <= now or until > now + interval '93 days' then return 'when'; end if;
  if of_kind = 'peer_group' and o.kind like 'police%' and (person is null or until > now + interval '29 days 1 hour') then
    return 'police'; end if;
  if exists (select from tenants.joint_partners i where i.tenant_id = me[1] and i.concern_id = the_concern
      and i.organisation_id = o.id and i.person_id is not distinct from person and i.ended_at is null
      and i.until_at > now) then return 'there_already'; end if;
  insert into tenants.joint_partners (tenant_id, id, concern_id, organisation_id, person_id, sponsor_id, purpose, since,
      until_at) values (me[1], guest, the_concern, o.id, person, me[2], said ->> 'purpose', now, until);
  insert into crossing.joint_guests (council_id, councils, id, concern_id, label, since, until_at)
  select me[1], c.councils, guest, the_concern, o.name, now, until from crossing.joint_concerns c where c.id = the_concern;
  perform crossing.joint_note(the_concern, me[1], me[2], null, 'let_in', c.councils, '', null)
     from crossing.joint_concerns c where c.id = the_concern;
  return 'done';
end $$;

-- Ends it, and says so to every council in it. NULL where this council has let nobody in under this id, or not any more.
create or replace function crossing.joint_out(guest uuid, acting uuid, by_staff uuid) returns text
language plpgsql volatile as $$
declare
  i tenants.joint_partners%rowtype;
begin
  update tenants.joint_partners x set ended_at = transaction_timestamp(), ended_by = by_staff
   where x.tenant_id = acting and x.id = guest and x.ended_at is null returning x.* into i;
  if not found then return null; end if;
  update crossing.joint_guests g set ended_at = i.ended_at where g.id = guest and g.council_id = acting;
  perform crossing.joint_note(i.concern_id, acting, by_staff, null, 'end_guest', c.councils, '', null)
     from crossing.joint_concerns c where c.id = i.concern_id;
  return 'done';
end $$;

-- From the partner's next request on, also where the concern is closed.
create or replace function crossing.joint_end_guest(guest uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session');
begin
  perform from crossing.joint_concerns held where held.id in (
      select its.concern_id from tenants.joint_partners its where its.tenant_id = me[1] and its.id = guest)
    order by held.id for update;
  return crossing.joint_out(guest, me[1], me[2]);
end $$;

-- Ends all that this partner organisation of the council's reads, and all that single people of it do. How many.
create or replace function crossing.joint_end_guests_of(organisation uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); each uuid; ended integer := 0;
begin
  perform from crossing.joint_concerns held where held.id in (select its.concern_id from tenants.joint_partners its
      where its.tenant_id = me[1] and its.organisation_id = organisation and its.ended_at is null)
    order by held.id for update;
  for each in select x.id from tenants.joint_partners x where x.tenant_id = me[1] and x.organisation_id = organisation
      and x.ended_at is null and x.until_at > transaction_timestamp() order by x.id loop
    perform crossing.joint_end_guest(each);
    ended := ended + 1;
  end loop;
  return ended;
end $$;

-- What whoever acts for a partner is let into now: as long as they and their organisation are the council's partner, their
-- time is not over, and the council works on it. For the functions beside it alone.
create or replace function crossing.joint_standing()
returns table (guest_id uuid, tenant_id uuid, concern_id uuid, label text, purpose text, until_at timestamptz,
               sponsor_id uuid)
language sql stable as $$
  select i.id, i.tenant_id, i.concern_id, o.name, i.purpose, i.until_at, i.sponsor_id
    from council.staff me
    join council.partner_organisations o on o.tenant_id = me.tenant_id and o.id = me.organisation_id
    join tenants.joint_partners i on i.tenant_id = me.tenant_id and i.organisation_id = o.id
   where array[me.tenant_id, me.id] = (select identity.opened_as('partner'))
     and me.ended_at is null and o.ended_at is null
     and i.ended_at is null and i.until_at > transaction_timestamp()
     and coalesce(i.person_id, me.id) = me.id and crossing.joint_stands(i.concern_id, i.tenant_id)
$$;

-- Each joint concern that a partner is let into, the first to end first.
create or replace function crossing.joint_shared_with_me()
returns table (guest_id uuid, id uuid, reference text, kind text, title text, harms text[], closed_at timestamptz,
               council text, sponsor text, purpose text, until_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.guest_id, c.id, c.reference, c.kind, c.title, c.harms, c.closed_at, k.name, s.display_name, i.purpose, i.until_at
    from crossing.joint_standing() i
    join crossing.joint_concerns c on c.id = i.concern_id
    join commons.councils k on k.id = i.tenant_id
    join council.staff s on s.tenant_id = i.tenant_id and s.id = i.sponsor_id
   order by i.until_at, i.guest_id
$$;

-- The parts of one that are marked for this partner, and those that it wrote itself: of councils that work on it now.
create or replace function crossing.joint_shared_parts(known_as text)
returns table (id uuid, council text, kind text, words text, codes text[], at timestamptz, by_name text, due_on date,
               doer text, done_at timestamptz, came_of text, keep_until date, state text, over_at timestamptz, mine boolean,
               council_id uuid, file_object_id uuid, file_kind text, file_size bigint, file_digest bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, k.name, p.kind, p.words, p.codes, p.at, p.by_name, p.due_on, p.doer, p.done_at, p.came_of, p.keep_until,
         p.state, p.over_at, p.guest_id is not distinct from i.guest_id,
         p.council_id, p.file_object_id, p.file_kind, p.file_size, p.file_digest
    from crossing.joint_standing() i
    join crossing.joint_concerns c on c.id = i.concern_id
    join crossing.contributions p on p.concern_id = c.id
    join commons.councils k on k.id = p.council_id
   where c.reference = known_as and (i.guest_id = any (p.guests) or i.guest_id = p.guest_id)
     and crossing.joint_stands(c.id, p.council_id)
     and (p.council_id = i.tenant_id or crossing.joint_agreed(c.id, p.council_id, i.tenant_id))
   order by p.at desc, p.id desc limit 200
$$;

-- Adds a part as a partner: it is the inviting council's own, and each council sees it that works on it now and to which
-- that one may show what is its own.
create or replace function crossing.joint_add_as_guest(known_as text, part uuid, said jsonb) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  i record; why text; whole uuid[];
begin
  select s.guest_id, s.tenant_id, s.concern_id, s.label, s.until_at into i from crossing.joint_standing() s
    join crossing.joint_concerns c on c.id = s.concern_id
   where c.reference = known_as order by s.until_at desc, s.guest_id limit 1;
  if not found then return null; end if;
  why := crossing.joint_barred(i.concern_id, i.tenant_id);
  if why is not null then return nullif(why, 'gone'); end if;
  select array_agg(e.id) into whole from crossing.joint_concerns c, unnest(c.councils) e (id)
   where c.id = i.concern_id and crossing.joint_stands(c.id, e.id)
     and (e.id = i.tenant_id or crossing.joint_agreed(c.id, i.tenant_id, e.id));
  return crossing.joint_put(i.concern_id, part, i.tenant_id, null, i.guest_id, i.label, jsonb_build_object(
    'kind', said ->> 'kind', 'words', said ->> 'words', 'codes', said -> 'codes', 'councils', to_jsonb(whole),
    'guests', jsonb_build_array(i.guest_id), 'keep_days', 730));
end $$;

-- Takes back what the partner itself has added.
create or replace function crossing.joint_withdraw_as_guest(part uuid, said text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  p crossing.contributions%rowtype; named text;
begin
  perform from crossing.joint_concerns held where held.id in (select its.concern_id from crossing.contributions its
      where its.id = part and its.guest_id in (select s.guest_id from crossing.joint_standing() s))
    order by held.id for update;
  select x.* into p from crossing.contributions x
   where x.id = part and x.guest_id in (select s.guest_id from crossing.joint_standing() s) for update;
  if not found then return null; end if;
  if p.state <> 'stands' then return 'changed'; end if;
  select s.label into named from crossing.joint_standing() s where s.guest_id = p.guest_id;
  perform crossing.joint_erase(part, 'withdrawn', null, named, said);
  return 'done';
end $$;

-- What the job's own council has added and keeps no longer; and whom of its partners it has let in until a moment that is
-- over, which is noted for everybody as if it were ended by hand. How many of both.
create or replace function crossing.joint_expire() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := identity.council_as('job'); each uuid; ended integer := 0;
begin
  perform from crossing.joint_concerns held where held.id in (
      select its.concern_id from crossing.contributions its where its.council_id = me and its.state = 'stands'
         and its.keep_until < (transaction_timestamp() at time zone 'Europe/London')::date
      union select gone.concern_id from tenants.joint_partners gone
       where gone.tenant_id = me and gone.ended_at is null and gone.until_at <= transaction_timestamp())
    order by held.id for update;
  for each in select x.id from crossing.contributions x where x.council_id = me and x.state = 'stands'
      and x.keep_until < (transaction_timestamp() at time zone 'Europe/London')::date order by x.id for update loop
    perform crossing.joint_erase(each, 'expired', null, null, '');
    ended := ended + 1;
  end loop;
  for each in select i.id from tenants.joint_partners i
      where i.tenant_id = me and i.ended_at is null and i.until_at <= transaction_timestamp() order by i.id loop
    perform crossing.joint_out(each, me, null);
    ended := ended + 1;
  end loop;
  return ended;
end $$;
