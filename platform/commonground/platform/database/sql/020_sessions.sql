-- Opening the pass and authenticating the request is this one statement. No row: no session, and no pass.
-- `touch` is false for polls, so that an open page does not keep a forgotten session alive.
create or replace function identity.open_session(token text, touch boolean)
returns table (session_id uuid, account_id uuid, council_id uuid, staff_id uuid, council_slug text, council_name text,
               council_colour text, display_name text, roles text[], team_ids uuid[], team_name text, unread bigint,
               looked_at timestamptz, nation text, reads_from time, reads_until time, confirmed_at timestamptz, local boolean,
               closures date[], takes_reports boolean, switched_off text[], organisation_id uuid, organisation_name text,
               support_id uuid, support_until timestamptz, labels_version integer, legal_powers text[], areas text[],
               organisation_ended boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_session identity.sessions%rowtype; works_for uuid; acts_as uuid; visit record; of_ours identity.operators%rowtype;
begin
  select s.* into found_session from identity.sessions s
   where s.token_hash = sha256(convert_to(token, 'UTF8')) and s.ended_at is null
     and s.expires_at > transaction_timestamp()
     and s.seen_at > transaction_timestamp() - s.idle_limit;
  if not found then return; end if;
  if touch and found_session.seen_at < transaction_timestamp() - interval '1 minute' then
    update identity.sessions set seen_at = transaction_timestamp() where id = found_session.id;
  end if;
  if found_session.council_id is null then
    select o.* into of_ours from identity.operators o where o.account_id = found_session.account_id and o.ended_at is null;
    if not found then return; end if;
    -- On a visit that a council allows, the pass is of another kind, which reads a little of that council and writes
    -- nothing. Else it opens no council at all; it says which session it is, so that a visit is of one session.
    select v.* into visit from identity.standing_visit(found_session.id, found_session.account_id) v;
    return query select found_session.id, of_ours.account_id, c.id, null::uuid, c.slug, c.name, c.colour,
      of_ours.display_name, array[case when visit.use_id is null then of_ours.role else 'platform_support' end], '{}'::uuid[],
      null::text, 0::bigint, found_session.created_at, c.nation, null::time, null::time, found_session.confirmed_at,
      false, null::date[], null::boolean, null::text[], null::uuid, null::text, visit.grant_id, visit.until_at, 0,
      null::text[], null::text[], false
      from (select visit.tenant_id) there left join commons.councils c on c.id = there.tenant_id;
    perform identity.set_pass(case when visit.use_id is not null then 'support'
      when of_ours.role = 'platform_operator' then 'operator' else 'facilitator' end, visit.tenant_id,
      found_session.account_id, visit.grant_id, coalesce(visit.use_id, found_session.id)::text);
    return;
  end if;
  select st.id, st.organisation_id into acts_as, works_for
    from identity.memberships m join council.staff st on st.tenant_id = m.council_id and st.id = m.staff_id
   where m.account_id = found_session.account_id and m.council_id = found_session.council_id
     and m.ended_at is null and st.ended_at is null;
  if not found then return; end if;
  -- The pass also says who acts and in which session, so that nobody puts anything in under another's name (`Own`).
  -- Of whoever works for a partner it is of another kind, which opens what is their own and nothing of the council's.
  perform identity.set_pass(case when works_for is null then 'session' else 'partner' end, found_session.council_id,
    found_session.account_id, acts_as, found_session.id::text);
  return query
    select found_session.id, m.account_id, m.council_id, st.id, c.slug, c.name, c.colour, st.display_name, st.roles,
           coalesce((select array_agg(tm.team_id) from council.team_members tm
                      where tm.tenant_id = m.council_id and tm.staff_id = st.id), '{}'),
           (select min(t.name) from council.team_members tm join council.teams t
                on t.tenant_id = tm.tenant_id and t.id = tm.team_id
              where tm.tenant_id = m.council_id and tm.staff_id = st.id),
           (select count(*) from council.notifications n where n.tenant_id = m.council_id and n.staff_id = st.id
              and n.read_at is null
              -- A partner's list has none of what is over (`NotificationRow`).
              and (n.subject_kind <> 'shared' or n.subject_id in (select i.id from tenants.standing_invitations() i))
              and (n.subject_kind <> 'referred' or o.ended_at is null)),
           st.looked_at, c.nation, c.reads_from, c.reads_until, found_session.confirmed_at, st.local,
           c.closures, c.opened_at is not null, c.switched_off, o.id, o.name, null::uuid,
           null::timestamptz,
           -- Whoever works for a partner reads our words, which are the same for every council that lets them in.
           case when o.id is null then coalesce((select max(l.version) from council.labels l
                                                  where l.tenant_id = m.council_id), 0) else 0 end,
           c.legal_powers, c.areas, o.ended_at is not null
      from identity.memberships m
      join council.staff st on st.tenant_id = m.council_id and st.id = m.staff_id
      join commons.councils c on c.id = m.council_id
      left join council.partner_organisations o on o.tenant_id = st.tenant_id and o.id = st.organisation_id
     where m.account_id = found_session.account_id and m.council_id = found_session.council_id;
end $$;

create or replace function identity.end_session(token text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update identity.sessions set ended_at = transaction_timestamp()
   where token_hash = sha256(convert_to(token, 'UTF8')) and ended_at is null
$$;

-- The signed-in person's own open sessions; never anybody else's.
create or replace function identity.my_sessions()
returns table (id uuid, created_at timestamptz, seen_at timestamptz, agent text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.id, s.created_at, s.seen_at, s.agent from identity.sessions s
   where s.account_id = (select identity.account()) and s.ended_at is null and s.expires_at > transaction_timestamp()
     and s.seen_at > transaction_timestamp() - s.idle_limit
   order by s.seen_at desc
$$;

create or replace function identity.end_my_session(session uuid) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with ended as (update identity.sessions set ended_at = transaction_timestamp()
     where id = session and account_id = (select identity.account()) and ended_at is null returning 1)
  select exists (select from ended)
$$;
