-- One's own local account, by the token of an open session: role cg_login alone, since what is changed here decides who
-- signs in. And step-up: a session that was confirmed is so for this session alone, never for the next one.
create or replace function identity.my_local_account(token text)
returns table (account_id uuid, email text, password_hash text, totp bytea, totp_next bytea, codes_left bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.account_id, l.email, l.password_hash, l.totp, l.totp_next,
         (select count(*) from identity.recovery_codes r where r.account_id = l.account_id and r.used_at is null)
    from identity.of_token(token) s join identity.local_accounts l on l.account_id = s.account_id
$$;

-- Confirmed with a code of the authenticator, or a recovery code.
create or replace function identity.confirm_session(token text, step bigint, recovery bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here record;
begin
  select * into here from identity.of_token(token);
  if not identity.take_factor(here.account_id, step, recovery) then return false; end if;
  update identity.sessions set confirmed_at = transaction_timestamp() where id = here.session_id;
  return true;
end $$;

-- Confirmed by the council's provider: for the session that asked, and if it is the same person who came back.
create or replace function identity.confirm_by_provider(token text, asked uuid, council_slug text, the_issuer text,
                                                        the_subject text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update identity.sessions s set confirmed_at = transaction_timestamp()
    from identity.of_token(token) here
    join identity.credentials c on c.account_id = here.account_id
   where s.id = here.session_id and s.id = asked and c.slug = council_slug and c.issuer = the_issuer
     and c.subject = the_subject;
  return found;
end $$;

-- A new password; whoever else is signed in with the old one is out.
create or replace function identity.change_password(token text, new_hash text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here record;
begin
  select * into here from identity.of_token(token);
  update identity.local_accounts l set password_hash = new_hash where l.account_id = here.account_id;
  if not found then return false; end if;
  delete from identity.half_sign_ins h where h.account_id = here.account_id;
  delete from identity.password_resets r where r.account_id = here.account_id;
  update identity.sessions s set ended_at = transaction_timestamp()
   where s.account_id = here.account_id and s.id <> here.session_id and s.ended_at is null;
  perform identity.tell_account(here.account_id, here.council_id, 'password_changed');
  return true;
end $$;

-- Another authenticator: its secret waits until it has shown a code.
create or replace function identity.begin_authenticator(token text, sealed bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update identity.local_accounts l set totp_next = sealed from identity.of_token(token) here
   where l.account_id = here.account_id;
  return found;
end $$;

create or replace function identity.finish_authenticator(token text, step bigint) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here record;
begin
  select * into here from identity.of_token(token);
  update identity.local_accounts l set totp = l.totp_next, totp_next = null, totp_step = step
   where l.account_id = here.account_id and l.totp_next is not null;
  if not found then return false; end if;
  perform identity.tell_account(here.account_id, here.council_id, 'factors_changed');
  return true;
end $$;

-- Ten new ones, and none of the old ones works any more.
create or replace function identity.renew_recovery_codes(token text, hashes bytea[]) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here record; had boolean;
begin
  select l.account_id, s.council_id into here from identity.of_token(token) s
    join identity.local_accounts l on l.account_id = s.account_id;
  if not found then return false; end if;
  delete from identity.recovery_codes r where r.account_id = here.account_id;
  had := found;
  insert into identity.recovery_codes (account_id, code_hash) select here.account_id, h from unnest(hashes) h;
  if had then perform identity.tell_account(here.account_id, here.council_id, 'factors_changed'); end if;
  return true;
end $$;

-- A link to the new address, word of it to the old one. An address that somebody has already gets neither link nor word
-- of whose it is; who asks is told the same.
create or replace function identity.begin_email_change(token text, new_email text, change_token text, letter uuid,
                                                       sealed bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here record;
begin
  select l.account_id, s.council_id, c.slug, st.lang into here from identity.of_token(token) s
    join identity.local_accounts l on l.account_id = s.account_id
    join identity.memberships m on (m.account_id, m.council_id) = (s.account_id, s.council_id)
    join council.staff st on (st.tenant_id, st.id) = (m.council_id, m.staff_id)
    join commons.councils c on c.id = s.council_id;
  if not found then return; end if;
  delete from identity.email_changes e where e.account_id = here.account_id;
  perform identity.tell_account(here.account_id, here.council_id, 'email_change_asked');
  if exists (select from identity.local_accounts l where l.email = new_email) then return; end if;
  insert into identity.email_changes (account_id, email, token_hash)
  values (here.account_id, new_email, sha256(convert_to(change_token, 'UTF8')));
  perform identity.write_letter(letter, 'email_change', here.slug, new_email, sealed, here.lang, null);
end $$;

create or replace function identity.email_change_of(token text, change_token text) returns table (email text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.email from identity.of_token(token) here join identity.email_changes e on e.account_id = here.account_id
   where e.token_hash = sha256(convert_to(change_token, 'UTF8'))
     and e.asked_at > transaction_timestamp() - interval '1 day'
$$;

-- Both addresses are told. Every council that the account acts for has the new one on its staff list.
create or replace function identity.finish_email_change(token text, change_token text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here record; the_email text;
begin
  select * into here from identity.of_token(token);
  select e.email into the_email from identity.email_change_of(token, change_token) e;
  delete from identity.email_changes e where e.account_id = here.account_id;
  if the_email is null or exists (select from identity.local_accounts l where l.email = the_email) then return false; end if;
  perform identity.tell_account(here.account_id, here.council_id, 'email_changed');
  update identity.local_accounts l set email = the_email where l.account_id = here.account_id;
  update council.staff st set email = the_email from identity.memberships m
   where (st.tenant_id, st.id) = (m.council_id, m.staff_id) and m.account_id = here.account_id and m.ended_at is null;
  perform identity.tell_account(here.account_id, here.council_id, 'email_changed');
  return true;
end $$;

-- For whom one may act.
create or replace function identity.my_councils(token text) returns table (slug text, name text, here boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.slug, c.name, c.id = s.council_id from identity.of_token(token) s
    join identity.memberships m on m.account_id = s.account_id
    join commons.councils c on c.id = m.council_id
   where m.ended_at is null
   order by c.name
$$;

-- To act for another organisation: another session with another token, that lasts no longer than this one would have,
-- and is confirmed by nothing. This one ends.
create or replace function identity.act_for(token text, chosen text, new_token text, from_agent text)
returns table (session_id uuid, council_id uuid, staff_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here record; the_session uuid := gen_random_uuid(); until timestamptz;
begin
  select s.account_id, s.session_id, m.council_id, m.staff_id into here from identity.of_token(token) s
    join identity.memberships m on m.account_id = s.account_id
    join commons.councils c on c.id = m.council_id
   where c.slug = chosen and m.ended_at is null;
  if not found then return; end if;
  update identity.sessions s set ended_at = transaction_timestamp() where s.id = here.session_id
  returning s.expires_at into until;
  insert into identity.sessions (id, token_hash, account_id, council_id, agent, expires_at)
  values (the_session, sha256(convert_to(new_token, 'UTF8')), here.account_id, here.council_id, left(from_agent, 200), until);
  return query select the_session, here.council_id, here.staff_id;
end $$;
