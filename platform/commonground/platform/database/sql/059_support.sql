-- Support access: a council lets one person who runs the platform look at its settings and lists, for a reason and until a
-- moment. Whether a grant stands is asked anew whenever a session is opened (`open_session`), so that an end counts from
-- the next request on. The pass of such a visit is of a kind of its own, `support`, for which tables have arms that read
-- and none that writes; the one thing it leaves is what it opened, in the council's own trail.

-- The visit that this session is on, while the grant stands.
create or replace function identity.standing_visit(the_session uuid, the_account uuid)
returns table (tenant_id uuid, grant_id uuid, use_id uuid, until_at timestamptz)
language sql stable as $$
  select u.tenant_id, g.id, u.id, g.until_at
    from council.support_uses u
    join council.support_grants g on (g.tenant_id, g.id) = (u.tenant_id, u.grant_id)
    join identity.operators o on o.account_id = the_account and o.role = 'platform_operator'
   where u.session_id = the_session and u.left_at is null and g.operator_id = the_account
     and g.ended_at is null and g.until_at > transaction_timestamp()
   order by u.entered_at desc, u.id limit 1
$$;

-- The council and the member of staff of a pass that may let somebody in, as `access/roles.py` says. Refused for
-- everybody else.
create or replace function identity.acting_granter() returns uuid[]
language plpgsql stable as $$
declare
  who uuid[] := identity.opened_as('session');
begin
  if not exists (select from council.staff st where array[st.tenant_id, st.id] = who
                    and st.roles && array['council_admin', 'ig_lead']) then
    raise exception 'this is for whoever lets support in' using errcode = 'insufficient_privilege';
  end if;
  return who;
end $$;

-- Whom one can let in: the people who run the platform.
create or replace function identity.support_people() returns table (account_id uuid, display_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid[] := identity.acting_granter();
begin
  return query select o.account_id, o.display_name from identity.operators o
   where o.ended_at is null and o.role = 'platform_operator'
    order by o.display_name, o.account_id;
end $$;

-- False where nobody of this account runs the platform. How long it lasts at most is a constraint of the table.
create or replace function identity.grant_support(the_grant uuid, whom uuid, why text, lasts interval) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid[] := identity.acting_granter();
begin
  insert into council.support_grants (tenant_id, id, operator_id, operator_name, reason, granted_by, granted_at, until_at)
  select who[1], the_grant, o.account_id, o.display_name, why, who[2], transaction_timestamp(),
         transaction_timestamp() + lasts
    from identity.operators o where o.account_id = whom and o.ended_at is null and o.role = 'platform_operator';
  return found;
end $$;

-- For good: nothing takes an end back. False where it does not stand, or is another council's.
create or replace function identity.end_support(the_grant uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid[] := identity.acting_granter();
begin
  update council.support_grants g set ended_at = transaction_timestamp(), ended_by = who[2]
   where g.tenant_id = who[1] and g.id = the_grant and g.ended_at is null and g.until_at > transaction_timestamp();
  return found;
end $$;

-- Which councils have let in whoever holds this operator's pass, and when; newest first.
create or replace function identity.my_support()
returns table (id uuid, council text, reason text, granted_at timestamptz, until_at timestamptz, ended_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_operator uuid := identity.acting_operator();
begin
  return query select g.id, c.name, g.reason, g.granted_at, g.until_at, g.ended_at
    from council.support_grants g join commons.councils c on c.id = g.tenant_id
   where g.operator_id = the_operator and g.until_at > transaction_timestamp() - interval '30 days'
   order by g.granted_at desc, g.id;
end $$;

-- One entry in the trail of the visited council, under the visitor's name and with their reason. False where there is no
-- such visit: then nothing is written.
create or replace function identity.note_visit(the_council uuid, the_use uuid, what text, kind text, about uuid,
                                               known_as text, from_address text, request text) returns boolean
language plpgsql volatile as $$
begin
  insert into audit.entries (tenant_id, id, at, action, subject_kind, subject_id, reference, why, address, request_id)
  select u.tenant_id, system.new_id(), transaction_timestamp(), what, kind, about, known_as,
         'By ' || g.operator_name || ', for support: ' || u.why, from_address, request
    from council.support_uses u
    join council.support_grants g on (g.tenant_id, g.id) = (u.tenant_id, u.grant_id)
   where (u.tenant_id, u.id) = (the_council, the_use);
  return found;
end $$;

-- Go in, in this session, for a reason. It stands in the council's trail, and is told to whoever answers for access there.
-- False where the grant does not stand or is somebody else's.
create or replace function identity.enter_support(the_grant uuid, the_use uuid, the_why text, from_address text,
                                                  request text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_operator uuid := identity.acting_operator(); granted council.support_grants%rowtype;
begin
  select g.* into granted from council.support_grants g
   where g.id = the_grant and g.operator_id = the_operator and g.ended_at is null
     and g.until_at > transaction_timestamp();
  if not found then return false; end if;
  insert into council.support_uses (tenant_id, id, grant_id, session_id, why, entered_at)
  values (granted.tenant_id, the_use, granted.id, (identity.about_as('operator'))[2]::uuid, the_why,
          transaction_timestamp());
  insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)
  values (system.new_id(), granted.tenant_id, 'support_used', 'support', granted.id, transaction_timestamp());
  return identity.note_visit(granted.tenant_id, the_use, 'use_support', 'support', granted.id, null, from_address,
                             request);
end $$;

-- What a visitor opened, or was refused. False without such a pass.
create or replace function identity.note_support(what text, kind text, about uuid, known_as text, from_address text,
                                                 request text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  visit text[] := identity.about_as('support');
begin
  return identity.note_visit(visit[1]::uuid, visit[2]::uuid, what, kind, about, known_as, from_address, request);
end $$;

-- Step out, before the time is over.
create or replace function identity.leave_support() returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  visit text[] := identity.about_as('support');
begin
  update council.support_uses u set left_at = transaction_timestamp()
   where (u.tenant_id, u.id) = (visit[1]::uuid, visit[2]::uuid) and u.left_at is null;
  return found;
end $$;
