-- Row policies in the schemas that are like :schemas, with their expressions as PostgreSQL prints them.
select 'policy', n.nspname || '.' || c.relname || '.' || p.polname,
       concat_ws(' ', case when p.polpermissive then 'permissive' else 'restrictive' end,
         case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE'
              else 'ALL' end, 'to', roles.names,
         'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
  from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
 cross join lateral (select string_agg(name, ', ' order by name) as names from (
     select case r when 0 then 'PUBLIC' else pg_get_userbyid(r)::text end as name from unnest(p.polroles) r) each) roles
 where n.nspname like :schemas and n.nspname !~ '^(pg_|information_schema$)'
