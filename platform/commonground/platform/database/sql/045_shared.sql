-- What somebody of a partner organisation may read: what an invitation of the council names, as long as it stands. Their
-- pass is of a kind of its own and sees no table of the council's; these functions are the whole of it. They ask all that
-- `access/sharing.py` asks, of this moment, so that an end counts from the next statement on.

-- The invitations that stand now for whoever acts.
create or replace function tenants.standing_invitations()
returns table (id uuid, tenant_id uuid, context_id uuid, organisation_id uuid, person_id uuid, sponsor_id uuid,
               authorised_by uuid, purpose text, basis text, names boolean, notes boolean, proposed_at timestamptz,
               until_at timestamptz, police boolean, close boolean)
language sql stable as $$
  select i.id, i.tenant_id, i.context_id, i.organisation_id, i.person_id, i.sponsor_id, i.authorised_by, i.purpose, i.basis,
         i.names, i.notes, i.proposed_at, i.until_at, o.kind like 'police%', c.kind = 'group'
    from council.staff me
    join council.partner_organisations o on o.tenant_id = me.tenant_id and o.id = me.organisation_id
    join tenants.partner_invitations i on i.tenant_id = me.tenant_id and i.organisation_id = o.id
    join tenants.contexts c on c.tenant_id = i.tenant_id and c.id = i.context_id
   where array[me.tenant_id, me.id] = (select identity.opened_as('partner'))
     and me.ended_at is null and o.ended_at is null
     and i.state = 'active' and i.until_at > transaction_timestamp()
     and coalesce(i.person_id, me.id) = me.id
     and not c.restricted
     and (not i.names and c.kind <> 'group' or coalesce(i.authorised_by, i.sponsor_id) <> i.sponsor_id)
     and (c.kind <> 'group' or o.kind not like 'police%'
          or i.person_id is not null and i.until_at <= i.proposed_at + interval '29 days 1 hour')
$$;

-- Why they may see what, until when; the first to end comes first.
create or replace function tenants.shared_with_me()
returns table (id uuid, reference text, kind text, venue text, name text, organisation_id uuid, person_id uuid,
               sponsor_id uuid, sponsor text, authorised_by uuid, purpose text, basis text, names boolean, notes boolean,
               proposed_at timestamptz, until_at timestamptz, police boolean, close boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.id, c.reference, c.kind, c.venue, c.name, i.organisation_id, i.person_id, i.sponsor_id, s.display_name,
         i.authorised_by, i.purpose, i.basis, i.names, i.notes, i.proposed_at, i.until_at, i.police, i.close
    from tenants.standing_invitations() i
    join tenants.contexts c on c.tenant_id = i.tenant_id and c.id = i.context_id
    join council.staff s on s.tenant_id = i.tenant_id and s.id = i.sponsor_id
   order by i.until_at, i.id
$$;

-- The subject itself. Its words are as they were written: whoever is invited without names is shown them masked.
create or replace function tenants.shared_subject(known_as text)
returns table (id uuid, description text, aliases text[], address text, postcode text, platform text, handle text,
               status text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.id, c.description, c.aliases || c.parts_called, c.address, c.postcode, c.platform, c.handle, c.status
    from tenants.contexts c
   where c.reference = known_as
     and exists (select from tenants.standing_invitations() i where i.tenant_id = c.tenant_id and i.context_id = c.id)
$$;

-- Its notes, newest first, where an invitation includes them. No other line of the timeline, and nothing of a referral.
create or replace function tenants.shared_notes(known_as text, most integer)
returns table (at timestamptz, words text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.at, e.words
    from tenants.contexts c
    join tenants.context_events e on e.tenant_id = c.tenant_id and e.context_id = c.id
   where c.reference = known_as and e.verb = 'note' and e.referral_id is null
     and exists (select from tenants.standing_invitations() i
                  where i.tenant_id = c.tenant_id and i.context_id = c.id and i.notes)
   order by e.at desc, e.id desc limit least(most, 200)
$$;
