-- Name, child and parent of each foreign key, with its columns on both sides in order.
select k.conname, n.nspname || '.' || c.relname, rn.nspname || '.' || r.relname,
       array(select a.attname::text from unnest(k.conkey) with ordinality x (num, at)
              join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.num order by x.at),
       array(select a.attname::text from unnest(k.confkey) with ordinality x (num, at)
              join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.num order by x.at)
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class r on r.oid = k.confrelid join pg_namespace rn on rn.oid = r.relnamespace where k.contype = 'f'
