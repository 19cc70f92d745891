-- Sessions are made here and nowhere else. Only role cg_login may call these; the web's own role cannot.

create or replace function identity.provider_for(council_slug text)
returns table (council_id uuid, issuer text, client_id text, client_secret text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.council_id, p.issuer, p.client_id, p.client_secret from identity.providers p
   where p.slug = council_slug and p.ended_at is null
$$;

create or replace function identity.begin_sign_in(browser text, council_slug text, state text, nonce text,
                                                  verifier text, return_to text, confirms uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from identity.sign_ins where created_at < transaction_timestamp() - interval '10 minutes';
  insert into identity.sign_ins (browser_hash, slug, state_hash, nonce, verifier, return_to, confirms)
  values (sha256(convert_to(browser, 'UTF8')), council_slug, sha256(convert_to(state, 'UTF8')), nonce, verifier, return_to, confirms)
  on conflict (browser_hash) do update set slug = excluded.slug, state_hash = excluded.state_hash,
    nonce = excluded.nonce, verifier = excluded.verifier, return_to = excluded.return_to,
    confirms = excluded.confirms, created_at = excluded.created_at
$$;

-- Takes the attempt out: a state and its code work once, in the browser and for the council they were begun for.
create or replace function identity.take_sign_in(browser text, council_slug text, state text)
returns table (nonce text, verifier text, return_to text, confirms uuid, begun_at timestamptz)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from identity.sign_ins s
   where s.browser_hash = sha256(convert_to(browser, 'UTF8')) and s.slug = council_slug
     and s.state_hash = sha256(convert_to(take_sign_in.state, 'UTF8'))
     and s.created_at > transaction_timestamp() - interval '10 minutes'
  returning s.nonce, s.verifier, s.return_to, s.confirms, s.created_at
$$;

-- Who signed in is (council, issuer, subject), never an e-mail address. Groups of the provider give roles and teams
-- through the council's own mapping; somebody whose groups give no role is refused (no row). The name and the roles
-- follow the provider at each sign-in; a colleague who left the group loses them at once.
create or replace function identity.sign_in(council_slug text, the_issuer text, the_subject text, the_name text,
                                            groups text[], new_token text, from_agent text)
returns table (session_id uuid, council_id uuid, staff_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_council uuid; the_account uuid; the_staff uuid; the_roles text[]; the_session uuid := gen_random_uuid();
begin
  select p.council_id into the_council from identity.providers p where p.slug = council_slug and p.issuer = the_issuer
     and p.ended_at is null;
  if not found then return; end if;
  select c.account_id into the_account from identity.credentials c
   where c.slug = council_slug and c.issuer = the_issuer and c.subject = the_subject;
  if the_council is null then
    if the_account is null or not exists (select from identity.operators o where o.account_id = the_account and o.ended_at is null)
    then return; end if;
  else
    select array_agg(distinct g.role order by g.role) into the_roles from identity.group_roles g
     where g.council_id = the_council and g.provider_group = any (groups) and g.role is not null;
    if the_account is null and the_roles is null then return; end if;
    if the_account is null then
      the_account := gen_random_uuid(); the_staff := gen_random_uuid();
      insert into identity.accounts (id) values (the_account);
      insert into identity.credentials (slug, issuer, subject, account_id) values (council_slug, the_issuer, the_subject, the_account);
      insert into council.staff (tenant_id, id, display_name, roles) values (the_council, the_staff, the_name, the_roles);
      insert into identity.memberships (account_id, council_id, staff_id) values (the_account, the_council, the_staff);
    else
      select m.staff_id into the_staff from identity.memberships m
       where m.account_id = the_account and m.council_id = the_council and m.ended_at is null;
      if not found then return; end if;
      -- A provider that says nothing of groups (NULL) leaves the roles as they are.
      update council.staff s set display_name = coalesce(nullif(the_name, ''), s.display_name),
             roles = case when groups is null then s.roles else coalesce(the_roles, '{}') end
       where s.tenant_id = the_council and s.id = the_staff;
      if groups is not null and the_roles is null then
        update identity.sessions s set ended_at = transaction_timestamp()
         where s.account_id = the_account and s.council_id = the_council and s.ended_at is null;
        return;
      end if;
    end if;
    delete from council.team_members tm
     where tm.tenant_id = the_council and tm.staff_id = the_staff and tm.by_provider and groups is not null
       and not exists (select from identity.group_roles g where g.council_id = the_council
                        and g.provider_group = any (groups) and g.team_id = tm.team_id);
    insert into council.team_members (tenant_id, team_id, staff_id, by_provider)
      select distinct the_council, g.team_id, the_staff, true from identity.group_roles g
       where g.council_id = the_council and g.provider_group = any (groups) and g.team_id is not null
         -- Whom the council has put into a team by hand, the provider's groups no longer move.
         and not exists (select from council.team_members tm where tm.tenant_id = the_council
                          and tm.staff_id = the_staff and not tm.by_provider)
      on conflict do nothing;
  end if;
  insert into identity.sessions (id, token_hash, account_id, council_id, agent)
  values (the_session, sha256(convert_to(new_token, 'UTF8')), the_account, the_council, left(from_agent, 200));
  return query select the_session, the_council, the_staff;
end $$;

-- Where somebody who signs in is written to: an address that their council's own provider gives. It says nothing of who
-- they are, and is kept when the provider stops saying it.
create or replace function identity.write_to(council_slug text, the_issuer text, the_subject text, address text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update council.staff s set email = address
    from identity.credentials c
    join identity.providers p on (p.slug, p.issuer) = (c.slug, c.issuer)
    join identity.memberships m on (m.account_id, m.council_id) = (c.account_id, p.council_id)
   where c.slug = council_slug and c.issuer = the_issuer and c.subject = the_subject and m.ended_at is null
     and (s.tenant_id, s.id) = (m.council_id, m.staff_id)
$$;
