-- Local accounts. Only role cg_login may call what leads to a session. Passwords and codes are checked by the caller,
-- which has the time and the keys; what works once is marked here, in the statement that asks whether it still works.

-- The session of a token, while it is open. For the functions beside it alone.
create or replace function identity.of_token(token text)
returns table (session_id uuid, account_id uuid, council_id uuid)
language sql stable as $$
  select s.id, s.account_id, s.council_id from identity.sessions s
   where s.token_hash = sha256(convert_to(token, 'UTF8')) and s.ended_at is null
     and s.expires_at > transaction_timestamp() and s.seen_at > transaction_timestamp() - s.idle_limit
$$;

-- A message to somebody's own address, in the transaction of what it is about.
create or replace function identity.write_letter(the_id uuid, the_kind text, to_slug text, to_address text, sealed bytea,
                                                 in_lang text, about_what uuid) returns void
language sql volatile as $$
  insert into identity.letters (id, kind, slug, address, token, lang, about)
  values (the_id, the_kind, to_slug, to_address, sealed, in_lang, about_what)
$$;

-- The same to an account, through the council for which it acts, in the language of that council's staff list.
create or replace function identity.tell_account(the_account uuid, the_council uuid, the_kind text) returns void
language sql volatile as $$
  select identity.write_letter(gen_random_uuid(), the_kind, c.slug, l.email, null, st.lang, null)
    from identity.local_accounts l
    join identity.memberships m on m.account_id = l.account_id
    join council.staff st on (st.tenant_id, st.id) = (m.council_id, m.staff_id)
    join commons.councils c on c.id = m.council_id
   where l.account_id = the_account and m.council_id = the_council
$$;

-- A code of the authenticator, or a recovery code: true the first time, and never again. Of codes of the authenticator
-- none that is older than one that was taken.
create or replace function identity.take_factor(the_account uuid, step bigint, recovery bytea) returns boolean
language plpgsql volatile as $$
begin
  if step is null then
    update identity.recovery_codes c set used_at = transaction_timestamp()
     where c.account_id = the_account and c.code_hash = recovery and c.used_at is null;
  else
    update identity.local_accounts l set totp_step = step where l.account_id = the_account and l.totp_step < step;
  end if;
  return found;
end $$;

-- A new session of an account that has shown both factors. A browser that it has not used before is told of by letter.
create or replace function identity.begin_local_session(the_account uuid, the_council uuid, new_token text, device text,
                                                        from_agent text) returns uuid
language plpgsql volatile as $$
declare
  the_session uuid := gen_random_uuid();
begin
  update identity.devices d set seen_at = transaction_timestamp()
   where d.account_id = the_account and d.token_hash = sha256(convert_to(device, 'UTF8'));
  if not found then
    insert into identity.devices (account_id, token_hash) values (the_account, sha256(convert_to(device, 'UTF8')));
    perform identity.tell_account(the_account, the_council, 'new_device');
  end if;
  insert into identity.sessions (id, token_hash, account_id, council_id, agent)
  values (the_session, sha256(convert_to(new_token, 'UTF8')), the_account, the_council, left(from_agent, 200));
  return the_session;
end $$;

-- Every invitation of a council to this address that is still open ends, and a letter with its link that waits is not
-- sent: whoever was invited twice has no second way in.
create or replace function identity.revoke_all_to(the_council uuid, the_email text) returns void
language sql volatile as $$
  with revoked as (
    update council.invitations i set revoked_at = transaction_timestamp()
     where i.tenant_id = the_council and lower(i.email) = lower(the_email) and i.accepted_at is null and i.revoked_at is null
    returning i.id)
  delete from identity.letters l using revoked r where l.about = r.id and l.sent_at is null
$$;

-- An administrator whose account was taken away because phone and codes were lost (`commonground tenant let-back-in`) works
-- here still: the account that they have made anew acts for every council as who they were. Nobody else is without one.
create or replace function identity.come_back_as(the_council uuid, the_email text, the_account uuid) returns void
language sql volatile as $$
  update identity.memberships m set account_id = the_account
    from council.staff st
    join identity.memberships lost on (lost.council_id, lost.staff_id) = (st.tenant_id, st.id)
   where st.tenant_id = the_council and lower(st.email) = lower(the_email) and st.local and st.ended_at is null
     and m.account_id = lost.account_id and m.ended_at is null
     and not exists (select from identity.local_accounts l where l.account_id = lost.account_id)
     and not exists (select from identity.memberships had
                      where (had.account_id, had.council_id) = (the_account, m.council_id))
$$;

-- An invitation becomes a membership: name, roles and teams as the council gave them. Whoever is a member already stays
-- as they are; whoever was one comes back as somebody new to the staff list. Others that they had of this council are over.
create or replace function identity.take_in(the_invitation bytea, the_slug text, the_account uuid) returns boolean
language plpgsql volatile as $$
declare
  invited council.invitations%rowtype; the_staff uuid := gen_random_uuid();
begin
  update council.invitations i set accepted_at = transaction_timestamp()
    from commons.councils c
   where c.id = i.tenant_id and c.slug = the_slug and i.token_hash = the_invitation and i.accepted_at is null
     and i.revoked_at is null and i.expires_at > transaction_timestamp()
  returning i.* into invited;
  if not found then return false; end if;
  perform identity.revoke_all_to(invited.tenant_id, invited.email);
  perform identity.come_back_as(invited.tenant_id, invited.email, the_account);
  if exists (select from identity.memberships m where m.account_id = the_account and m.council_id = invited.tenant_id
              and m.ended_at is null) then return true; end if;
  insert into council.staff (tenant_id, id, display_name, roles, email, lang, local, organisation_id)
  values (invited.tenant_id, the_staff, invited.name, invited.roles, invited.email, invited.lang, true,
          invited.organisation_id);
  insert into council.team_members (tenant_id, team_id, staff_id)
  select t.tenant_id, t.id, the_staff from council.teams t
   where t.tenant_id = invited.tenant_id and t.id::text = any (invited.teams);
  insert into identity.memberships (account_id, council_id, staff_id) values (the_account, invited.tenant_id, the_staff)
  on conflict (account_id, council_id) do update set staff_id = excluded.staff_id, since = excluded.since, ended_at = null;
  return true;
end $$;

-- Whether anybody signs in for a council with an account of ours.
create or replace function identity.has_local(of_council uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from identity.memberships m join identity.local_accounts l on l.account_id = m.account_id
                  where m.council_id = of_council and m.ended_at is null)
$$;

-- What a password is checked against. No row: nobody acts for this council with this address, whoever has it elsewhere.
create or replace function identity.local_account(council_slug text, the_email text)
returns table (account_id uuid, password_hash text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.account_id, l.password_hash from identity.local_accounts l
    join identity.memberships m on m.account_id = l.account_id
    join commons.councils c on c.id = m.council_id
   where l.email = the_email and c.slug = council_slug and m.ended_at is null
$$;

-- An invitation whose link still works. `known`: its address belongs to an account that acts for somebody; then it is
-- accepted by signing in with that account, and by nobody else.
create or replace function identity.invitation_of(token text, council_slug text)
returns table (slug text, council text, email text, name text, roles text[], invited_by text, expires_at timestamptz,
               known boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.slug, c.name, i.email, i.name, i.roles, st.display_name, i.expires_at,
         exists (select from identity.local_accounts l join identity.memberships m on m.account_id = l.account_id
                  where l.email = i.email and m.ended_at is null)
    from council.invitations i join commons.councils c on c.id = i.tenant_id
    left join council.staff st on (st.tenant_id, st.id) = (i.tenant_id, i.invited_by)
   where i.token_hash = sha256(convert_to(token, 'UTF8')) and c.slug = coalesce(council_slug, c.slug)
     and i.accepted_at is null and i.revoked_at is null and i.expires_at > transaction_timestamp()
$$;

-- The same for whoever accepts an invitation with the account that they have already, whichever council it is of.
create or replace function identity.invited_account(token text, council_slug text)
returns table (account_id uuid, password_hash text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.account_id, l.password_hash from identity.invitation_of(token, council_slug) i
    join identity.local_accounts l on l.email = i.email
   where i.known
$$;

-- The password was right: half a sign-in, bound to this browser and to this council's address.
create or replace function identity.begin_half(browser text, council_slug text, the_account uuid, invitation text,
                                               return_to text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into identity.half_sign_ins (browser_hash, slug, account_id, invitation_hash, return_to)
  values (sha256(convert_to(browser, 'UTF8')), council_slug, the_account, sha256(convert_to(invitation, 'UTF8')), return_to)
$$;

create or replace function identity.half_sign_in(browser text, council_slug text)
returns table (account_id uuid, totp bytea, proved boolean, invited boolean, return_to text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.account_id, l.totp, h.proved_at is not null, h.invitation_hash is not null, h.return_to
    from identity.half_sign_ins h join identity.local_accounts l on l.account_id = h.account_id
   where h.browser_hash = sha256(convert_to(browser, 'UTF8')) and h.slug = council_slug
     and h.begun_at > transaction_timestamp() - interval '10 minutes'
$$;

-- The second factor was shown. A code that was taken elsewhere meanwhile is refused.
create or replace function identity.prove_half(browser text, council_slug text, step bigint, recovery bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_account uuid;
begin
  select h.account_id into the_account from identity.half_sign_in(browser, council_slug) h;
  if not identity.take_factor(the_account, step, recovery) then return false; end if;
  update identity.half_sign_ins set proved_at = transaction_timestamp()
   where browser_hash = sha256(convert_to(browser, 'UTF8'));
  return true;
end $$;

-- For whom whoever has shown both factors may act.
create or replace function identity.half_councils(browser text, council_slug text) returns table (slug text, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.slug, c.name from identity.half_sign_in(browser, council_slug) h
    join identity.memberships m on m.account_id = h.account_id
    join commons.councils c on c.id = m.council_id
   where h.proved and m.ended_at is null
   order by c.name
$$;

-- Both factors shown, and chosen for whom: the session, with a new token. What was half is gone either way.
create or replace function identity.finish_half(browser text, council_slug text, chosen text, new_token text, device text,
                                                from_agent text)
returns table (session_id uuid, council_id uuid, staff_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  half identity.half_sign_ins%rowtype; the_council uuid; the_staff uuid;
begin
  delete from identity.half_sign_ins h
   where h.browser_hash = sha256(convert_to(browser, 'UTF8')) and h.slug = council_slug
     and h.begun_at > transaction_timestamp() - interval '10 minutes' and h.proved_at is not null
  returning h.* into half;
  if half.invitation_hash is not null then
    perform identity.take_in(half.invitation_hash, half.slug, half.account_id);
  end if;
  select m.council_id, m.staff_id into the_council, the_staff from identity.memberships m
    join commons.councils c on c.id = m.council_id
   where m.account_id = half.account_id and c.slug = chosen and m.ended_at is null;
  if not found then return; end if;
  return query select identity.begin_local_session(half.account_id, the_council, new_token, device, from_agent),
                      the_council, the_staff;
end $$;

-- A password was chosen; the authenticator is still to come. Nobody has an account by this.
create or replace function identity.begin_enrolment(browser text, token text, council_slug text, the_password_hash text,
                                                    the_totp bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into identity.enrolments (browser_hash, slug, invitation_hash, password_hash, totp)
  select sha256(convert_to(browser, 'UTF8')), i.slug, sha256(convert_to(token, 'UTF8')), the_password_hash, the_totp
    from identity.invitation_of(token, council_slug) i where not i.known;
  return found;
end $$;

create or replace function identity.enrolment_of(browser text, council_slug text)
returns table (totp bytea, email text, council text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.totp, i.email, c.name from identity.enrolments e
    join commons.councils c on c.slug = e.slug
    join council.invitations i on i.tenant_id = c.id and i.token_hash = e.invitation_hash
   where e.browser_hash = sha256(convert_to(browser, 'UTF8')) and e.slug = council_slug
     and e.begun_at > transaction_timestamp() - interval '1 hour'
     and i.accepted_at is null and i.revoked_at is null and i.expires_at > transaction_timestamp()
$$;

-- The authenticator shows codes: now there is an account, and its first session. The sealed secret is given once more,
-- tied to the account's own id. An address whose account acts for nobody any more is free to begin anew.
create or replace function identity.accept_invitation(browser text, council_slug text, the_account uuid, the_totp bytea,
                                                      step bigint, codes bytea[], new_token text, device text,
                                                      from_agent text)
returns table (session_id uuid, council_id uuid, staff_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  enrolled identity.enrolments%rowtype; the_email text; the_session uuid; the_council uuid; the_staff uuid;
begin
  select i.email into the_email from identity.enrolment_of(browser, council_slug) i;
  delete from identity.enrolments e where e.browser_hash = sha256(convert_to(browser, 'UTF8')) returning e.* into enrolled;
  if the_email is null or exists (
    select from identity.local_accounts l join identity.memberships m on m.account_id = l.account_id
     where l.email = the_email and m.ended_at is null) then return; end if;
  delete from identity.local_accounts l where l.email = the_email;
  insert into identity.accounts (id) values (the_account);
  insert into identity.local_accounts (account_id, email, password_hash, totp, totp_step)
  values (the_account, the_email, enrolled.password_hash, the_totp, step);
  insert into identity.recovery_codes (account_id, code_hash) select the_account, c from unnest(codes) c;
  if not identity.take_in(enrolled.invitation_hash, council_slug, the_account) then
    raise exception 'the invitation is over' using errcode = 'insufficient_privilege';
  end if;
  insert into identity.devices (account_id, token_hash) values (the_account, sha256(convert_to(device, 'UTF8')));
  select m.council_id, m.staff_id into the_council, the_staff
    from identity.memberships m join commons.councils c on c.id = m.council_id
   where m.account_id = the_account and c.slug = council_slug;
  the_session := identity.begin_local_session(the_account, the_council, new_token, device, from_agent);
  -- In this very act the authenticator has shown its first code. Of whoever nobody of the council invited, its first
  -- administrator, this one session is confirmed from its beginning: the next thing to do is to invite somebody.
  update identity.sessions s set confirmed_at = transaction_timestamp() from council.invitations i
   where s.id = the_session and i.token_hash = enrolled.invitation_hash and i.invited_by is null;
  return query select the_session, the_council, the_staff;
end $$;

-- Somebody asks for a new password. The same is written for an address that nobody has, only that no letter goes.
create or replace function identity.begin_reset(council_slug text, the_email text, token text, letter uuid, sealed bytea,
                                                in_lang text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_account uuid;
begin
  select a.account_id into the_account from identity.local_account(council_slug, the_email) a;
  delete from identity.password_resets r where r.account_id = the_account;
  insert into identity.password_resets (token_hash, slug, account_id)
  values (sha256(convert_to(token, 'UTF8')), council_slug, the_account);
  insert into identity.letters (id, kind, slug, address, token, lang, sent_at)
  values (letter, 'password_reset', council_slug, case when the_account is not null then the_email end,
          case when the_account is not null then sealed end, in_lang,
          case when the_account is null then transaction_timestamp() end);
end $$;

create or replace function identity.reset_of(token text, council_slug text) returns table (account_id uuid, email text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.account_id, l.email from identity.password_resets r join identity.local_accounts l on l.account_id = r.account_id
   where r.token_hash = sha256(convert_to(token, 'UTF8')) and r.slug = council_slug
     and r.asked_at > transaction_timestamp() - interval '1 hour'
$$;

-- The new password counts at once, and whoever is signed in with the old one is out, everywhere. Nobody is signed in by
-- it: the second factor is asked as ever.
create or replace function identity.finish_reset(token text, council_slug text, new_hash text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_account uuid;
begin
  select r.account_id into the_account from identity.reset_of(token, council_slug) r;
  if not found then return false; end if;
  delete from identity.password_resets r where r.account_id = the_account;
  delete from identity.half_sign_ins h where h.account_id = the_account;
  update identity.local_accounts l set password_hash = new_hash where l.account_id = the_account;
  update identity.sessions s set ended_at = transaction_timestamp() where s.account_id = the_account and s.ended_at is null;
  perform identity.tell_account(the_account, c.id, 'password_changed') from commons.councils c where c.slug = council_slug;
  return true;
end $$;
