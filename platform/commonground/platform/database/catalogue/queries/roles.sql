-- Our roles (:roles): what they are, whom they belong to, how they are set, and what of PostgreSQL's own they may use.
select 'role', r.rolname, concat_ws(', ', case when r.rolcanlogin then 'login' end,
         case when r.rolinherit then 'inherit' end, case when r.rolsuper then 'superuser' end,
         case when r.rolbypassrls then 'bypassrls' end, case when r.rolcreaterole then 'createrole' end,
         case when r.rolcreatedb then 'createdb' end, case when r.rolreplication then 'replication' end)
  from pg_roles r where r.rolname = any (:roles)
union all
-- Whoever migrates is a member of the owners; it is the one who asks.
select 'membership', pg_get_userbyid(m.member) || ' in ' || pg_get_userbyid(m.roleid),
       case when m.admin_option then 'may admit others' else '' end
  from pg_auth_members m
 where (pg_get_userbyid(m.roleid) = any (:roles) or pg_get_userbyid(m.member) = any (:roles))
   and pg_get_userbyid(m.member) <> session_user
union all
select 'setting', concat_ws(' ', 'of', case s.setrole when 0 then 'everybody' else pg_get_userbyid(s.setrole) end,
         case when s.setdatabase <> 0 then 'in this database' end), array_to_string(s.setconfig, '; ')
  from pg_db_role_setting s left join pg_database d on d.oid = s.setdatabase
 where (s.setdatabase = 0 or d.datname = current_database())
   and (s.setrole = 0 or pg_get_userbyid(s.setrole) = any (:roles))
union all
select 'grant', 'system ' || o.name || ' to ' || pg_get_userbyid(a.grantee), string_agg(a.privilege_type, ', ')
  from (select c.oid::regclass::text, c.relacl from pg_class c
         where c.relnamespace::regnamespace::text ~ '^(pg_|information_schema)'
        union all select p.oid::regprocedure::text, p.proacl from pg_proc p
         where p.pronamespace::regnamespace::text ~ '^(pg_|information_schema)'
        union all select l.lanname, l.lanacl from pg_language l
        union all select n.nspname, n.nspacl from pg_namespace n where n.nspname ~ '^(pg_|information_schema)'
       ) o (name, acl) cross join lateral aclexplode(o.acl) a
 where pg_get_userbyid(a.grantee) = any (:roles) group by o.name, a.grantee
