-- Everything that a context is found by, small and in one text, so that a search reads one column: what was written; the
-- same without its punctuation, where it has any, so that each word of it stands behind a space; the postcode in one; the
-- reference; the same of those that have gone into it. Made here and nowhere else: whoever writes a context, it is found by what it says.
create or replace function tenants.say_context() returns trigger
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  written text := lower(concat_ws(' ', new.name, array_to_string(new.aliases, ' '), new.address, new.postcode,
    new.handle, nullif(array_to_string(new.parts_called, ' '), ''), nullif(new.parts_said, '')));
  plain text := regexp_replace(regexp_replace(written, '[''’‘`ʼ]', '', 'g'), '[^[:alnum:]]+', ' ', 'g');
begin
  new.said := concat_ws(' ', '', written, nullif(plain, written), lower(replace(new.postcode, ' ', '')),
    lower(new.reference));
  return new;
end $$;

create or replace trigger say_context before insert or update on tenants.contexts
  for each row execute function tenants.say_context();
