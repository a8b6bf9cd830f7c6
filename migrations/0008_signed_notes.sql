-- What the log signs, numbered in the order in which it becomes visible: checkpoints, key changes, manifests.

CREATE SEQUENCE audit_note_number;

-- The next number. Whoever draws one commits before the next is drawn, so a reader that has seen number n has seen
-- all below it.
CREATE FUNCTION audit_next_note() RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit_note_number'));
  RETURN nextval('public.audit_note_number');
END $$;

ALTER TABLE audit_checkpoint ADD COLUMN number bigint NOT NULL UNIQUE DEFAULT audit_next_note();

-- The keys that checkpoints are signed with. The private ones are in files, never here.
CREATE TABLE audit_signing_key (
  position   integer PRIMARY KEY CHECK (position >= 0),  -- 0: the first key
  key        text NOT NULL UNIQUE,                       -- public, <name>+<hash>+<base64>
  note       text NOT NULL,                              -- the change, signed by the key before and this one; '' for the first
  number     bigint NOT NULL UNIQUE DEFAULT audit_next_note(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((position = 0) = (note = ''))
);

-- One a day that had streams.
CREATE TABLE audit_manifest (
  day        date PRIMARY KEY,
  hash       bytea NOT NULL CHECK (length(hash) = 32),   -- SHA-256 of the note
  note       text NOT NULL,
  number     bigint NOT NULL UNIQUE DEFAULT audit_next_note(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE VIEW audit_note AS
  SELECT number, note, made_at FROM audit_checkpoint
  UNION ALL SELECT number, note, created_at FROM audit_signing_key WHERE position > 0
  UNION ALL SELECT number, note, created_at FROM audit_manifest;

CREATE TRIGGER audit_signing_key_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_signing_key
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_manifest_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_manifest
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- Where notes go outside, and up to which one each place has them.
CREATE TABLE audit_sink (
  name          text PRIMARY KEY,
  number        bigint NOT NULL DEFAULT 0,
  succeeded_at  timestamptz,
  failing_since timestamptz,
  failures      integer NOT NULL DEFAULT 0,
  last_failure  text NOT NULL DEFAULT '',
  next_try      timestamptz NOT NULL DEFAULT clock_timestamp(),
  lease_owner   text,
  lease_until   timestamptz
);

REVOKE ALL ON FUNCTION audit_next_note() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_next_note() TO marketcode_app;
GRANT SELECT, INSERT ON audit_signing_key, audit_manifest TO marketcode_app;
GRANT SELECT, INSERT, UPDATE ON audit_sink TO marketcode_app;
GRANT SELECT ON audit_note TO marketcode_app, marketcode_auditor;
GRANT SELECT ON audit_signing_key, audit_manifest TO marketcode_auditor;
