-- How a council comes on. The platform's operator puts it on the register and invites its first administrator; from then
-- on its administrators alone change it, under the pass of their own session. What may stand in a field is checked by the
-- caller (`councils/register.py`); who may change which council stands here.

-- The account of an operator's pass. Refused for everybody else.
create or replace function identity.acting_operator() returns uuid
language plpgsql stable as $$
declare
  parts text[] := identity.pass_parts();
begin
  if parts[1] is distinct from 'operator' then
    raise exception 'this is for an operator of the platform' using errcode = 'insufficient_privilege';
  end if;
  return parts[3]::uuid;
end $$;

-- What an operator does to a council stands in that council's own trail.
create or replace function identity.note_for(the_council uuid, what text, kind text, about uuid, request text) returns void
language sql volatile as $$
  insert into audit.entries (tenant_id, id, at, action, subject_kind, subject_id, why, request_id)
  select the_council, system.new_id(), transaction_timestamp(), what, kind, about,
         'By ' || o.display_name || ', for the platform', request
    from identity.operators o where o.account_id = identity.acting_operator()
$$;

-- A new council with the two teams that every council begins with. Its form stays closed until it opens it. False where
-- the short name is taken, also by somebody's sign-in page.
create or replace function identity.found_council(council uuid, facts jsonb, request text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_operator uuid := identity.acting_operator(); kept commons.councils%rowtype;
begin
  kept := jsonb_populate_record(null::commons.councils, facts);
  if exists (select from identity.providers p where p.slug = kept.slug) then return false; end if;
  insert into commons.councils (id, slug, name, name_cy, kind, nation, legal_powers, areas, languages, colour,
                                front_door_phone, out_of_hours_phone, reads_from, reads_until, switched_off, texts)
  values (council, kept.slug, kept.name, kept.name_cy, kept.kind, kept.nation, kept.legal_powers, kept.areas,
          kept.languages, kept.colour, kept.front_door_phone, kept.out_of_hours_phone, kept.reads_from,
          kept.reads_until, coalesce(kept.switched_off, '{}'), kept.texts)
  on conflict (slug) do nothing;
  if not found then return false; end if;
  insert into council.teams (tenant_id, id, name, kind)
  values (council, system.new_id(), 'Front door', 'front_door'),
         (council, system.new_id(), 'Contextual safeguarding', 'specialist');
  perform identity.note_for(council, 'bring_on_council', 'council', council, request);
  return true;
end $$;

-- Whether the council has ever had anybody: people, an invitation that was accepted, or a form open to the public. For
-- operators alone: then nothing more is theirs to do there, also when nobody administers it now.
create or replace function identity.has_begun(of_council uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_operator uuid := identity.acting_operator();
begin
  return exists (select from commons.councils c where c.id = of_council and c.opened_at is not null)
      or exists (select from council.staff st where st.tenant_id = of_council)
      or exists (select from council.invitations i where i.tenant_id = of_council and i.accepted_at is not null);
end $$;

-- The first administrator, by a letter. Invited again, the link before works no more; every other invitation stays. False
-- where the council has begun: from then on it invites its people itself, and no operator makes themselves one of them.
create or replace function identity.invite_first(council uuid, invitation uuid, the_email text, the_name text, in_lang text,
                                                 token text, letter uuid, sealed bytea, request text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_slug text;
begin
  if identity.has_begun(council) then return false; end if;
  select c.slug into the_slug from commons.councils c where c.id = council;
  if not found then return false; end if;
  -- Nobody of the council's own has invited anybody yet, and nothing was accepted: these are the operator's alone.
  delete from identity.letters l using council.invitations i
   where i.tenant_id = council and i.roles = '{council_admin}' and l.about = i.id and l.sent_at is null;
  update council.invitations i set revoked_at = transaction_timestamp()
   where i.tenant_id = council and i.roles = '{council_admin}' and i.revoked_at is null;
  insert into council.invitations (tenant_id, id, email, name, roles, teams, lang, token_hash, expires_at)
  values (council, invitation, the_email, the_name, array['council_admin'], '{}', in_lang,
          sha256(convert_to(token, 'UTF8')), transaction_timestamp() + interval '7 days');
  perform identity.write_letter(letter, 'invitation', the_slug, the_email, sealed, in_lang, invitation);
  perform identity.note_for(council, 'bring_on_council', 'invitation', invitation, request);
  return true;
end $$;

-- A list of words that was sent; what is there where none was.
create or replace function identity.texts_in(changed jsonb, which text, there text[]) returns text[]
language sql immutable as $$
  select case when changed ? which then array(select jsonb_array_elements_text(changed -> which)) else there end
$$;

-- Whether its kind and nation are settled: it has opened its form, or holds what somebody reported. From then on what is
-- there stands under their law.
create or replace function identity.kind_stands() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  return exists (select from commons.councils c where c.id = admin[1] and c.opened_at is not null)
      or exists (select from tenants.referrals r where r.tenant_id = admin[1]);
end $$;

-- What the council's administrators change of it: what is not sent stays. Never its short name; its kind and nation only
-- before they are settled. Nothing changes, and false is returned, where they are, and where what is in `stood` stands no
-- more: somebody was quicker.
create or replace function identity.change_council(changed jsonb, stood jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  update commons.councils c set
         name = coalesce(changed ->> 'name', c.name),
         kind = coalesce(changed ->> 'kind', c.kind),
         nation = coalesce(changed ->> 'nation', c.nation),
         name_cy = case when changed ? 'name_cy' then changed ->> 'name_cy' else c.name_cy end,
         legal_powers = identity.texts_in(changed, 'legal_powers', c.legal_powers),
         areas = identity.texts_in(changed, 'areas', c.areas),
         languages = identity.texts_in(changed, 'languages', c.languages),
         colour = coalesce(changed ->> 'colour', c.colour),
         logo = case when changed ? 'logo' then decode(changed ->> 'logo', 'base64') else c.logo end,
         logo_alt = case when changed ? 'logo_alt' then changed ->> 'logo_alt' else c.logo_alt end,
         front_door_phone = coalesce(changed ->> 'front_door_phone', c.front_door_phone),
         out_of_hours_phone = coalesce(changed ->> 'out_of_hours_phone', c.out_of_hours_phone),
         reads_from = coalesce((changed ->> 'reads_from')::time, c.reads_from),
         reads_until = coalesce((changed ->> 'reads_until')::time, c.reads_until),
         switched_off = identity.texts_in(changed, 'switched_off', c.switched_off),
         closures = identity.texts_in(changed, 'closures', c.closures::text[])::date[],
         texts = coalesce(changed -> 'texts', c.texts)
   where c.id = admin[1]
     and (not changed ?| array['kind', 'nation']
          or c.opened_at is null and not exists (select from tenants.referrals r where r.tenant_id = c.id))
     and not exists (
         select from jsonb_each(stood) was
          where (to_jsonb(c) - 'logo' || jsonb_build_object('logo_digest', encode(sha256(c.logo), 'hex'))) -> was.key
                is distinct from was.value);
  return found;
end $$;

-- The council's own sign-in, without its secret.
create or replace function identity.my_provider() returns table (issuer text, client_id text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  return query select p.issuer, p.client_id from identity.providers p
    join commons.councils c on (c.id, c.slug) = (p.council_id, p.slug)
   where c.id = admin[1] and p.ended_at is null;
end $$;

-- A secret that is not sent stays, for the same provider alone: whoever named another one would be sent it.
-- Whoever signed in by the council's provider signs in again: everybody, or those who have this role or are in this team by
-- it. Whoever asks for it stays: they still have to try what they changed, and where it took something from them they are
-- among those. For the functions below alone.
create or replace function identity.sign_out_by_provider(of_council uuid, with_role text, in_team uuid, but text)
returns void language sql volatile as $$
  update identity.sessions s set ended_at = transaction_timestamp()
    from identity.memberships m
    join council.staff st on (st.tenant_id, st.id) = (m.council_id, m.staff_id)
   where m.council_id = of_council and not st.local
     and (s.account_id, s.council_id) = (m.account_id, m.council_id) and s.ended_at is null
     and s.id::text is distinct from but
     and (with_role is null and in_team is null or with_role = any (st.roles)
          or exists (select from council.team_members tm
                      where (tm.tenant_id, tm.team_id, tm.staff_id) = (of_council, in_team, st.id) and tm.by_provider))
$$;

create or replace function identity.set_provider(the_issuer text, the_client text, secret text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin(); before text[];
begin
  select array[p.issuer, p.client_id] into before from identity.providers p
    join commons.councils c on (c.id, c.slug) = (p.council_id, p.slug) where c.id = admin[1];
  update identity.providers p
     set issuer = the_issuer, client_id = the_client, client_secret = coalesce(secret, p.client_secret), ended_at = null
    from commons.councils c
   where c.id = admin[1] and (p.council_id, p.slug) = (c.id, c.slug)
     and (secret is not null or p.issuer = the_issuer and p.ended_at is null);
  if found then
    if before is distinct from array[the_issuer, the_client] then
      perform identity.sign_out_by_provider(admin[1], null, null, (identity.about_as('session'))[2]);
    end if;
    return true;
  end if;
  if secret is null then return false; end if;
  insert into identity.providers (slug, council_id, issuer, client_id, client_secret)
  select c.slug, c.id, the_issuer, the_client, secret from commons.councils c where c.id = admin[1];
  return true;
end $$;

-- Nobody signs in by it from now on, and whoever has is out. False where no administrator would be left who signs in with
-- an account of ours, and where there is none. Its secret goes; whom it knew stays known (`identity.credentials`).
create or replace function identity.end_provider() returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  if not exists (
       select from council.staff st
        where st.tenant_id = admin[1] and st.local and st.ended_at is null and 'council_admin' = any (st.roles)) then
    return false;
  end if;
  update identity.providers p set ended_at = transaction_timestamp(), client_secret = ''
    from commons.councils c
   where c.id = admin[1] and (p.council_id, p.slug) = (c.id, c.slug) and p.ended_at is null;
  if not found then return false; end if;
  perform identity.sign_out_by_provider(admin[1], null, null, null);
  return true;
end $$;

create or replace function identity.my_groups()
returns table (id uuid, provider_group text, role text, team text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  return query select g.id, g.provider_group, g.role, t.name from identity.group_roles g
      left join council.teams t on (t.tenant_id, t.id) = (g.council_id, g.team_id)
     where g.council_id = admin[1] order by g.provider_group, g.role, t.name;
end $$;

-- What a group of the provider gives: a role that is the council's to give, a team of the council's own, or both. False
-- where it gives that already.
create or replace function identity.map_group(mapping uuid, the_group text, the_role text, the_team uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  if the_role is not null and not identity.are_staff_roles(array[the_role]) then
    raise exception 'a council does not give this role' using errcode = 'insufficient_privilege';
  end if;
  if the_team is not null and not exists (select from council.teams t where t.tenant_id = admin[1] and t.id = the_team) then
    raise exception 'this team is not the council''s' using errcode = 'insufficient_privilege';
  end if;
  insert into identity.group_roles (id, council_id, provider_group, role, team_id)
  values (mapping, admin[1], the_group, the_role, the_team) on conflict do nothing;
  return found;
end $$;

create or replace function identity.unmap_group(mapping uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin(); gone record;
begin
  delete from identity.group_roles g where g.council_id = admin[1] and g.id = mapping
  returning g.role, g.team_id into gone;
  if not found then return false; end if;
  perform identity.sign_out_by_provider(admin[1], gone.role, gone.team_id, null);
  return true;
end $$;

-- The council opens its form to the public. False while one thing on the list has no evidence, nobody reads what comes in,
-- or nobody who can sign in is information-governance lead. The list stands here too, so that no caller can leave anything
-- out of it (`tenants/going_live/items.py`). `found_tried`: the trials that the caller found in the records; nothing else is
-- taken at its word.
create or replace function identity.open_door(found_tried text[]) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  if identity.read_at(admin[1]) is null then return false; end if;
  if identity.leads_of(admin[1]) = 0 then return false; end if;
  if exists (
       select from unnest(array['agreement', 'ig_contact', 'caldicott_guardian', 'subject_access', 'disposal', 'dpia',
                                'public_page']) as wanted (item)
        where not (wanted.item in ('subject_access', 'disposal') and wanted.item = any (found_tried))
          and not exists (
                select from council.evidence e where e.tenant_id = admin[1] and e.item = wanted.item)) then
    return false;
  end if;
  update commons.councils c set opened_at = transaction_timestamp() where c.id = admin[1] and c.opened_at is null;
  return found;
end $$;

create or replace function identity.close_door() returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  update commons.councils c set opened_at = null where c.id = admin[1] and c.opened_at is not null;
  return found;
end $$;
