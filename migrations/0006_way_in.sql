-- What keeps late and strange pushes and redirects from counting for more than they are.

-- The CreateTime of the newest ticket push; null: none had one, or the ticket was typed in.
ALTER TABLE platform ADD COLUMN ticket_created_at timestamptz;

-- Consents that were begun by an invitation: a push names the pre-auth code, and so tells by which.
CREATE TABLE consent_begun (
  hash        bytea PRIMARY KEY CHECK (length(hash) = 32),   -- SHA-256 of the pre-auth code
  invitation  integer NOT NULL REFERENCES invitation,
  begun_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consent_begun_age ON consent_begun (begun_at);

-- Accounts that consented at WeChat by an invitation that does not let them in: WeChat lists them, and
-- reconciliation must not bring them in.
CREATE TABLE turned_away (
  appid           text PRIMARY KEY,
  invitation      integer NOT NULL REFERENCES invitation,
  reason          text NOT NULL,             -- as authorization_code.outcome says it
  turned_away_at  timestamptz NOT NULL DEFAULT now()
);

-- The outcomes are 'authorized', 'refused', 'expired', 'publish_check', and of who is turned away 'other_account',
-- 'invitation_used', 'invitation_revoked'.
ALTER TABLE authorization_code ADD COLUMN state bytea;       -- SHA-256 of the redirect's state; null: by push alone
CREATE INDEX authorization_code_state ON authorization_code (state) WHERE state IS NOT NULL;
CREATE INDEX authorization_code_age ON authorization_code (expires_at);

GRANT DELETE ON authorization_code TO marketcode_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON consent_begun, turned_away TO marketcode_app;
