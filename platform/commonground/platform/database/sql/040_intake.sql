-- The public's passes. They match policies of their own: put a report in; read or change only the one that was opened
-- by its return code or draft cookie. They never read the council.
create or replace function identity.open_intake(council_slug text, draft_token text)
returns table (council_id uuid, draft_id uuid, team_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_council uuid; the_draft uuid;
begin
  select c.id into the_council from commons.councils c where c.slug = council_slug;
  if not found then return; end if;
  if draft_token is not null then
    select d.id into the_draft from tenants.report_drafts d
     where d.tenant_id = the_council and d.token_hash = sha256(convert_to(draft_token, 'UTF8'))
       and d.expires_at > transaction_timestamp();
  end if;
  perform identity.set_pass('intake', the_council, null, the_draft);
  return query select the_council, the_draft, (select t.id from council.teams t
    where t.tenant_id = the_council and t.kind = 'front_door' order by t.id limit 1);
end $$;

create or replace function identity.open_report(council_slug text, code_digest bytea)
returns table (council_id uuid, report_id uuid, referral_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  the_council uuid; the_report uuid; the_referral uuid;
begin
  select r.tenant_id, r.id, r.referral_id into the_council, the_report, the_referral
    from tenants.reports r join commons.councils c on c.id = r.tenant_id
   where c.slug = council_slug and r.code_hash = code_digest;
  if not found then return; end if;
  perform identity.set_pass('report', the_council, null, the_report);
  return query select the_council, the_report, the_referral;
end $$;
