-- Bringing merchants in by invitation, and asking WeChat for tickets that do not come.

-- Lets one merchant through /authorize. The token itself is in the link alone.
CREATE TABLE invitation (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash        bytea NOT NULL UNIQUE CHECK (length(hash) = 32),  -- SHA-256 of the token
  note        text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
  biz_appid   text NOT NULL DEFAULT '',        -- the one account that may consent; '': any
  expires_at  timestamptz NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  created_by  text NOT NULL,
  used_at     timestamptz,
  merchant    integer REFERENCES merchant,     -- who used it
  revoked_at  timestamptz,
  revoked_by  text,
  CHECK ((used_at IS NULL) = (merchant IS NULL)),
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);

-- Which invitation a redirect's code belongs to; it is used when the code has brought its merchant in.
ALTER TABLE authorization_code ADD COLUMN invitation integer REFERENCES invitation;

-- When a gateway last asked WeChat to push tickets: one row for all.
CREATE TABLE ticket_request (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  asked_at  timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON invitation, ticket_request TO marketcode_app;
