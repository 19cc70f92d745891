-- Functions of PostgreSQL's own that are withheld (:withheld) and that everybody may call all the same, where whoever asks
-- could take them away.
select 'grant', 'system ' || p.oid::regprocedure::text || ' to PUBLIC', 'EXECUTE'
  from pg_proc p
 where p.oid::regprocedure::text = any (:withheld) and pg_has_role(p.proowner, 'usage')
   and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)
