-- Letters on their way. A worker takes one whose turn it is, sends it and says so; whoever dies in between leaves it to
-- be sent again, under the same id. What cannot be sent waits longer each time, and is let go after three days.
create or replace function identity.claim_letter()
returns table (id uuid, kind text, slug text, council text, address text, token bytea, lang text, created_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    update identity.letters l set attempts = l.attempts + 1,
           due_at = transaction_timestamp() + least(interval '20 seconds' * power(2, l.attempts), interval '1 hour')
      from commons.councils c
     where c.slug = l.slug and l.id = (
       select w.id from identity.letters w
        where w.sent_at is null and w.due_at <= transaction_timestamp()
          and w.created_at > transaction_timestamp() - interval '3 days'
        order by w.due_at limit 1 for update skip locked)
    returning l.id, l.kind, l.slug, c.name, l.address, l.token, l.lang, l.created_at;
end $$;

-- The address and the token are forgotten.
create or replace function identity.letter_sent(letter uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update identity.letters set sent_at = transaction_timestamp(), address = null, token = null
   where id = letter and sent_at is null
$$;
