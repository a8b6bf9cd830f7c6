-- What leaves the log, in order: personal values after their time, whole days into archives and only then out of the
-- database. A hold keeps everything of its days.

CREATE TABLE audit_hold (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  first_day    date NOT NULL,
  last_day     date NOT NULL CHECK (last_day >= first_day),
  reason       text NOT NULL CHECK (reason <> ''),
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   text NOT NULL,
  released_at  timestamptz,
  released_by  text,
  CHECK ((released_at IS NULL) = (released_by IS NULL))
);

-- A day that was copied into a file. Its streams, checkpoints, tiles and manifests stay in the database for ever.
CREATE TABLE audit_archive (
  day           date PRIMARY KEY,
  file          text NOT NULL,          -- its name without the folder; the notes are in the one ending .notes
  bytes         bigint NOT NULL,
  sha256        bytea NOT NULL CHECK (length(sha256) = 32),
  notes_sha256  bytea NOT NULL CHECK (length(notes_sha256) = 32),
  records       bigint NOT NULL,
  archived_at   timestamptz NOT NULL DEFAULT now(),
  archived_by   text NOT NULL,
  detached_at   timestamptz,            -- its records are in a table of their own, audit_record_YYYYMMDD, since
  purged_at     timestamptz CHECK (purged_at IS NULL OR detached_at IS NOT NULL)
);

-- Days whose records shall be dropped from the database. Two people have to want it.
CREATE TABLE audit_purge (
  id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  days          date[] NOT NULL CHECK (cardinality(days) > 0),
  reason        text NOT NULL CHECK (reason <> ''),
  requested_at  timestamptz NOT NULL DEFAULT now(),
  requested_by  text NOT NULL,
  approved_at   timestamptz,
  approved_by   text CHECK (approved_by <> requested_by),
  finished_at   timestamptz CHECK (finished_at IS NULL OR approved_at IS NOT NULL),
  CHECK ((approved_at IS NULL) = (approved_by IS NULL))
);

GRANT SELECT, INSERT (first_day, last_day, reason, created_by), UPDATE (released_at, released_by)
  ON audit_hold TO marketcode_app;
GRANT SELECT ON audit_archive TO marketcode_app;
GRANT SELECT, INSERT (days, reason, requested_by), UPDATE (approved_at, approved_by) ON audit_purge TO marketcode_app;
GRANT SELECT ON audit_hold, audit_archive, audit_purge TO marketcode_auditor;

CREATE FUNCTION audit_is_held(of_day date) RETURNS boolean
  LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM audit_hold WHERE released_at IS NULL AND of_day BETWEEN first_day AND last_day)
$$;

-- Personal values ---------------------------------------------------------------------------------------------

ALTER TABLE audit_day_key
  ADD COLUMN cleared bigint NOT NULL DEFAULT 0,   -- records whose plain client address went with the key …
  ADD COLUMN cleared_at timestamptz;              -- … and when the last of them did

-- Destroys a day's key after `keep` whole days; false when that is done, must wait, or the day is held.
CREATE FUNCTION audit_destroy_day_key(of_day date, keep integer) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF keep < 1 OR of_day >= (clock_timestamp() AT TIME ZONE 'UTC')::date - keep THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('audit_leaving'));
  IF audit_is_held(of_day) THEN
    RETURN false;
  END IF;
  UPDATE audit_day_key SET envelope = NULL, destroyed_at = clock_timestamp()
    WHERE day = of_day AND envelope IS NOT NULL;
  RETURN FOUND;
END $$;

-- Clears the plain client addresses that stand in lines under that day's destroyed key, in records `low` to `high` of
-- a stream, which may be attached or detached. What a line was sealed with is the day of its head, not its stream's.
CREATE FUNCTION audit_clear_clients(key_day date, of_stream bigint, low bigint, high bigint) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  partition regclass;
  stream_day date;
  gone bigint := 0;
BEGIN
  PERFORM FROM audit_day_key WHERE day = key_day AND envelope IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the key of % is not destroyed', key_day USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT day INTO STRICT stream_day FROM audit_stream WHERE id = of_stream;
  partition := to_regclass('public.audit_record_' || to_char(stream_day, 'YYYYMMDD'));
  IF partition IS NOT NULL THEN
    EXECUTE format('UPDATE %s SET client = NULL WHERE day = $1 AND stream = $2 AND seq BETWEEN $3 AND $4 '
                   'AND client IS NOT NULL AND line LIKE $5', partition)
      USING stream_day, of_stream, low, high, '%"client":"' || to_char(key_day, 'YYYY-MM-DD') || ':%';
    GET DIAGNOSTICS gone = ROW_COUNT;
  END IF;
  UPDATE audit_day_key SET cleared = cleared + gone WHERE day = key_day AND gone > 0;
  RETURN gone;
END $$;

-- Notes that nothing is left to clear; how many records were, or null when somebody else has noted it.
CREATE FUNCTION audit_finish_clearing(key_day date) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE audit_day_key SET cleared_at = clock_timestamp()
    WHERE day = key_day AND envelope IS NULL AND cleared_at IS NULL RETURNING cleared
$$;

REVOKE ALL ON FUNCTION audit_is_held(date), audit_destroy_day_key(date, integer),
  audit_clear_clients(date, bigint, bigint, bigint), audit_finish_clearing(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_is_held(date), audit_destroy_day_key(date, integer),
  audit_clear_clients(date, bigint, bigint, bigint), audit_finish_clearing(date) TO marketcode_app;
