-- A council's people: who is invited, what they may do, and when their work here ends. Only a council administrator,
-- under the pass of their own session, and never for themselves. What a role may do stands in `access/roles.py`; that
-- nobody is given a role that is not a council's to give stands here.

-- The roles that a council gives to its own people, as `STAFF_ROLES` says.
create or replace function identity.are_staff_roles(asked text[]) returns boolean
language sql immutable as $$
  select cardinality(asked) > 0 and asked <@ array['front_door_screener', 'practitioner', 'team_manager', 'cs_consultant',
    'conference_chair', 'panel_coordinator', 'qa_auditor', 'analyst', 'ig_lead', 'overlap_coordinator', 'council_admin']
$$;

-- The council and the member of staff of a council administrator's pass. Refused for everybody else.
create or replace function identity.acting_admin() returns uuid[]
language plpgsql stable as $$
declare
  the_council uuid := identity.council_as('session'); the_staff uuid;
begin
  select m.staff_id into the_staff from identity.memberships m
    join council.staff st on (st.tenant_id, st.id) = (m.council_id, m.staff_id)
   where m.council_id = the_council and m.account_id = identity.account() and 'council_admin' = any (st.roles);
  if not found then
    raise exception 'this is for a council administrator' using errcode = 'insufficient_privilege';
  end if;
  return array[the_council, the_staff];
end $$;

-- False where somebody with this address works here already: for their own roles nobody invites themselves.
create or replace function identity.invite(invitation uuid, the_email text, the_name text, the_roles text[],
                                           the_teams text[], in_lang text, token text, letter uuid, sealed bytea)
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  if not identity.are_staff_roles(the_roles) then
    raise exception 'a council does not give these roles' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from council.staff st where st.tenant_id = admin[1] and lower(st.email) = the_email
              and st.ended_at is null) then return false; end if;
  insert into council.invitations (tenant_id, id, email, name, roles, teams, lang, token_hash, invited_by, expires_at)
  values (admin[1], invitation, the_email, the_name, the_roles, the_teams, in_lang, sha256(convert_to(token, 'UTF8')),
          admin[2], transaction_timestamp() + interval '7 days');
  perform identity.write_letter(letter, 'invitation', c.slug, the_email, sealed, in_lang, invitation)
     from commons.councils c where c.id = admin[1];
  return true;
end $$;

-- Somebody who works for a partner organisation of the council, while the council works with it; in no team, and as a
-- partner alone. False as above, and where there is no such organisation.
create or replace function identity.invite_partner(invitation uuid, of_organisation uuid, the_email text, the_name text,
                                                   the_role text, in_lang text, token text, letter uuid, sealed bytea)
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  if the_role is null or the_role not in ('partner', 'school_dsl') then
    raise exception 'nobody of a partner has this role' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from council.staff st where st.tenant_id = admin[1] and lower(st.email) = the_email
              and st.ended_at is null) then return false; end if;
  insert into council.invitations (tenant_id, id, email, name, roles, teams, lang, organisation_id, token_hash, invited_by,
                                   expires_at)
  select o.tenant_id, invitation, the_email, the_name, array[the_role], '{}', in_lang, o.id,
         sha256(convert_to(token, 'UTF8')), admin[2], transaction_timestamp() + interval '7 days'
    from council.partner_organisations o
   where o.tenant_id = admin[1] and o.id = of_organisation and o.ended_at is null;
  if not found then return false; end if;
  perform identity.write_letter(letter, 'invitation', c.slug, the_email, sealed, in_lang, invitation)
     from commons.councils c where c.id = admin[1];
  return true;
end $$;

-- Sent again, with a new link; the link before it works no more.
create or replace function identity.invite_again(invitation uuid, token text, letter uuid, sealed bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin(); invited council.invitations%rowtype;
begin
  update council.invitations i set token_hash = sha256(convert_to(token, 'UTF8')),
         expires_at = transaction_timestamp() + interval '7 days'
   where i.tenant_id = admin[1] and i.id = invitation and i.accepted_at is null and i.revoked_at is null
  returning i.* into invited;
  if not found then return false; end if;
  delete from identity.letters l where l.about = invitation and l.sent_at is null;
  perform identity.write_letter(letter, 'invitation', c.slug, invited.email, sealed, invited.lang, invitation)
     from commons.councils c where c.id = admin[1];
  return true;
end $$;

create or replace function identity.revoke_invitation(invitation uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  update council.invitations i set revoked_at = transaction_timestamp()
   where i.tenant_id = admin[1] and i.id = invitation and i.accepted_at is null and i.revoked_at is null;
  if not found then return false; end if;
  delete from identity.letters l where l.about = invitation and l.sent_at is null;
  return true;
end $$;

-- Whoever was invited for a partner with which the council works no more: their links work no more, even if it is taken
-- up again. For whoever keeps the register; what has not ended is left as it is.
create or replace function identity.revoke_of_partner(of_organisation uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with revoked as (
    update council.invitations i set revoked_at = transaction_timestamp() from council.partner_organisations o
     where (o.tenant_id, o.id) = (i.tenant_id, i.organisation_id) and o.tenant_id = (select identity.council_as('session'))
       and o.id = of_organisation and o.ended_at is not null and i.accepted_at is null and i.revoked_at is null
    returning i.id)
  delete from identity.letters l using revoked r where l.about = r.id and l.sent_at is null
$$;

-- Of people with local accounts alone: everybody else's roles follow the groups of the council's provider. Nor of whoever
-- works for a partner: they are never made the council's own.
create or replace function identity.change_roles(staff uuid, the_roles text[]) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  if not identity.are_staff_roles(the_roles) then
    raise exception 'a council does not give these roles' using errcode = 'insufficient_privilege';
  end if;
  update council.staff st set roles = the_roles
   where st.tenant_id = admin[1] and st.id = staff and st.id <> admin[2] and st.local and st.ended_at is null
     and st.organisation_id is null;
  return found;
end $$;

-- From the next request on they are nobody here: in no list of colleagues, and in no session of this council. Nor do they
-- come back by an invitation that was sent before.
create or replace function identity.end_work(staff uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin(); the_account uuid; the_email text;
begin
  update council.staff st set ended_at = transaction_timestamp()
   where st.tenant_id = admin[1] and st.id = staff and st.id <> admin[2] and st.ended_at is null
  returning st.email into the_email;
  if not found then return false; end if;
  perform identity.revoke_all_to(admin[1], the_email);
  update identity.memberships m set ended_at = transaction_timestamp()
   where m.council_id = admin[1] and m.staff_id = staff
  returning m.account_id into the_account;
  update identity.sessions s set ended_at = transaction_timestamp()
   where s.account_id = the_account and s.council_id = admin[1] and s.ended_at is null;
  perform identity.tell_account(the_account, admin[1], 'work_ended');
  return true;
end $$;

-- Whoever could say who opens a restricted record and can no more, because their work ended or a role was taken from them,
-- may leave one that has nobody. A worker looks, whichever way it came: by an administrator, or by the groups that their
-- provider gives at sign-in. Whoever does it learns nothing of what they were named on. The role is that of `roles.KEEPERS`.
create or replace function identity.look_what_they_leave() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.ended_at is null and 'team_manager' = any (old.roles)
     and (new.ended_at is not null or 'team_manager' <> all (new.roles)) then
    insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)
    values (system.new_id(), new.tenant_id, 'nobody_left', 'staff', new.id, transaction_timestamp());
  end if;
  return null;
end $$;

create or replace trigger look_what_they_leave after update of roles, ended_at on council.staff
  for each row execute function identity.look_what_they_leave();

-- Those whose work here has ended and whom the council's provider, as it is set up now, knows still. Nobody who works here
-- meanwhile, with an account of ours at the same address.
create or replace function identity.who_may_return() returns table (staff uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin();
begin
  return query select st.id from council.staff st
    join identity.memberships m on (m.council_id, m.staff_id) = (st.tenant_id, st.id)
   where st.tenant_id = admin[1] and not st.local and st.ended_at is not null
     and identity.is_known_to_provider(admin[1], m.account_id)
     and not exists (select from council.staff here
                      where here.tenant_id = st.tenant_id and lower(here.email) = lower(st.email) and here.ended_at is null);
end $$;

-- They come back as somebody new to the staff list, in no team and in nobody's circle, with the roles that they had until
-- the provider says what its groups give. Null where they may not.
create or replace function identity.take_back(gone uuid) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  admin uuid[] := identity.acting_admin(); anew uuid := gen_random_uuid();
begin
  -- Of two who let them come back at once, the second finds nobody.
  perform from identity.memberships m where m.council_id = admin[1] and m.staff_id = gone for update;
  insert into council.staff (tenant_id, id, display_name, roles, email, lang)
  select st.tenant_id, anew, st.display_name, st.roles, st.email, st.lang from council.staff st
    join identity.who_may_return() r on r.staff = st.id
   where st.tenant_id = admin[1] and st.id = gone;
  if not found then return null; end if;
  update identity.memberships m set staff_id = anew, since = transaction_timestamp(), ended_at = null
   where m.council_id = admin[1] and m.staff_id = gone;
  return anew;
end $$;
