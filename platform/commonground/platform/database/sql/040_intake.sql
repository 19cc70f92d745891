-- The public's passes. They match policies of their own: fill in a draft; put in the one report that it becomes; read or
-- add to the one that was opened by its return code. They never read the council.
create or replace function identity.open_intake(council_slug text, draft_token text)
returns table (council_id uuid, draft_id uuid, team_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_council uuid; the_draft uuid;
begin
  select c.id into the_council from commons.councils c where c.slug = council_slug;
  if not found then return; end if;
  if draft_token is not null then
    select d.id into the_draft from tenants.report_drafts d
     where d.tenant_id = the_council and d.token_hash = sha256(convert_to(draft_token, 'UTF8'))
       and d.expires_at > transaction_timestamp();
  end if;
  perform identity.set_pass('intake', the_council, null, the_draft, null);
  return query select the_council, the_draft, identity.front_door();
end $$;

-- Whether people of the council can sign in by a provider of its own. For the functions beside it alone.
create or replace function identity.has_provider(of_council uuid) returns boolean
language sql stable as $$
  select exists (select from identity.providers p where p.council_id = of_council and p.ended_at is null)
$$;

-- Whether people of the council can sign in at all.
create or replace function identity.has_sign_in(of_council uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select identity.has_provider(of_council) or identity.has_local(of_council)
$$;

-- Whether the council's own provider, as it is set up now, knows whom this account belongs to. Another address is another
-- provider, and whoever came by the one before is somebody new to it. For the functions beside it alone.
create or replace function identity.is_known_to_provider(of_council uuid, of_account uuid) returns boolean
language sql stable as $$
  select exists (select from identity.credentials c join identity.providers p on (p.slug, p.issuer) = (c.slug, c.issuer)
                  where c.account_id = of_account and p.council_id = of_council and p.ended_at is null)
$$;

-- Whether somebody works here and can sign in. For the functions beside it alone.
create or replace function identity.comes_in(of_council uuid, of_staff uuid) returns boolean
language sql stable as $$
  select exists (select from council.staff s join identity.memberships m on (m.council_id, m.staff_id) = (s.tenant_id, s.id)
                  where (s.tenant_id, s.id) = (of_council, of_staff) and s.ended_at is null and m.ended_at is null
                    and (s.local or identity.is_known_to_provider(of_council, m.account_id)))
$$;

-- How many information-governance leads of a council can sign in. For the functions beside it alone.
create or replace function identity.leads_of(of_council uuid) returns bigint
language sql stable as $$
  select count(*) from council.staff s
   where s.tenant_id = of_council and 'ig_lead' = any (s.roles) and identity.comes_in(of_council, s.id)
$$;

-- The same of a session's own council.
create or replace function identity.leads_here() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select identity.leads_of(identity.council_as('session'))
$$;

-- The team that reads a council's reports: its first front door in which somebody is who may read them and can sign in.
-- None: nobody would read what came in. For the functions beside it alone.
create or replace function identity.read_at(of_council uuid) returns uuid
language sql stable as $$
  select t.id from council.teams t
   where t.tenant_id = of_council and t.kind = 'front_door'
     and exists (
       select from council.team_members tm
         join council.staff s on (s.tenant_id, s.id) = (tm.tenant_id, tm.staff_id)
        where (tm.tenant_id, tm.team_id) = (t.tenant_id, t.id)
          and s.roles && array['front_door_screener', 'team_manager'] and identity.comes_in(of_council, s.id))
   order by t.id limit 1
$$;

-- The same of a session's own council, whether its form is open or not: nobody else's business.
create or replace function identity.read_here() returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select identity.read_at(identity.council_as('session'))
$$;

-- The same, once the council has opened its form. None: the form is closed. No more is said of the council than its form
-- says anyway.
create or replace function identity.front_door_of(of_council uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select identity.read_at(c.id) from commons.councils c where c.id = of_council and c.opened_at is not null
$$;

-- The same of the pass's council. A public report can be put before no other team.
create or replace function identity.front_door() returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select identity.front_door_of(identity.council())
$$;

-- A referral's reference, as `platform/references.py` writes them: six characters of Crockford's base 32, drawn at random,
-- and their check character over GF(32).
create or replace function identity.draw_reference() returns text
language plpgsql volatile as $$
declare
  alphabet constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  powers constant integer[] := array[1, 2, 4, 8, 16, 5, 10, 20, 13, 26, 17, 7, 14, 28, 29, 31, 27, 19, 3, 6, 12, 24, 21, 15,
                                     30, 25, 23, 11, 22, 9, 18];
  bits bigint := ('x' || left(gen_random_uuid()::text, 8))::bit(32)::bigint;
  total integer := 10; body text := ''; digit integer;
begin
  for distance in 1..6 loop
    digit := (bits & 31)::integer;
    bits := bits >> 5;
    body := substr(alphabet, digit + 1, 1) || body;
    if digit > 0 then total := total # powers[(array_position(powers, digit) - 1 + distance) % 31 + 1]; end if;
  end loop;
  return 'CR-' || left(body, 4) || '-' || right(body, 2) || substr(alphabet, total + 1, 1);
end $$;

-- From the form to sending: the pass is changed for one to a single new referral, under a reference drawn here. Whoever
-- could choose the reference would learn from the refusal which ones the council has already. A referral that is there
-- already is nobody's to begin: somebody who reported knows the id of theirs.
create or replace function identity.begin_report(referral uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_council uuid := identity.council_as('intake');
  drawn text;
begin
  if the_council is null or referral is null
     or exists (select from tenants.referrals r where r.tenant_id = the_council and r.id = referral) then
    raise exception 'a report is begun at the form, and once' using errcode = 'insufficient_privilege';
  end if;
  for attempt in 1..8 loop
    drawn := identity.draw_reference();
    if not exists (select from tenants.referrals r where r.tenant_id = the_council and r.reference = drawn) then
      perform set_config('commonground.pass', '', true);
      perform identity.set_pass('sending', the_council, null, referral, drawn);
      return drawn;
    end if;
  end loop;
  raise exception 'no reference is free';
end $$;

create or replace function identity.open_report(council_slug text, code_digest bytea)
returns table (council_id uuid, report_id uuid, referral_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_council uuid; the_report uuid; the_referral uuid;
begin
  select r.tenant_id, r.id, r.referral_id into the_council, the_report, the_referral
    from tenants.reports r join commons.councils c on c.id = r.tenant_id
   where c.slug = council_slug and r.code_hash = code_digest;
  if not found then return; end if;
  perform identity.set_pass('report', the_council, null, the_report, the_referral::text);
  return query select the_council, the_report, the_referral;
end $$;

-- How far the report is that a return code opened: whether it was decided or closed as withdrawn, whether with a reply
-- since it was last opened again and, while nothing holds that up, by when it will be. Never what was decided, nor whom we
-- wait for: whoever finds the code reads this too.
create or replace function identity.report_standing()
returns table (settled boolean, due_at timestamp with time zone, replied boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  opened text[] := identity.about_as('report');
begin
  return query
    select s.settled, case when not s.settled and r.paused_at is null then r.decision_due_at end,
           s.settled and exists (
             select from tenants.reports p
               join tenants.report_messages m on (m.tenant_id, m.report_id) = (p.tenant_id, p.id)
              where (p.tenant_id, p.referral_id) = (r.tenant_id, r.id) and m.kind = 'reply'
                and not exists (select from tenants.referral_events e
                                 where (e.tenant_id, e.referral_id) = (r.tenant_id, r.id) and e.verb = 'reopen'
                                   and e.at > m.at))
      from tenants.referrals r
     cross join lateral (select r.outcome is not null or r.state = 'withdrawn' as settled) s
     where r.tenant_id = opened[1]::uuid and r.id = opened[2]::uuid;
end $$;
