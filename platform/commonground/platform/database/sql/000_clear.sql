-- Takes out every policy, trigger and function of an earlier version, in the owner's own schemas. CREATE OR REPLACE could
-- not change what a function returns, and would leave an older signature callable.
do $$
declare
  earlier text;
begin
  for earlier in
    select format('drop policy %I on %s', p.polname, p.polrelid::regclass)
      from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspowner = (select oid from pg_roles where rolname = current_user)
  loop execute earlier; end loop;
  for earlier in
    select format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass)
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspowner = (select oid from pg_roles where rolname = current_user) and not t.tgisinternal
  loop execute earlier; end loop;
  for earlier in
    select format('drop routine %s', p.oid::regprocedure)
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspowner = (select oid from pg_roles where rolname = current_user)
  loop execute earlier; end loop;
end $$;
