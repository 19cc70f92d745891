-- Agreements between councils, and whom councils list for each other. All named read an agreement; none puts in or changes
-- one but through these functions, which take who acts from the pass: so neither side signs for the other.

-- The agreement under which `one` may do this with `other` today; NULL without one. In force while both have signed,
-- neither has withdrawn, no newer version is there and its days are not over. For the functions beside it alone.
create or replace function crossing.agreement_for(one uuid, other uuid, of_verb text, of_kind text) returns uuid
language sql stable as $$
  select a.id
    from crossing.agreements a
    join crossing.agreement_signatures mine
      on mine.agreement_id = a.id and mine.council_id = one and mine.withdrawn_at is null
    join crossing.agreement_signatures theirs
      on theirs.agreement_id = a.id and theirs.council_id = other and theirs.withdrawn_at is null
   where (of_verb, true) in (('inform', a.inform), ('work_jointly', a.work_jointly), ('hand_over', a.hand_over))
     and (a.kinds = '{}' or of_kind = any (a.kinds)) and (a.ended_at is null or a.ended_at > transaction_timestamp())
     and a.from_on <= (transaction_timestamp() at time zone 'Europe/London')::date
     and (a.until_on is null or a.until_on >= (transaction_timestamp() at time zone 'Europe/London')::date)
   order by a.from_on desc, a.id desc limit 1
$$;

-- The council and the member of staff of a pass that may keep agreements, as `access/roles.py` says. Refused for everybody
-- else.
create or replace function crossing.acting_keeper() returns uuid[]
language plpgsql stable as $$
declare
  who uuid[] := identity.opened_as('session');
begin
  if not exists (select from council.staff st where array[st.tenant_id, st.id] = who
                    and st.roles && array['ig_lead', 'council_admin']) then
    raise exception 'this is for whoever keeps agreements' using errcode = 'insufficient_privilege';
  end if;
  return who;
end $$;

-- One council's signature, under the name of whoever acts and their job.
create or replace function crossing.put_signature(the_agreement uuid, me uuid[], the_job text) returns void
language sql volatile as $$
  insert into crossing.agreement_signatures (id, council_id, councils, agreement_id, signed_at, signed_by, signed_as)
  select system.new_id(), me[1], a.councils, a.id, transaction_timestamp(), st.display_name, the_job
    from crossing.agreements a, council.staff st
   where a.id = the_agreement and st.tenant_id = me[1] and st.id = me[2]
$$;

-- What was done stands in the trails of all councils named, in the others' without a name; and the others' workers get a
-- fact of it.
create or replace function crossing.note_agreement(the_agreement uuid, me uuid[], what text, fact text) returns void
language sql volatile as $$
  insert into audit.entries (tenant_id, id, at, staff_id, action, subject_kind, subject_id, why)
  select party.id, system.new_id(), transaction_timestamp(), case when party.id = me[1] then me[2] end,
         'keep_agreements:' || what, 'sharing_agreement', a.id, case when party.id <> me[1] then 'By ' || c.name end
    from crossing.agreements a, unnest(a.councils) party (id), commons.councils c
   where a.id = the_agreement and c.id = me[1];
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at, attempts)
  select system.new_id(), party.id, fact, 'sharing_agreement', a.id, transaction_timestamp(), 0
    from crossing.agreements a, unnest(a.councils) party (id)
   where a.id = the_agreement and party.id <> me[1]
$$;

-- The version before this one ends once everybody who holds themselves to it has signed this one: on the day on which this
-- one begins, so that there is none between them without either.
create or replace function crossing.end_replaced(the_newer uuid) returns void
language plpgsql volatile as $$
declare
  old uuid; begins timestamptz;
begin
  select n.replaces_id, n.from_on::timestamp at time zone 'Europe/London' into old, begins
    from crossing.agreements n where n.id = the_newer;
  -- Whoever withdraws from it meanwhile has it locked: one of the two sees what the other did.
  perform from crossing.agreements locked where locked.id = old for update;
  update crossing.agreements a set ended_at = greatest(transaction_timestamp(), begins)
   where a.id = old and a.ended_at is null
     and exists (select from crossing.agreement_signatures s where s.agreement_id = the_newer and s.withdrawn_at is null)
     and not exists (
         select from crossing.agreement_signatures was
          where was.agreement_id = old and was.withdrawn_at is null and not exists (
              select from crossing.agreement_signatures s
               where s.agreement_id = the_newer and s.council_id = was.council_id and s.withdrawn_at is null));
end $$;

-- Puts an agreement before the councils that it names, signed by the proposer's. `said`: its columns, as checked by
-- `agreements/rules.py`; `old`: of which it is a newer version. Returns 'done', or why not.
create or replace function crossing.propose_agreement(the_agreement uuid, said jsonb, the_job text, old uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := crossing.acting_keeper(); a crossing.agreements%rowtype; number integer := 1; named uuid[];
begin
  a := jsonb_populate_record(null::crossing.agreements, said);
  named := array(select c.id from commons.councils c where c.id = any (a.councils || me[1]) order by c.id);
  if cardinality(named) < 2 then return 'councils'; end if;
  if old is not null then
    perform from crossing.agreements x where x.id = old and me[1] = any (x.councils) and x.ended_at is null for update;
    if not found then return 'changed'; end if;
    if exists (select from crossing.agreement_signatures s
                where s.agreement_id = old and s.withdrawn_at is null and not s.council_id = any (named)) then
      return 'signers'; end if;
    if exists (select from crossing.agreements n join crossing.agreement_signatures s on s.agreement_id = n.id
                where n.replaces_id = old and s.withdrawn_at is null) then return 'newer'; end if;
    select max(x.version) + 1 into number from crossing.agreements x where old in (x.id, x.replaces_id);
  end if;
  insert into crossing.agreements (id, proposer_id, councils, name, region, version, replaces_id, inform, work_jointly,
                                   hand_over, kinds, words, from_on, until_on, proposed_at, proposed_by)
  select the_agreement, me[1], named, a.name, a.region, number, old, a.inform, a.work_jointly, a.hand_over, a.kinds, a.words,
         a.from_on, a.until_on, transaction_timestamp(), st.display_name
    from council.staff st where st.tenant_id = me[1] and st.id = me[2];
  perform crossing.put_signature(the_agreement, me, the_job);
  perform crossing.note_agreement(the_agreement, me, 'propose', 'agreement_proposed');
  perform crossing.end_replaced(the_agreement);
  return 'done';
end $$;

-- Signs for the council of the pass and for no other; a second press is one signature. Returns 'done', or 'over'; NULL where
-- there is no such agreement of theirs.
create or replace function crossing.sign_agreement(the_agreement uuid, the_job text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := crossing.acting_keeper(); a crossing.agreements%rowtype;
begin
  select x.* into a from crossing.agreements x where x.id = the_agreement and me[1] = any (x.councils) for update;
  if not found then return null; end if;
  if exists (select from crossing.agreement_signatures s
              where s.agreement_id = a.id and s.council_id = me[1] and s.withdrawn_at is null) then return 'done'; end if;
  if a.ended_at is not null or a.until_on < (transaction_timestamp() at time zone 'Europe/London')::date then
    return 'over'; end if;
  perform crossing.put_signature(a.id, me, the_job);
  perform crossing.note_agreement(a.id, me, 'sign', 'agreement_signed');
  perform crossing.end_replaced(a.id);
  return 'done';
end $$;

-- Takes back the signature of the council of the pass, at once. Returns 'done', or why not; NULL as above.
create or replace function crossing.withdraw_agreement(the_agreement uuid, words text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := crossing.acting_keeper();
begin
  perform from crossing.agreements x where x.id = the_agreement and me[1] = any (x.councils) for update;
  if not found then return null; end if;
  if words = '' then return 'words_missing'; end if;
  update crossing.agreement_signatures s
     set withdrawn_at = transaction_timestamp(), withdrawn_words = words, withdrawn_by = (
         select st.display_name from council.staff st where st.tenant_id = me[1] and st.id = me[2])
   where s.agreement_id = the_agreement and s.council_id = me[1] and s.withdrawn_at is null;
  if not found then return 'changed'; end if;
  perform crossing.note_agreement(the_agreement, me, 'withdraw', 'agreement_withdrawn');
  -- Who has left it need not sign the next one before that takes its place.
  perform crossing.end_replaced(n.id) from crossing.agreements n where n.replaces_id = the_agreement;
  return 'done';
end $$;

-- Lists a desk or a team of the keeper's own council for other councils, or changes one. `seen`: the version that was
-- changed; NULL for a new one. False where that stands no more, or is another council's.
create or replace function crossing.keep_contact(the_contact uuid, said jsonb, seen integer) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := crossing.acting_keeper(); c commons.duty_contacts%rowtype;
begin
  c := jsonb_populate_record(null::commons.duty_contacts, said);
  if seen is null then
    insert into commons.duty_contacts (id, council_id, kind, name, about, phone, email, hours, changed_at, version)
    values (the_contact, me[1], c.kind, c.name, c.about, c.phone, c.email, c.hours, transaction_timestamp(), 1);
    return true;
  end if;
  update commons.duty_contacts d
     set kind = c.kind, name = c.name, about = c.about, phone = c.phone, email = c.email, hours = c.hours,
         changed_at = transaction_timestamp(), version = d.version + 1
   where d.id = the_contact and d.council_id = me[1] and d.version = seen;
  return found;
end $$;

-- Takes one off the list of the keeper's own council.
create or replace function crossing.end_contact(the_contact uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := crossing.acting_keeper();
begin
  delete from commons.duty_contacts d where d.id = the_contact and d.council_id = me[1];
  return found;
end $$;
