-- The people who use the console.

CREATE TABLE staff (
  id                  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name                text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._@-]{1,63}$'),
  full_name           text NOT NULL DEFAULT '' CHECK (length(full_name) <= 100),
  role                text NOT NULL CHECK (role IN ('admin', 'operator', 'auditor')),
  merchants           integer[] NOT NULL DEFAULT '{}',  -- what an auditor may see; empty: all
  first_day           date,
  last_day            date,
  ends_at             timestamptz,
  disabled_at         timestamptz,
  password            text NOT NULL,                    -- Argon2id
  password_changed_at timestamptz NOT NULL DEFAULT now(),
  must_change         boolean NOT NULL,
  totp                bytea,                            -- envelope
  totp_step           bigint NOT NULL DEFAULT 0,        -- of the last code that was taken
  recovery            bytea[] NOT NULL DEFAULT '{}',    -- hashes of the codes that are left
  created_at          timestamptz NOT NULL DEFAULT now(),
  created_by          text NOT NULL,
  seen_at             timestamptz,
  version             integer NOT NULL DEFAULT 1,
  CHECK (role = 'auditor' OR (merchants = '{}' AND first_day IS NULL AND last_day IS NULL)),
  CHECK (first_day <= last_day)
);

GRANT SELECT, INSERT, UPDATE ON staff TO marketcode_app;
