-- Authorisation codes, from the moment they come (by redirect, by push, or both) until they are exchanged: each
-- once, by whichever gateway takes it first.
CREATE TABLE authorization_code (
  hash         bytea PRIMARY KEY CHECK (length(hash) = 32),  -- SHA-256 of the code
  code         bytea,                          -- envelope; null once it is settled
  authorizer   text NOT NULL DEFAULT '',       -- the merchant's appid, as a push names it; '' from a redirect
  received_at  timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  tries        integer NOT NULL DEFAULT 0,
  lease_owner  text,
  due_at       timestamptz NOT NULL DEFAULT now(),  -- when it may be taken, or taken again
  settled_at   timestamptz,
  outcome      text,                           -- 'authorized', 'refused', 'expired', 'publish_check'
  errcode      bigint,
  merchant     integer REFERENCES merchant,
  CHECK ((settled_at IS NULL) = (code IS NOT NULL)),
  CHECK ((settled_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX authorization_code_due ON authorization_code (due_at) WHERE settled_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON authorization_code TO marketcode_app;
