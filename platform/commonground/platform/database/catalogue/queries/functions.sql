-- Functions in the schemas that are like :schemas, with everything that decides what they do and for whom.
select 'function', n.nspname || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')',
       concat_ws(', ', 'owner ' || pg_get_userbyid(p.proowner), p.prokind::text, l.lanname, p.provolatile::text,
         'parallel ' || p.proparallel::text, case when p.prosecdef then 'definer' end,
         case when p.proleakproof then 'leakproof' end, case when p.proisstrict then 'strict' end,
         array_to_string(p.proconfig, '; '), 'returns ' || pg_get_function_result(p.oid),
         'takes ' || pg_get_function_arguments(p.oid),
         'body ' || md5(coalesce(p.prosrc, '') || coalesce(p.probin, '') || coalesce(p.prosqlbody::text, '')))
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
 where n.nspname like :schemas and n.nspname !~ '^(pg_|information_schema$)'
