-- The signed pass. The application cannot name a council: it exchanges an opaque token for a pass, and every policy
-- recomputes the pass's signature. A pass is bound to this backend and this transaction, so a copy of it is worthless.
-- Core sha256 only, so that any PostgreSQL >= 17.6 serves without pgcrypto. HMAC per RFC 2104 with precomputed pads.
-- A query pays for two of these functions: hence PL/pgSQL, whose plans stay with the connection, and no text made of
-- numbers and times. `commonground bench policies` tells.

-- Only the definer functions can call these two, so they have the rights and the search path of those already.
create or replace function identity.sign_pass(message text) returns text
language plpgsql stable parallel restricted as $$
declare
  inner_pad bytea; outer_pad bytea;
begin
  select k.inner_pad, k.outer_pad into inner_pad, outer_pad from identity.pass_keys k;
  return encode(sha256(outer_pad || sha256(inner_pad || convert_to(message, 'UTF8')
                       || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp()))), 'hex');
end $$;

-- Kind, council, account, what was opened and what else is said of it, of a valid pass; NULL otherwise. An empty setting (what a past transaction
-- leaves behind) is no pass.
create or replace function identity.pass_parts() returns text[]
language plpgsql stable parallel restricted as $$
declare
  whole text := current_setting('commonground.pass', true);
begin
  if whole is null or whole = '' then return null; end if;
  if right(whole, 64) is distinct from identity.sign_pass(left(whole, -65)) then return null; end if;
  return string_to_array(whole, '|');
end $$;

-- Sets the pass for the rest of this transaction. Refuses when one is set: one council to a transaction.
create or replace function identity.set_pass(kind text, council uuid, account uuid, opened uuid, about text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  message text := concat_ws('|', kind, coalesce(council::text, ''), coalesce(account::text, ''), coalesce(opened::text, ''),
                            coalesce(about, ''));
begin
  if coalesce(current_setting('commonground.pass', true), '') <> '' then
    raise exception 'a pass is open already' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('commonground.pass', message || '|' || identity.sign_pass(message), true);
end $$;

-- The council of a valid pass of any kind. This one and the next are in every query: they say again what `pass_parts` and
-- `sign_pass` say, since calling those would cost half as much again.
create or replace function identity.council() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  whole text := current_setting('commonground.pass', true);
  inner_pad bytea; outer_pad bytea;
begin
  if whole is null or whole = '' then return null; end if;
  select k.inner_pad, k.outer_pad into inner_pad, outer_pad from identity.pass_keys k;
  if right(whole, 64) is distinct from encode(sha256(outer_pad || sha256(inner_pad || convert_to(left(whole, -65), 'UTF8')
       || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp()))), 'hex') then return null; end if;
  return nullif(split_part(whole, '|', 2), '')::uuid;
end $$;

-- The council, for a pass of this kind alone. Kind and council come out of one look at one pass: somebody who holds two
-- genuine passes in one transaction (their own session, and the public form of another council) could otherwise swap them
-- in the middle of a query, so that the kind is read from the one and the council from the other.
create or replace function identity.council_as(wanted text) returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  whole text := current_setting('commonground.pass', true);
  inner_pad bytea; outer_pad bytea;
begin
  if whole is null or split_part(whole, '|', 1) is distinct from wanted then return null; end if;
  select k.inner_pad, k.outer_pad into inner_pad, outer_pad from identity.pass_keys k;
  if right(whole, 64) is distinct from encode(sha256(outer_pad || sha256(inner_pad || convert_to(left(whole, -65), 'UTF8')
       || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp()))), 'hex') then return null; end if;
  return nullif(split_part(whole, '|', 2), '')::uuid;
end $$;

-- The council, and the one referral, report, draft or job in it that a pass of this kind opened, or the member of staff
-- whom a session's pass is for. Together, for the same reason.
create or replace function identity.opened_as(wanted text) returns uuid[]
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := identity.pass_parts();
begin
  if parts[1] is distinct from wanted then return null; end if;
  return array[nullif(parts[2], '')::uuid, nullif(parts[4], '')::uuid];
end $$;

-- The council, and what else a pass of this kind says: the reference drawn for a new referral, an opened report's
-- referral, or which session it is.
create or replace function identity.about_as(wanted text) returns text[]
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := identity.pass_parts();
begin
  if parts[1] is distinct from wanted then return null; end if;
  return array[nullif(parts[2], ''), nullif(parts[5], '')];
end $$;

create or replace function identity.account() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin return nullif((identity.pass_parts())[3], '')::uuid; end $$;
