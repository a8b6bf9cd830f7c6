-- The Node service's audit table: one row a query, found by time and merchant.
CREATE TABLE node_record (
  request_id      uuid PRIMARY KEY,
  time            timestamptz NOT NULL,
  merchant        integer NOT NULL,
  client          inet NOT NULL,
  outcome         smallint NOT NULL,
  errcode         bigint NOT NULL,
  application_id  bigint,
  code_index      bigint,
  code            text,
  us              integer NOT NULL,
  line            text NOT NULL
);
CREATE INDEX node_record_merchant_time ON node_record (merchant, time);
GRANT SELECT, INSERT ON node_record TO marketcode_app;
