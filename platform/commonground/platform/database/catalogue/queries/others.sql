-- Everything else that somebody could add to a database, and of which ours has next to nothing.
select 'extension', extname, '' from pg_extension
union all select 'language', lanname, '' from pg_language
union all select 'publication', pubname, '' from pg_publication
union all select 'subscription', subname, '' from pg_subscription s join pg_database d on d.oid = s.subdbid
           where d.datname = current_database()
union all select 'foreign server', srvname, '' from pg_foreign_server
union all select 'foreign data wrapper', fdwname, '' from pg_foreign_data_wrapper
union all select 'large object', oid::text, 'owner ' || pg_get_userbyid(lomowner) from pg_largeobject_metadata
union all select 'default privilege', concat_ws(' ', pg_get_userbyid(defaclrole), defaclobjtype::text,
                                                nullif(defaclnamespace, 0)::regnamespace::text),
                 array_to_string(defaclacl, ', ') from pg_default_acl
union all select 'type', t.typnamespace::regnamespace::text || '.' || t.typname, t.typtype::text from pg_type t
           where t.typnamespace::regnamespace::text !~ '^(pg_|information_schema$)' and t.typtype in ('d', 'e', 'r', 'm')
union all select 'operator', o.oprnamespace::regnamespace::text || '.' || o.oprname, '' from pg_operator o
           where o.oprnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
union all select 'operator class', o.opcnamespace::regnamespace::text || '.' || o.opcname, '' from pg_opclass o
           where o.opcnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
union all select 'cast', castsource::regtype::text || ' to ' || casttarget::regtype::text, '' from pg_cast
           where oid >= 16384
union all select 'statistics object', s.stxnamespace::regnamespace::text || '.' || s.stxname, '' from pg_statistic_ext s
union all select 'conversion', c.connamespace::regnamespace::text || '.' || c.conname, '' from pg_conversion c
           where c.connamespace::regnamespace::text !~ '^(pg_|information_schema$)'
