-- Receipts of what a partner was let into with names: the council's own copy, which the partner reads while the invitation
-- stands. They say who decided what, why, for whom and until when; what is shared stays where it is, and is no part of them.

-- Makes the receipt of what became of an invitation, once for each thing that can: a partner was let in, or is so no more.
-- It says what the row says, so it may be asked for by anybody of the council. Its number, or NULL where there is none to
-- make.
create or replace function crossing.issue_shared(the_invitation uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid[] := identity.opened_as('session'); i tenants.partner_invitations%rowtype; known_as text; did text;
  receipt uuid := system.new_id(); number integer; manifest text; hash bytea;
begin
  select x.* into i from tenants.partner_invitations x where x.tenant_id = me[1] and x.id = the_invitation;
  did := case i.state when 'active' then 'let_in' when 'ended' then 'let_in_ended' end;
  if did is null or not i.names or coalesce(i.authorised_by, i.sponsor_id) = i.sponsor_id then return null; end if;
  if exists (select from council.receipts r where r.tenant_id = me[1] and r.crossing_id = i.id and r.what = did) then
    return null; end if;
  select c.reference into known_as from tenants.contexts c where c.tenant_id = me[1] and c.id = i.context_id;
  select count(*) + 1 into number from council.receipts r where r.tenant_id = me[1] and r.crossing_id = i.id;
  manifest := crossing.canonical(jsonb_build_object(
    'form', 'commonground receipt 1', 'receipt', receipt, 'no', number, 'what', did, 'crossing', i.id,
    'reference', known_as, 'state', i.state, 'responsible', me[1], 'made_at', audit.written(transaction_timestamp()),
    'sender', (select jsonb_build_object('id', c.id, 'name', c.name) from commons.councils c where c.id = me[1]),
    'receiver', (select jsonb_build_object('id', null, 'name', o.name,
        'person', (select w.display_name from council.staff w where w.tenant_id = me[1] and w.id = i.person_id))
        from council.partner_organisations o where o.tenant_id = me[1] and o.id = i.organisation_id),
    'sharing', jsonb_build_object('purpose', i.purpose, 'basis', i.basis, 'told', i.openness),
    'shared', jsonb_build_object('fields', to_jsonb(case when i.notes then array['summary', 'notes'] else array['summary'] end),
        'names', i.names, 'until', audit.written(i.until_at)),
    'packages', '[]'::jsonb,
    'steps', (select jsonb_agg(jsonb_build_object('no', s.no, 'did', s.did, 'at', audit.written(s.at),
        'by', w.display_name) order by s.no)
        from (values (1, 'propose', i.proposed_at, i.sponsor_id), (2, 'authorise', i.authorised_at, i.authorised_by),
                     (3, 'end', i.ended_at, i.ended_by)) s (no, did, at, by_staff)
        join council.staff w on w.tenant_id = me[1] and w.id = s.by_staff)));
  hash := sha256(convert_to(manifest, 'UTF8'));
  insert into council.receipts (tenant_id, id, crossing_id, reference, no, what, manifest, digest, made_at)
  values (me[1], receipt, i.id, known_as, number, did, manifest, hash, transaction_timestamp());
  insert into audit.entries (tenant_id, id, at, action, subject_kind, subject_id, reference, why)
  values (me[1], system.new_id(), transaction_timestamp(), 'sharing:receipt', 'sharing', i.id, known_as,
          'SHA-256 ' || encode(hash, 'hex'));
  return number;
end $$;

-- The receipts of the invitations to this context that stand now for whoever acts, the newest first.
create or replace function tenants.shared_receipts(known_as text)
returns table (id uuid, no integer, what text, manifest text, digest bytea, made_at timestamptz, signed_at timestamptz,
               key_id text, key text, signature bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.id, r.no, r.what, r.manifest, r.digest, r.made_at, r.signed_at, r.key_id, r.key, r.signature
    from tenants.standing_invitations() i
    join tenants.contexts c on c.tenant_id = i.tenant_id and c.id = i.context_id
    join council.receipts r on r.tenant_id = i.tenant_id and r.crossing_id = i.id
   where c.reference = known_as
   order by r.made_at desc, r.id desc
$$;
