-- What the staff's own programs prove themselves with, and answers that are given again.

-- A token of a person for programs. Revoked ones are gone.
CREATE TABLE staff_token (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff       integer NOT NULL REFERENCES staff,
  hash        bytea NOT NULL UNIQUE CHECK (length(hash) = 32),  -- SHA-256 of the token
  name        text NOT NULL CHECK (name <> '' AND length(name) <= 100),
  scope       text NOT NULL CHECK (scope IN ('read', 'operate', 'administer')),
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz
);
CREATE INDEX staff_token_staff ON staff_token (staff);

-- What a request with an Idempotency-Key was answered. Without an answer: it is being worked on, or its gateway died.
CREATE TABLE staff_answer (
  id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff     integer NOT NULL REFERENCES staff,
  key       text NOT NULL CHECK (length(key) BETWEEN 8 AND 128),
  request   bytea NOT NULL CHECK (length(request) = 32),  -- SHA-256 of verb, path and body
  begun_at  timestamptz NOT NULL DEFAULT now(),
  status    integer,
  answer    bytea,                                        -- envelope: it may hold a secret that is shown once
  UNIQUE (staff, key),
  CHECK ((status IS NULL) = (answer IS NULL))
);
CREATE INDEX staff_answer_begun ON staff_answer (begun_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON staff_token, staff_answer TO marketcode_app;
