-- The schema of marketcode-gateway. Three roles exist before the first migration and are never created here:
--   marketcode_owner    owns everything, runs `migrate` and archives
--   marketcode_app      what `serve` and the commands use: no DDL, no UPDATE or DELETE on the log
--   marketcode_auditor  reads the log and the names that it speaks of
-- Times are timestamptz; the program writes them as microseconds through to_timestamp_micros().

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO marketcode_app, marketcode_auditor;

CREATE FUNCTION to_timestamp_micros(bigint) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN timestamptz '1970-01-01 00:00:00+00' + $1 * interval '1 microsecond';

CREATE FUNCTION to_micros(timestamptz) RETURNS bigint
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (extract(epoch FROM $1) * 1000000)::bigint;

-- Changes that every gateway has to learn of --------------------------------------------------------------

-- One row, raised once in every transaction that changes a stamped row. Its row lock makes stamps become
-- visible in their order, so a reader that has seen stamp n has seen everything up to n.
CREATE TABLE change_counter (
  one   boolean PRIMARY KEY DEFAULT true CHECK (one),
  value bigint NOT NULL
);
INSERT INTO change_counter (value) VALUES (0);

-- Draws the stamp of this transaction and wakes the gateways when it commits.
CREATE FUNCTION next_stamp() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  stamp bigint;
BEGIN
  UPDATE change_counter SET value = value + 1 RETURNING value INTO stamp;
  PERFORM pg_notify('marketcode_change', '');
  RETURN stamp;
END $$;

-- Merchants and what they may do ---------------------------------------------------------------------------

CREATE TABLE platform (
  one                  boolean PRIMARY KEY DEFAULT true CHECK (one),
  component_appid      text NOT NULL,
  ticket               bytea,        -- envelope
  ticket_received_at   timestamptz,
  token                bytea,        -- envelope: component_access_token
  token_expires_at     timestamptz,
  token_refreshed_at   timestamptz,
  generation           bigint NOT NULL DEFAULT 0,
  lease_owner          text,
  lease_until          timestamptz,
  failing_since        timestamptz,
  failures             integer NOT NULL DEFAULT 0,
  last_errcode         bigint,
  stamp                bigint NOT NULL
);

CREATE TABLE merchant (
  id                    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  appid                 text NOT NULL UNIQUE CHECK (appid ~ '^[A-Za-z0-9_-]{3,64}$'),
  nick_name             text NOT NULL DEFAULT '',
  principal_name        text NOT NULL DEFAULT '',
  user_name             text NOT NULL DEFAULT '',   -- gh_…
  service_type          integer,                    -- service_type_info.id, null: not known yet
  verify_type           integer,                    -- verify_type_info.id
  account_status        integer,
  mini_program          boolean NOT NULL DEFAULT false,
  permission_sets       integer[] NOT NULL DEFAULT '{}',
  authorized            boolean NOT NULL,
  authorized_at         timestamptz,
  unauthorized_at       timestamptz,
  authorization_version integer NOT NULL DEFAULT 1,
  suspended_at          timestamptz,
  suspended_reason      text,
  state_read_at         timestamptz,                -- when WeChat last told kind and permission sets
  created_at            timestamptz NOT NULL DEFAULT now(),
  stamp                 bigint NOT NULL
);
CREATE INDEX merchant_stamp ON merchant (stamp);

CREATE TABLE merchant_token (
  merchant              integer PRIMARY KEY REFERENCES merchant,
  access                bytea,                      -- envelope: authorizer_access_token
  refresh               bytea,                      -- envelope: authorizer_refresh_token
  expires_at            timestamptz,
  refreshed_at          timestamptz,
  forced_at             timestamptz,                -- last refresh because WeChat refused a token that had life left
  generation            bigint NOT NULL DEFAULT 0,
  lease_owner           text,
  lease_until           timestamptz,
  failing_since         timestamptz,
  failures              integer NOT NULL DEFAULT 0,
  last_errcode          bigint,
  needs_reauthorization boolean NOT NULL DEFAULT false,
  stamp                 bigint NOT NULL
);
CREATE INDEX merchant_token_stamp ON merchant_token (stamp);

CREATE TABLE api_key (
  id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key_id        text NOT NULL UNIQUE CHECK (key_id ~ '^[0-9a-z]{12}$'),
  merchant      integer NOT NULL REFERENCES merchant,
  name          text NOT NULL CHECK (name <> '' AND length(name) <= 100),
  hash          bytea NOT NULL CHECK (length(hash) = 32),
  addresses     text[] NOT NULL DEFAULT '{}',       -- CIDR ranges, empty: from anywhere
  rate          double precision NOT NULL CHECK (rate > 0),   -- queries a second
  burst         integer NOT NULL CHECK (burst > 0),
  allow_in_url  boolean NOT NULL DEFAULT false,
  expires_at    timestamptz,
  created_at    timestamptz NOT NULL DEFAULT now(),
  created_by    text NOT NULL,
  last_used_at  timestamptz,
  revoked_at    timestamptz,
  revoked_by    text,
  stamp         bigint NOT NULL
);
CREATE INDEX api_key_stamp ON api_key (stamp);
CREATE INDEX api_key_merchant ON api_key (merchant);

CREATE TABLE gateway_instance (
  id          text PRIMARY KEY,
  version     text NOT NULL,
  host        text NOT NULL,
  pid         integer NOT NULL,
  started_at  timestamptz NOT NULL DEFAULT now(),
  heartbeat   timestamptz NOT NULL DEFAULT now(),
  stopped_at  timestamptz
);

-- The log ---------------------------------------------------------------------------------------------------

-- The append-only log of one gateway process. Every writing transaction begins by updating this row under its
-- epoch; whoever took the stream over has raised it.
CREATE TABLE audit_stream (
  id         bigint PRIMARY KEY CHECK (id > 0),
  day        date NOT NULL,                  -- UTC day of its opening, by the database's clock
  owner      text NOT NULL,                  -- gateway_instance.id
  epoch      integer NOT NULL DEFAULT 1,
  state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sealed', 'damaged')),
  size       bigint NOT NULL DEFAULT 0,      -- records
  batch      bigint NOT NULL DEFAULT 0,      -- commits: tells whether one in doubt took place
  intents    bigint NOT NULL DEFAULT 0,      -- intents ever noted
  frontier   bytea NOT NULL DEFAULT '',      -- roots of the complete subtrees, left to right
  root       bytea,                          -- RFC 6962 root, when sealed
  opened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  heartbeat  timestamptz NOT NULL DEFAULT clock_timestamp(),
  sealed_at  timestamptz,
  sealed_by  text,
  listed_in  bigint REFERENCES audit_stream, -- the stream whose first record lists this one's root
  CHECK ((state = 'sealed') = (root IS NOT NULL))
) WITH (fillfactor = 50);
CREATE INDEX audit_stream_open ON audit_stream (heartbeat) WHERE state = 'open';
CREATE INDEX audit_stream_unlisted ON audit_stream (id) WHERE state = 'sealed' AND listed_in IS NULL;

-- The intents of one commit, one head of a record a line. Gone when the stream is sealed: every one of them
-- then has its record.
CREATE TABLE audit_intent (
  stream  bigint NOT NULL REFERENCES audit_stream,
  first   integer NOT NULL,
  count   integer NOT NULL,
  heads   text NOT NULL,
  PRIMARY KEY (stream, first)
);

-- One record a row. The line is the record; the columns are its index and can be made again from it.
CREATE TABLE audit_record (
  stream          bigint NOT NULL,
  time            timestamptz NOT NULL,
  day             date NOT NULL,             -- of the stream
  seq             integer NOT NULL,
  intent          integer,
  merchant        integer,
  api_key         integer,
  errcode         bigint,
  kind            smallint NOT NULL,         -- 1 query, 2 authorization, 3 admin, 4 access, 5 system
  dialect         smallint,                  -- 1 native, 2 compatible, 3 console
  outcome         smallint,                  -- 1 active, 2 inactive, 3 refused, 4 upstream_error, 5 not_sent, 6 unknown
  request_id      uuid,
  client          inet,                      -- cleared with the day's key
  reason          text,                      -- the line's `code`
  application_id  numeric(20),
  code_index      numeric(20),
  code            text,
  code_url        text,
  line            text NOT NULL,
  PRIMARY KEY (day, stream, seq),
  UNIQUE (day, stream, intent)
) PARTITION BY RANGE (day);
CREATE INDEX audit_record_merchant_time ON audit_record (merchant, time);
CREATE INDEX audit_record_request ON audit_record (request_id);

-- 256 leaf hashes and the root over them.
CREATE TABLE audit_tile (
  stream  bigint NOT NULL REFERENCES audit_stream,
  tile    integer NOT NULL,
  root    bytea NOT NULL CHECK (length(root) = 32),
  hashes  bytea NOT NULL CHECK (length(hashes) = 8192),
  PRIMARY KEY (stream, tile)
);
ALTER TABLE audit_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE audit_checkpoint (
  stream   bigint NOT NULL REFERENCES audit_stream,
  size     bigint NOT NULL,
  root     bytea NOT NULL CHECK (length(root) = 32),
  note     text NOT NULL,
  made_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (stream, size)
);

CREATE TABLE audit_day_key (
  day           date PRIMARY KEY,
  envelope      bytea,
  created_at    timestamptz NOT NULL DEFAULT now(),
  destroyed_at  timestamptz,
  CHECK ((envelope IS NULL) = (destroyed_at IS NOT NULL))
);

-- Lines of commands and services, written in the transaction of the change that they tell of, until a writer
-- moves them into its stream.
CREATE TABLE audit_outbox (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        smallint NOT NULL CHECK (kind IN (2, 3, 4, 5)),
  time        timestamptz NOT NULL,
  merchant    integer REFERENCES merchant,
  api_key     integer,
  request_id  uuid,
  head        text NOT NULL   -- the line's members from "time" on, without braces
);

-- The log only grows ------------------------------------------------------------------------------------------

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log only grows: % on % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- The one change a record may see: its plain client address goes when the day's key goes.
CREATE FUNCTION audit_allow_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  erased audit_record := OLD;
BEGIN
  erased.client := NULL;
  IF NEW IS DISTINCT FROM erased THEN
    RAISE EXCEPTION 'the audit log only grows: a record is never changed'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER audit_record_unchanged BEFORE UPDATE ON audit_record
  FOR EACH ROW EXECUTE FUNCTION audit_allow_erasure();
CREATE TRIGGER audit_record_kept BEFORE DELETE OR TRUNCATE ON audit_record
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_tile_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_tile
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_checkpoint_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_stream_kept BEFORE DELETE OR TRUNCATE ON audit_stream
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- A stream moves forward only, and not at all once it is sealed but for being listed.
CREATE FUNCTION audit_stream_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.day <> OLD.day OR NEW.size < OLD.size OR NEW.batch < OLD.batch
     OR NEW.intents < OLD.intents OR NEW.epoch < OLD.epoch
     OR (OLD.state <> 'open' AND (NEW.state, NEW.size, NEW.root, NEW.frontier) IS DISTINCT FROM
                                 (OLD.state, OLD.size, OLD.root, OLD.frontier))
     OR (OLD.listed_in IS NOT NULL AND NEW.listed_in IS DISTINCT FROM OLD.listed_in) THEN
    RAISE EXCEPTION 'the audit log only grows: stream % cannot go back', OLD.id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_stream_grows BEFORE UPDATE ON audit_stream
  FOR EACH ROW EXECUTE FUNCTION audit_stream_forward();

-- Makes the partitions of today (UTC) and the `ahead` days after it. There is no default partition.
CREATE FUNCTION audit_make_partitions(ahead integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
  wanted date;
  partition text;
  made integer := 0;
BEGIN
  IF ahead NOT BETWEEN 0 AND 31 THEN
    RAISE EXCEPTION 'partitions are made 0 to 31 days ahead' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM set_config('lock_timeout', '1s', true);
  FOR i IN 0..ahead LOOP
    wanted := today + i;
    partition := 'audit_record_' || to_char(wanted, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(hashtext('audit_make_partitions'));
    CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_record INCLUDING ALL)', partition);
    EXECUTE format('CREATE TRIGGER audit_record_kept BEFORE DELETE OR TRUNCATE ON public.%I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change()', partition);
    EXECUTE format('ALTER TABLE public.audit_record ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   partition, wanted, wanted + 1);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

-- Removes the intents of a sealed stream; refused while one of them has no record.
CREATE FUNCTION audit_drop_intents(sealed bigint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  closed bigint;
  noted bigint;
  stream_day date;
BEGIN
  SELECT day, intents INTO STRICT stream_day, noted FROM audit_stream WHERE id = sealed AND state = 'sealed';
  SELECT count(*) INTO closed FROM audit_record
    WHERE day = stream_day AND stream = sealed AND intent IS NOT NULL;
  IF closed <> noted THEN
    RAISE EXCEPTION 'stream % has % intents but % records of intents', sealed, noted, closed
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  DELETE FROM audit_intent WHERE stream = sealed;
END $$;

REVOKE ALL ON FUNCTION audit_make_partitions(integer), audit_drop_intents(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_make_partitions(integer), audit_drop_intents(bigint) TO marketcode_app;

-- Who may do what ----------------------------------------------------------------------------------------------

GRANT SELECT, UPDATE (value) ON change_counter TO marketcode_app;
GRANT SELECT, INSERT, UPDATE ON platform, merchant, merchant_token, api_key, gateway_instance TO marketcode_app;
GRANT SELECT, INSERT, UPDATE (owner, epoch, state, size, batch, intents, frontier, root, heartbeat, sealed_at,
                              sealed_by, listed_in) ON audit_stream TO marketcode_app;
GRANT SELECT, INSERT ON audit_intent, audit_record, audit_tile, audit_checkpoint, audit_day_key TO marketcode_app;
GRANT SELECT, INSERT, DELETE ON audit_outbox TO marketcode_app;

GRANT SELECT ON audit_stream, audit_record, audit_tile, audit_checkpoint TO marketcode_auditor;
GRANT SELECT (id, appid, nick_name, principal_name) ON merchant TO marketcode_auditor;

SELECT audit_make_partitions(7);
