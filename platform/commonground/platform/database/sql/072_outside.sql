-- What leaves the platform. No pass is opened for whoever fetches it: these functions are asked with the hash of an
-- address and a code, touch exactly the row of that address, and give out its package once.

-- A line in its steps and in the council's trail. `named`: whoever did it, where it is nobody of the staff.
create or replace function crossing.note_outside(the_council uuid, the_disclosure uuid, the_side text, by_staff uuid,
                                                 named text, what text, said text) returns void
language plpgsql volatile as $$
declare
  d tenants.disclosures%rowtype;
begin
  select x.* into d from tenants.disclosures x where x.tenant_id = the_council and x.id = the_disclosure;
  insert into tenants.outside_steps (tenant_id, id, disclosure_id, no, at, side, verb, to_state, by_name, words)
  select the_council, system.new_id(), d.id, coalesce(max(s.no), 0) + 1, transaction_timestamp(), the_side, what, d.state,
         coalesce((select w.display_name from council.staff w where w.tenant_id = the_council and w.id = by_staff), named,
                  ''), said
    from tenants.outside_steps s where s.tenant_id = the_council and s.disclosure_id = d.id;
  insert into audit.entries (tenant_id, id, at, staff_id, action, subject_kind, subject_id, reference, why)
  values (the_council, system.new_id(), transaction_timestamp(), by_staff, 'outside:' || what, 'crossing', d.id, d.reference,
          null);
end $$;

-- The packages of one disclosure that were sent, for a receipt: hashes, fields, people and times. No word of them. How
-- many files there were in what is erased, the receipt of its sending says: one package alone is ever sent this way.
create or replace function crossing.packages_sent(the_council uuid, the_disclosure uuid) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object(
           'no', p.no, 'hash', encode(p.digest, 'hex'), 'fields', to_jsonb(p.fields), 'names', p.names,
           'files', case when p.canonical <> '' then jsonb_array_length(p.canonical::jsonb -> 'files') else (
              select (s.manifest::jsonb #>> '{packages,0,files}')::integer from council.receipts s
               where s.tenant_id = the_council and s.crossing_id = the_disclosure and s.what = 'sent') end,
           'made_at', audit.written(p.made_at), 'made_by', by.display_name, 'authorised_at', audit.written(a.at),
           'authorised_by', second.display_name,
           'erased_at', case when p.erased_at is not null then audit.written(p.erased_at) end) order by p.no, p.id), '[]')
    from tenants.packages p
    join tenants.authorisations a on a.tenant_id = p.tenant_id and a.package_id = p.id and a.verdict = 'agreed'
    left join council.staff by on by.tenant_id = p.tenant_id and by.id = p.made_by
    left join council.staff second on second.tenant_id = a.tenant_id and second.id = a.staff_id
   where p.tenant_id = the_council and p.crossing_id = the_disclosure and p.side = 'sent' and p.sent_at is not null
$$;

-- A receipt of the sender's: there is nobody else here who could keep one. The receiver stands in it in words.
create or replace function crossing.issue_outside(the_council uuid, the_disclosure uuid, what text) returns void
language plpgsql volatile as $$
declare
  d tenants.disclosures%rowtype; r tenants.outside_receivers%rowtype; receipt uuid := system.new_id(); number integer;
  manifest text; hash bytea;
begin
  select x.* into d from tenants.disclosures x where x.tenant_id = the_council and x.id = the_disclosure;
  select x.* into r from tenants.outside_receivers x where x.tenant_id = the_council and x.disclosure_id = the_disclosure;
  select count(*) + 1 into number from council.receipts x where x.tenant_id = the_council and x.crossing_id = d.id;
  manifest := crossing.canonical(jsonb_build_object(
    'form', 'commonground receipt 1', 'receipt', receipt, 'no', number, 'what', what, 'crossing', d.id,
    'reference', d.reference, 'thread', d.thread_id, 'verb', d.verb, 'kind', d.kind, 'state', d.state,
    'sender', (select jsonb_build_object('id', c.id, 'name', c.name) from commons.councils c where c.id = the_council),
    'receiver', jsonb_build_object('id', null, 'name', d.receiver_words, 'person', r.person, 'job', r.job),
    'responsible', the_council, 'agreement', null, 'made_at', audit.written(transaction_timestamp()),
    'sharing', jsonb_build_object('purpose', d.purpose, 'basis', d.basis, 'told', d.openness),
    'acknowledged', case when r.opened_at is not null then
       jsonb_build_object('by', r.opened_by, 'at', audit.written(r.opened_at)) end,
    'packages', crossing.packages_sent(the_council, d.id),
    'steps', (select coalesce(jsonb_agg(jsonb_build_object('no', s.no, 'at', audit.written(s.at), 'side', s.side,
                                'did', s.verb, 'by', s.by_name, 'to', s.to_state) order by s.no), '[]')
                from tenants.outside_steps s where s.tenant_id = the_council and s.disclosure_id = d.id)));
  hash := sha256(convert_to(manifest, 'UTF8'));
  insert into council.receipts (tenant_id, id, crossing_id, reference, no, what, manifest, digest, made_at)
  values (the_council, receipt, d.id, d.reference, number, what, manifest, hash, transaction_timestamp());
  insert into audit.entries (tenant_id, id, at, action, subject_kind, subject_id, reference, why)
  values (the_council, system.new_id(), transaction_timestamp(), 'crossing:receipt', 'crossing', d.id, d.reference,
          'SHA-256 ' || encode(hash, 'hex'));
end $$;

-- Sends what a second person has agreed to, or sends it again with another address and code while nobody has opened it:
-- what was sent before then opens nothing. Returns 'sent', or why not; NULL where there is nothing of theirs under this id.
create or replace function crossing.send_outside(the_disclosure uuid, of_token bytea, salt bytea, of_code bytea,
                                                 the_letter uuid, sealed bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); d tenants.disclosures%rowtype; r tenants.outside_receivers%rowtype;
  now timestamptz := transaction_timestamp(); first boolean;
begin
  select x.* into d from tenants.disclosures x where x.tenant_id = me[1] and x.id = the_disclosure for update;
  if not found then return null; end if;
  select x.* into r from tenants.outside_receivers x where x.tenant_id = me[1] and x.disclosure_id = d.id for update;
  if not found then return null; end if;
  if d.destination <> 'outside' or d.state not in ('authorised', 'sent') or r.opened_at is not null then
    return 'changed'; end if;
  if d.package_id is null or not crossing.is_authorised(me[1], d.package_id) then return 'unauthorised'; end if;
  if d.expires_at is null or d.expires_at <= now then return 'expired'; end if;
  first := d.state = 'authorised';
  update tenants.outside_receivers x set token_hash = of_token, code_salt = salt, code_hash = of_code, wrong = 0,
         locked_at = null, sent_at = now where x.tenant_id = me[1] and x.id = r.id;
  update tenants.disclosures x set state = 'sent', parts = '{}', changed_at = now, version = x.version + 1
   where x.tenant_id = me[1] and x.id = d.id;
  update tenants.packages x set sent_at = now where x.tenant_id = me[1] and x.id = d.package_id and x.sent_at is null;
  perform identity.write_letter(the_letter, 'collection', c.slug, r.email, sealed, r.lang, d.id)
     from commons.councils c where c.id = me[1];
  perform crossing.note_outside(me[1], d.id, 'sender', me[2], null, case when first then 'send' else 'renew' end, '');
  if first then perform crossing.issue_outside(me[1], d.id, 'sent'); end if;
  return 'sent';
end $$;

-- The code is the second of two things that it takes; `typed` is as it is written, `named` who says that they open it.
-- Whatever is wrong, the answer is the same. Fifteen minutes from here `viewer` reads it; nobody opens it a second time.
create or replace function crossing.open_outside(of_token bytea, typed text, named text, viewer bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  r tenants.outside_receivers%rowtype; d tenants.disclosures%rowtype; now timestamptz := transaction_timestamp();
begin
  select x.* into r from tenants.outside_receivers x where x.token_hash = of_token for update;
  if not found then return false; end if;
  select x.* into d from tenants.disclosures x where x.tenant_id = r.tenant_id and x.id = r.disclosure_id;
  if d.state <> 'sent' or d.expires_at <= now or r.opened_at is not null or r.locked_at is not null then
    return false; end if;
  if coalesce(named, '') = '' or viewer is null then return false; end if;
  if sha256(r.code_salt || convert_to(coalesce(typed, ''), 'UTF8')) is distinct from r.code_hash then
    update tenants.outside_receivers x set wrong = r.wrong + 1, locked_at = case when r.wrong >= 4 then now end
     where x.tenant_id = r.tenant_id and x.id = r.id;
    if r.wrong >= 4 then
      perform crossing.note_outside(r.tenant_id, d.id, 'receiver', null, null, 'lock', '');
      perform crossing.tell(r.tenant_id, 'outside_changed', d.id, null);
    end if;
    return false;
  end if;
  update tenants.outside_receivers x set opened_at = now, opened_by = left(named, 200), view_hash = viewer,
         closes_at = now + interval '15 minutes', code_salt = null, code_hash = null
   where x.tenant_id = r.tenant_id and x.id = r.id;
  perform crossing.note_outside(r.tenant_id, d.id, 'receiver', null, left(named, 200), 'open', '');
  perform crossing.issue_outside(r.tenant_id, d.id, 'opened');
  perform crossing.tell(r.tenant_id, 'outside_changed', d.id, null);
  return true;
end $$;

-- What whoever had the code may read now: the one package, and where its files lie, by their hash. Nothing once its
-- minutes, its day or its sender's will are over.
create or replace function crossing.read_outside(of_token bytea, viewer bytea)
returns table (council_id uuid, reference text, canonical text, package_id uuid, no integer, digest bytea, names boolean,
               made_at timestamptz, opened_by text, closes_at timestamptz, objects jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.tenant_id, d.reference, p.canonical, p.id, p.no, p.digest, p.names, p.made_at, r.opened_by, r.closes_at,
         (select coalesce(jsonb_object_agg(encode(f.digest, 'hex'), f.object_id), '{}') from tenants.package_files f
           where f.tenant_id = p.tenant_id and f.package_id = p.id)
    from tenants.outside_receivers r
    join tenants.disclosures d on d.tenant_id = r.tenant_id and d.id = r.disclosure_id
    join tenants.packages p on p.tenant_id = d.tenant_id and p.id = d.package_id
   where r.token_hash = of_token and r.view_hash = viewer and r.closes_at > transaction_timestamp()
     and d.state = 'sent' and d.expires_at > transaction_timestamp() and p.erased_at is null
$$;

-- That whoever reads it has saved it as a file: in the trail of the council whose it is, and nowhere once it is closed.
create or replace function crossing.note_saved(of_token bytea, viewer bytea) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into audit.entries (tenant_id, id, at, action, subject_kind, subject_id, reference)
  select f.council_id, system.new_id(), transaction_timestamp(), 'outside:save', 'crossing', p.crossing_id, f.reference
    from crossing.read_outside(of_token, viewer) f
    join tenants.packages p on p.tenant_id = f.council_id and p.id = f.package_id
$$;

-- The sender takes it back: nothing opens any more. What nobody had opened is erased; what was opened was told, and stays
-- as the record of it. Returns 'done', or why not; NULL where there is nothing of theirs under this id.
create or replace function crossing.withdraw_outside(the_disclosure uuid, said text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); d tenants.disclosures%rowtype; r tenants.outside_receivers%rowtype;
  now timestamptz := transaction_timestamp();
begin
  select x.* into d from tenants.disclosures x where x.tenant_id = me[1] and x.id = the_disclosure for update;
  if not found then return null; end if;
  select x.* into r from tenants.outside_receivers x where x.tenant_id = me[1] and x.disclosure_id = d.id for update;
  if not found then return null; end if;
  if d.state <> 'sent' then return 'changed'; end if;
  if coalesce(said, '') = '' then return 'words_missing'; end if;
  update tenants.outside_receivers x set withdrawn_at = now, token_hash = null, code_salt = null, code_hash = null,
         view_hash = null where x.tenant_id = me[1] and x.id = r.id;
  update tenants.disclosures x set state = 'over', changed_at = now, version = x.version + 1
   where x.tenant_id = me[1] and x.id = d.id;
  if r.opened_at is null then perform crossing.erase(d.id, me[1]); end if;
  perform crossing.note_outside(me[1], d.id, 'sender', me[2], null, 'withdraw', left(said, 1000));
  perform crossing.issue_outside(me[1], d.id, 'withdraw');
  return 'done';
end $$;

-- What nobody has opened by its day is over and erased; what was opened and has closed again is over. Of the job's own
-- council. How many. For `crossing.expire`, which the worker calls.
create or replace function crossing.expire_outside() returns integer
language plpgsql volatile as $$
declare
  me uuid := identity.council_as('job'); each record; ended integer := 0; now timestamptz := transaction_timestamp();
begin
  for each in select d.id, r.opened_at from tenants.disclosures d
      join tenants.outside_receivers r on r.tenant_id = d.tenant_id and r.disclosure_id = d.id
     where d.tenant_id = me and d.state = 'sent' and d.destination = 'outside'
       and ((r.opened_at is null and d.expires_at <= now) or r.closes_at <= now)
     order by d.id for update of d, r loop
    update tenants.disclosures x set state = 'over', changed_at = now, version = x.version + 1
     where x.tenant_id = me and x.id = each.id;
    update tenants.outside_receivers x set token_hash = null, code_salt = null, code_hash = null, view_hash = null
     where x.tenant_id = me and x.disclosure_id = each.id;
    ended := ended + 1;
    continue when each.opened_at is not null;
    perform crossing.erase(each.id, me);
    perform crossing.note_outside(me, each.id, 'clock', null, null, 'expire', '');
    perform crossing.issue_outside(me, each.id, 'expire');
    perform crossing.tell(me, 'outside_changed', each.id, null);
  end loop;
  return ended;
end $$;
