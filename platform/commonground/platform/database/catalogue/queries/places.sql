-- Schemas, tables and the like, columns, partitions. Indexes belong to their tables.
select 'schema', n.nspname, case n.nspname when 'public' then '' else 'owner ' || pg_get_userbyid(n.nspowner) end
  from pg_namespace n where n.nspname !~ '^(pg_|information_schema$)'
union all
select case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
            when 'm' then 'materialised view' when 'f' then 'foreign table' when 'S' then 'sequence' else 'type' end,
       n.nspname || '.' || c.relname,
       concat_ws(', ', 'owner ' || pg_get_userbyid(c.relowner),
         case when c.relrowsecurity then 'row security' end, case when c.relforcerowsecurity then 'forced' end,
         case c.relpersistence when 'u' then 'unlogged' when 't' then 'temporary' end,
         array_to_string(c.reloptions, ', '))
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname !~ '^(pg_|information_schema$)' and c.relkind not in ('i', 'I', 't')
union all
select 'column', n.nspname || '.' || c.relname || '.' || a.attname, ''
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
 where n.nspname !~ '^(pg_|information_schema$|broker$)' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
union all
-- Statistics are taken over every council; those of free words must not be.
select 'statistics', n.nspname || '.' || c.relname || '.' || a.attname, 'none'
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
 where n.nspname !~ '^(pg_|information_schema$)' and a.attnum > 0 and not a.attisdropped and a.attstattarget = 0
union all
select 'partition or child', i.inhrelid::regclass::text, 'of ' || i.inhparent::regclass::text
  from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind not in ('i', 'I')
