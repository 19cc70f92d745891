-- Who may do what. A right that nobody gave explicitly is a right too: null is replaced by what it means.
with ours as (select oid, nspname from pg_namespace where nspname !~ '^(pg_|information_schema$)'),
things (what, owner, rights) as (
  select 'schema ' || n.nspname, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
    from pg_namespace n join ours using (oid)
  union all
  select case c.relkind when 'S' then 'sequence ' else 'table ' end || ours.nspname || '.' || c.relname, c.relowner,
         coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))
    from pg_class c join ours on ours.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select 'column ' || ours.nspname || '.' || c.relname || '.' || a.attname, c.relowner, a.attacl
    from pg_attribute a join pg_class c on c.oid = a.attrelid join ours on ours.oid = c.relnamespace
   where a.attacl is not null
  union all
  select 'function ' || ours.nspname || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')', p.proowner,
         coalesce(p.proacl, acldefault('f', p.proowner))
    from pg_proc p join ours on ours.oid = p.pronamespace
  union all
  select 'database', datdba, coalesce(datacl, acldefault('d', datdba))
    from pg_database where datname = current_database()
  union all
  select 'large object ' || oid::text, lomowner, coalesce(lomacl, acldefault('L', lomowner)) from pg_largeobject_metadata
  union all
  select 'server parameter ' || parname, 10, paracl from pg_parameter_acl
  union all
  select 'foreign server ' || srvname, srvowner, coalesce(srvacl, acldefault('S', srvowner)) from pg_foreign_server
)
select 'grant', what || ' to ' || case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end,
       string_agg(a.privilege_type || case when a.is_grantable then ' with grant option' else '' end, ', '
                  order by a.privilege_type)
  from things cross join lateral aclexplode(rights) a
 where a.grantee <> owner group by what, a.grantee
