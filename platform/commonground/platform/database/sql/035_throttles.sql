-- Counts one attempt and says whether it is still within the limit, which stands here and not in the call. Each throttle
-- is counted by one role: `session_user` is whoever connected. Keys are hashed: no address or name is kept.
create or replace function identity.count_attempt(bucket text, who text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  known identity.throttle_limits%rowtype;
  so_far integer;
begin
  select l.* into known from identity.throttle_limits l where l.bucket = count_attempt.bucket and l.counted_by = session_user;
  if not found or who is null then
    raise exception 'that is not counted here' using errcode = 'insufficient_privilege';
  end if;
  insert into identity.throttles as t (bucket, key_hash, window_start, attempts)
  values (known.bucket, sha256(convert_to(who, 'UTF8')), transaction_timestamp(), 1)
  on conflict on constraint pk_throttles do update set
    attempts = case when t.window_start < transaction_timestamp() - known.within then 1 else t.attempts + 1 end,
    window_start = case when t.window_start < transaction_timestamp() - known.within then transaction_timestamp()
                        else t.window_start end
  returning t.attempts into so_far;
  return so_far <= known.allowed;
end $$;

-- After a success, for those who sign people in: it counts as the first attempt. The pages' role can't begin anew.
create or replace function identity.start_over(bucket text, who text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update identity.throttles t set attempts = 1, window_start = transaction_timestamp()
    from identity.throttle_limits l
   where l.bucket = start_over.bucket and l.counted_by = session_user
     and t.bucket = l.bucket and t.key_hash = sha256(convert_to(who, 'UTF8'))
$$;
