-- The signed pass. The application cannot name a council: it exchanges an opaque token for a pass, and every policy
-- recomputes the pass's signature. A pass is bound to this backend and this transaction, so a copy of it is worthless.
-- Core sha256 only, so that any PostgreSQL >= 17.6 serves without pgcrypto. HMAC per RFC 2104 with precomputed pads.

create or replace function identity.sign_pass(message text) returns text
language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
           message || '|' || pg_backend_pid()::text || '|' || extract(epoch from transaction_timestamp())::text, 'UTF8'))), 'hex')
  from identity.pass_keys k
$$;

-- Sets the pass for the rest of this transaction. Refuses when one is set: one council to a transaction.
create or replace function identity.set_pass(kind text, council uuid, account uuid, opened uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  message text := concat_ws('|', kind, coalesce(council::text, ''), coalesce(account::text, ''), coalesce(opened::text, ''));
begin
  if coalesce(current_setting('commonground.pass', true), '') <> '' then
    raise exception 'a pass is open already' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('commonground.pass', message || '|' || identity.sign_pass(message), true);
end $$;

-- The parts of a valid pass, or NULL. An empty setting (what a past transaction leaves behind) is no pass.
create or replace function identity.pass_parts() returns text[]
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  whole text := nullif(current_setting('commonground.pass', true), '');
  parts text[];
begin
  if whole is null then return null; end if;
  parts := string_to_array(whole, '|');
  if array_length(parts, 1) is distinct from 5 then return null; end if;
  if parts[5] is distinct from identity.sign_pass(array_to_string(parts[1:4], '|')) then return null; end if;
  return parts;
end $$;

create or replace function identity.council() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin return nullif((identity.pass_parts())[2], '')::uuid; end $$;

create or replace function identity.kind() returns text
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin return (identity.pass_parts())[1]; end $$;

-- The one report or draft that a public pass opened.
create or replace function identity.opened() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin return nullif((identity.pass_parts())[4], '')::uuid; end $$;

create or replace function identity.account() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin return nullif((identity.pass_parts())[3], '')::uuid; end $$;
