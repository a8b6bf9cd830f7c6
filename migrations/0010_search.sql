-- What the log is searched by. A partition that is written to has one small BRIN index and no B-tree but those that
-- keep it sound; what finds single records years later is built when the day's streams are sealed.

-- What codes were activated for, as WeChat told it: few and long, so that a record holds a number only.
CREATE TABLE audit_product (
  id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest         bytea NOT NULL UNIQUE CHECK (length(digest) = 32),  -- SHA-256 of the three, NUL between
  activity_name  text NOT NULL,
  product_brand  text NOT NULL,
  product_title  text NOT NULL
);
CREATE TRIGGER audit_product_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_product
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

ALTER TABLE audit_record
  ADD COLUMN product integer,  -- audit_product.id
  ADD COLUMN rid text;

DROP INDEX audit_record_merchant_time, audit_record_request;
-- About 290 records a range. A range is summarized when it is full (audit_summarize), so a writer never touches it.
CREATE INDEX audit_record_summary ON audit_record USING brin (
  time,
  merchant       int4_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02),
  api_key        int4_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02),
  request_id     uuid_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02),
  rid            text_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02),
  client         inet_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02),
  application_id numeric_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02),
  code           text_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02),
  code_url       text_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02),
  product        int4_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02),
  reason         text_bloom_ops (n_distinct_per_range = 32, false_positive_rate = 0.02),
  errcode        int8_bloom_ops (n_distinct_per_range = 32, false_positive_rate = 0.02),
  kind           int2_minmax_multi_ops,
  outcome        int2_minmax_multi_ops,
  dialect        int2_minmax_multi_ops
) WITH (pages_per_range = 32, autosummarize = off);

-- Records counted by minute and by hour, so that long ranges are drawn without reading them.
CREATE TABLE audit_count (
  width     smallint NOT NULL CHECK (width IN (1, 60)),  -- minutes
  merchant  integer NOT NULL,    -- 0: records of no merchant; -1: all records
  start     timestamptz NOT NULL,
  kind      smallint NOT NULL,
  outcome   smallint NOT NULL,   -- 0: none
  count     bigint NOT NULL,
  PRIMARY KEY (width, merchant, start, kind, outcome)
);
CREATE INDEX audit_count_start ON audit_count (width, start);

-- How far each stream is counted.
CREATE TABLE audit_counted (
  stream  bigint PRIMARY KEY REFERENCES audit_stream,
  size    bigint NOT NULL
);

-- What is known of a day's counted records. Their times may lie outside of the day: a line can wait for its writer.
CREATE TABLE audit_search_day (
  day         date PRIMARY KEY,
  first       timestamptz NOT NULL,
  last        timestamptz NOT NULL,
  ranges      integer NOT NULL DEFAULT 0,  -- of audit_record_summary, summarized
  indexed_at  timestamptz                  -- has the B-trees of a sealed day
);

GRANT SELECT, INSERT ON audit_product TO marketcode_app;
GRANT SELECT, INSERT, UPDATE ON audit_count, audit_counted, audit_search_day TO marketcode_app;
GRANT SELECT ON audit_product, audit_count, audit_counted, audit_search_day, audit_archive TO marketcode_auditor;

-- Summarizes the ranges that are full; the last two are left to the writers. How many were.
CREATE FUNCTION audit_summarize(of_day date) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  partition regclass := to_regclass('public.audit_record_' || to_char(of_day, 'YYYYMMDD'));
  summary regclass;
  done integer;
  full_ranges integer;
BEGIN
  SELECT ranges INTO done FROM audit_search_day WHERE day = of_day FOR UPDATE;
  IF partition IS NULL OR done IS NULL THEN
    RETURN 0;
  END IF;
  SELECT c.oid INTO STRICT summary FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am a ON a.oid = c.relam WHERE i.indrelid = partition AND a.amname = 'brin';
  full_ranges := pg_relation_size(partition) / current_setting('block_size')::integer / 32 - 2;
  IF full_ranges <= done THEN
    RETURN 0;
  END IF;
  PERFORM set_config('lock_timeout', '1s', true);
  FOR i IN done..full_ranges - 1 LOOP
    PERFORM brin_summarize_range(summary, i::bigint * 32);
  END LOOP;
  -- Without statistics the planner takes the primary key for selective, which it is not within a day.
  IF full_ranges >= 2 * done THEN
    EXECUTE format('ANALYZE %s', partition);
  END IF;
  UPDATE audit_search_day SET ranges = full_ranges WHERE day = of_day;
  RETURN full_ranges - done;
END $$;

-- Builds one B-tree of a day that is over and whose streams take no more records, so that a gateway that stops never
-- waits for all of them; false when there is nothing to do any more.
CREATE FUNCTION audit_index_day(of_day date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  partition text := 'audit_record_' || to_char(of_day, 'YYYYMMDD');
  wanted record;
BEGIN
  PERFORM FROM audit_search_day WHERE day = of_day AND indexed_at IS NULL FOR UPDATE;
  IF NOT FOUND OR to_regclass('public.' || partition) IS NULL
     OR of_day >= (clock_timestamp() AT TIME ZONE 'UTC')::date
     OR EXISTS (SELECT FROM audit_stream WHERE day = of_day AND state = 'open') THEN
    RETURN false;
  END IF;
  PERFORM set_config('lock_timeout', '1s', true);
  FOR wanted IN SELECT * FROM (VALUES
      ('merchant', '(merchant, time)', 'merchant IS NOT NULL'),
      ('api_key', '(api_key, time)', 'api_key IS NOT NULL'),
      ('request', '(request_id)', 'request_id IS NOT NULL'),
      ('rid', '(rid)', 'rid IS NOT NULL'),
      ('client', '(client)', 'client IS NOT NULL'),
      ('application', '(application_id, code_index)', 'application_id IS NOT NULL'),
      ('code', '(code)', 'code IS NOT NULL'),
      ('code_url', '(code_url)', 'code_url IS NOT NULL')) AS v(name, columns, condition) LOOP
    CONTINUE WHEN to_regclass(format('public.%I', partition || '_' || wanted.name)) IS NOT NULL;
    EXECUTE format('CREATE INDEX %I ON public.%I %s WHERE %s',
                   partition || '_' || wanted.name, partition, wanted.columns, wanted.condition);
    RETURN true;
  END LOOP;
  PERFORM brin_summarize_new_values(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am a ON a.oid = c.relam WHERE i.indrelid = ('public.' || partition)::regclass AND a.amname = 'brin';
  EXECUTE format('ANALYZE public.%I', partition);
  UPDATE audit_search_day SET indexed_at = clock_timestamp() WHERE day = of_day;
  RETURN true;
END $$;

REVOKE ALL ON FUNCTION audit_summarize(date), audit_index_day(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_summarize(date), audit_index_day(date) TO marketcode_app;
