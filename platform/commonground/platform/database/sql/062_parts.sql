-- A part of the acting council's chain, to be taken out and verified elsewhere: the links of that time, those between
-- them, those after them up to the next signed head, and the one before them (not `wanted`), at most `most`.
create or replace function audit.chain_part(on_day_from timestamptz, on_day_to timestamptz, most integer)
returns table (sequence bigint, hash bytea, entry_id uuid, wanted boolean, entry text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with span as (
    select min(l.sequence) as first, max(l.sequence) as last
      from audit.entries e join audit.links l on l.tenant_id = e.tenant_id and l.entry_id = e.id
     where e.tenant_id = (select identity.council_as('session')) and e.at >= on_day_from and e.at < on_day_to
  ), whole as (
    select s.first, coalesce((select min(h.sequence) from audit.heads h
      where h.tenant_id = (select identity.council_as('session')) and h.sequence >= s.last), s.last) as last from span s
  )
  select l.sequence, l.hash, l.entry_id, l.sequence >= w.first,
         case when e.id is not null then array[e.tenant_id::text, e.id::text, audit.written(e.at), e.staff_id::text,
           e.action, e.subject_kind, e.subject_id::text, e.reference, e.why, e.address, e.request_id, e.session_id::text] end
    from whole w
    join audit.links l on l.tenant_id = (select identity.council_as('session'))
     and l.sequence >= w.first - 1 and l.sequence <= w.last
    left join audit.entries e on e.tenant_id = l.tenant_id and e.id = l.entry_id
   order by l.sequence limit least(most, 50002)
$$;

-- Its signed heads of these links.
create or replace function audit.signed_heads(first_link bigint, last_link bigint)
returns table (sequence bigint, hash bytea, signed_at timestamptz, key_id text, signature bytea, public_key text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.sequence, h.hash, h.signed_at, h.key_id, h.signature, h.public_key from audit.heads h
   where h.tenant_id = (select identity.council_as('session')) and h.sequence >= first_link
     and h.sequence <= last_link
   order by h.sequence
$$;
