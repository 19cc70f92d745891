-- Name and table of each unique index, with its columns in order.
select i.indexrelid::regclass::text, n.nspname || '.' || c.relname,
       array(select coalesce(a.attname::text, '(expression)') from unnest(i.indkey) with ordinality x (num, at)
              left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = x.num order by x.at)
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
 where i.indisunique
