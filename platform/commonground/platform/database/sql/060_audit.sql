-- The council reads its own trail through this one function: the web's role may add entries, never select, change or
-- delete them. Newest first, after a keyset position; every filter is optional. What
-- was done has finer codes behind a colon: `denied` finds every refusal.
create or replace function audit.trail(person uuid, known_as text, did text, on_day_from timestamptz, on_day_to timestamptz,
                                       before_at timestamptz, before_id uuid, most integer)
returns table (id uuid, at timestamptz, staff_id uuid, actor_name text, action text, subject_kind text, subject_id uuid,
               reference text, why text, address text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.id, e.at, e.staff_id, s.display_name, e.action, e.subject_kind, e.subject_id, e.reference, e.why, e.address
    from audit.entries e
    left join council.staff s on s.tenant_id = e.tenant_id and s.id = e.staff_id
   where e.tenant_id = (select identity.council_as('session'))
     and (person is null or e.staff_id = person)
     and (known_as is null or e.reference = known_as)
     and (did is null or e.action = did or starts_with(e.action, did || ':'))
     and (on_day_from is null or e.at >= on_day_from)
     and (on_day_to is null or e.at < on_day_to)
     and (before_at is null or (e.at, e.id) < (before_at, before_id))
   order by e.at desc, e.id desc
   limit least(most, 10001)
$$;
