-- What is told to people and programs outside: the address that WeChat does not let in, and the webhook.

-- The addresses of ours that WeChat refused. A row that is not renewed is history: a refusal that lasts is met again
-- every few minutes.
CREATE TABLE refused_address (
  address     text PRIMARY KEY,
  errcode     bigint NOT NULL,
  instance    text NOT NULL,                   -- the process that met it
  refused_at  timestamptz NOT NULL DEFAULT now()
);

-- Whether anybody wants to hear of changes; as the configuration of the gateway that was started last says.
CREATE TABLE webhook (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  enabled     boolean NOT NULL,
  enabled_at  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO webhook (enabled) VALUES (false);

-- Written in the transaction of the change that it tells of, delivered by whichever gateway takes it first.
CREATE TABLE webhook_delivery (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type         text NOT NULL,                  -- 'authorized', 'updated', 'left', 'needs_reauthorization', 'ticket_overdue'
  merchant     integer REFERENCES merchant,    -- null: about the platform
  details      text NOT NULL DEFAULT '{}',     -- a JSON object
  episode      text UNIQUE,                    -- one row for an episode, whoever notices it
  created_at   timestamptz NOT NULL DEFAULT now(),
  due_at       timestamptz NOT NULL DEFAULT now(),  -- when it may be taken, or taken again
  lease_owner  text,
  tries        integer NOT NULL DEFAULT 0,
  settled_at   timestamptz,
  outcome      text CHECK (outcome IN ('delivered', 'given_up')),
  status       integer,                        -- of the last answer; null: there was none
  failure      text,                           -- why the last try was none
  CHECK ((settled_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE settled_at IS NULL;
CREATE INDEX webhook_delivery_settled ON webhook_delivery (settled_at) WHERE settled_at IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON refused_address, webhook_delivery TO marketcode_app;
GRANT SELECT, UPDATE (enabled, enabled_at) ON webhook TO marketcode_app;
