-- The council reads its own trail through this one function: the web's role may add entries, never select, change or
-- delete them. Newest first, after a keyset position; every filter is optional. What
-- was done has finer codes behind a colon: `denied` finds every refusal.
create or replace function audit.trail(person uuid, known_as text, did text[], on_day_from timestamptz, on_day_to timestamptz,
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
     and (did is null or exists (select from unnest(did) d where e.action = d or starts_with(e.action, d || ':')))
     and (on_day_from is null or e.at >= on_day_from)
     and (on_day_to is null or e.at < on_day_to)
     and (before_at is null or (e.at, e.id) < (before_at, before_id))
   order by e.at desc, e.id desc
   limit least(most, 50001)
$$;

-- Who has looked at the record that people call this, and how often; refused attempts are left out. A reference of which
-- the council's trail knows refused attempts alone gives nothing: so does one that nobody has.
create or replace function audit.readers(known_as text)
returns table (staff_id uuid, actor_name text, did text[], times bigint, first_at timestamptz, last_at timestamptz,
               reasons text[], subject_kind text, subject_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.staff_id, s.display_name, array_agg(distinct e.action), count(*), min(e.at), max(e.at),
         coalesce(array_agg(distinct e.why) filter (where e.why is not null), '{}'),
         (array_agg(e.subject_kind order by e.subject_kind = 'break_glass', e.at))[1],
         (array_agg(e.subject_id order by e.subject_kind = 'break_glass', e.at))[1]
    from audit.entries e
    left join council.staff s on s.tenant_id = e.tenant_id and s.id = e.staff_id
   where e.tenant_id = (select identity.council_as('session')) and e.reference = known_as
     and not starts_with(e.action, 'denied:')
   group by e.staff_id, s.display_name
   order by max(e.at) desc
$$;

-- What each member of staff did in each hour, in numbers: records opened, references refused, each counted once an hour.
-- What waits until it is confirmed was not refused: whoever may open it is asked so each time.
create or replace function audit.usage(reads text[], on_day_from timestamptz, on_day_to timestamptz)
returns table (staff_id uuid, hour timestamptz, opened bigint, refused bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.staff_id, date_trunc('hour', e.at, 'UTC'),
         count(distinct e.subject_id) filter (where split_part(e.action, ':', 1) = any (reads)),
         count(distinct e.reference)
           filter (where starts_with(e.action, 'denied:') and split_part(e.action, ':', 3) <> 'unconfirmed')
    from audit.entries e
   where e.tenant_id = (select identity.council_as('session')) and e.at >= on_day_from and e.at < on_day_to
     and e.staff_id is not null
   group by 1, 2
$$;

-- Looks that are listed whatever else was done: at a restricted record; words that were searched for and are like the own
-- name, without a reference; and at any record soon after. A thousand are enough to see that there are many.
create or replace function audit.looks(reads text[], within interval, on_day_from timestamptz, on_day_to timestamptz)
returns table (sign text, staff_id uuid, at timestamptz, reference text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select found.* from (
    (select 'restricted' as sign, e.staff_id, e.at, e.reference from audit.entries e
     where e.tenant_id = (select identity.council_as('session')) and e.at >= on_day_from and e.at < on_day_to
       and e.staff_id is not null and e.subject_id is not null and split_part(e.action, ':', 1) = any (reads)
       and split_part(e.action, ':', 2) = 'restricted')
    union
    (select 'own_name', e.staff_id, e.at, e.reference from audit.entries s
      join audit.entries e on e.tenant_id = s.tenant_id and e.staff_id = s.staff_id and e.at > s.at
       and e.at <= s.at + within and e.subject_id is not null and split_part(e.action, ':', 1) = any (reads)
     where s.tenant_id = (select identity.council_as('session')) and s.at >= on_day_from and s.at < on_day_to
       and split_part(s.action, ':', 2) = 'own_name')
    union
    (select 'own_name', s.staff_id, s.at, null from audit.entries s
     where s.tenant_id = (select identity.council_as('session')) and s.at >= on_day_from and s.at < on_day_to
       and s.staff_id is not null and split_part(s.action, ':', 2) = 'own_name')
  ) found
  order by found.at desc limit 1000
$$;
