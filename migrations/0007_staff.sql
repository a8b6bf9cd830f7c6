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

-- Who is logged in. Ended sessions are gone.
CREATE TABLE staff_session (
  hash          bytea PRIMARY KEY CHECK (length(hash) = 32),  -- SHA-256 of the cookie's value
  id            integer GENERATED ALWAYS AS IDENTITY UNIQUE,
  staff         integer NOT NULL REFERENCES staff,
  second_factor boolean NOT NULL,
  client        inet NOT NULL,
  agent         text NOT NULL CHECK (length(agent) <= 200),
  created_at    timestamptz NOT NULL DEFAULT now(),
  seen_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX staff_session_staff ON staff_session (staff);

-- Failed log-ins: of an account from an address, of an address, of an account.
CREATE TABLE staff_attempt (
  who       text PRIMARY KEY CHECK (length(who) <= 200),
  failures  integer NOT NULL DEFAULT 0,
  last      timestamptz NOT NULL DEFAULT clock_timestamp(),
  succeeded timestamptz                                     -- of an account from an address: its last log-in
);
CREATE INDEX staff_attempt_last ON staff_attempt (last);

GRANT SELECT, INSERT, UPDATE, DELETE ON staff_session, staff_attempt TO marketcode_app;
