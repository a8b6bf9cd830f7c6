-- What is said of damage, once.

-- Streams that were given up: a damaged one otherwise keeps its day, and all after it, from getting a manifest.
CREATE TABLE audit_stream_given_up (
  stream   bigint PRIMARY KEY REFERENCES audit_stream,
  size     bigint NOT NULL,           -- of its newest checkpoint then, which the manifest names; 0: there is none
  root     bytea NOT NULL CHECK (length(root) = 32),
  reason   text NOT NULL,
  given_up_at timestamptz NOT NULL DEFAULT now(),
  given_up_by text NOT NULL
);
CREATE TRIGGER audit_stream_given_up_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_stream_given_up
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- What a restore from a backup lost and was declared already.
CREATE TABLE audit_regression (
  stream      bigint NOT NULL,        -- need not be known any more
  size        bigint NOT NULL,        -- that was signed
  declared_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (stream, size)
);

GRANT SELECT, INSERT ON audit_stream_given_up, audit_regression TO marketcode_app;
GRANT SELECT ON audit_stream_given_up, audit_regression TO marketcode_auditor;
