-- What happens by itself: triggers, those of foreign keys too when they are not in force, rules, unproved constraints.
select 'trigger', n.nspname || '.' || c.relname || '.' || t.tgname,
       t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
 where n.nspname !~ '^(pg_|information_schema$)' and (not t.tgisinternal or t.tgenabled <> 'O')
union all
select 'rule', n.nspname || '.' || c.relname || '.' || r.rulename, ''
  from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
 where n.nspname !~ '^(pg_|information_schema$)' and r.rulename <> '_RETURN'
union all
select 'event trigger', evtname, '' from pg_event_trigger
union all
select 'constraint', n.nspname || '.' || c.relname || '.' || k.conname, 'not validated'
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
 where n.nspname !~ '^(pg_|information_schema$)' and not k.convalidated
