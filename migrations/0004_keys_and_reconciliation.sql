-- The master keys that a gateway holds, the one it seals under last: which may be used or dropped depends on it.
ALTER TABLE gateway_instance ADD COLUMN master_keys bigint[] NOT NULL DEFAULT '{}';

-- Puts a day key's envelope in place of the one that holds the same key sealed under another master key. Envelopes
-- are all that the application may change of a day key, and only for others of their size.
CREATE FUNCTION audit_reseal_day_key(of_day date, old bytea, new bytea) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF new IS NULL OR length(new) <> length(old) OR substring(new FROM 1 FOR 1) <> substring(old FROM 1 FOR 1) THEN
    RAISE EXCEPTION 'this is no envelope of the day key' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE audit_day_key SET envelope = new WHERE day = of_day AND envelope = old;
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION audit_reseal_day_key(date, bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_reseal_day_key(date, bytea, bytea) TO marketcode_app;

-- What one process does for all: who is at it, until when, and when it was last done.
CREATE TABLE platform_job (
  name         text PRIMARY KEY,   -- 'reconcile', 'reread'
  owner        text,
  lease_until  timestamptz,
  finished_at  timestamptz
);
GRANT SELECT, INSERT, UPDATE ON platform_job TO marketcode_app;
