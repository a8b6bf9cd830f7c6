-- Searches and histograms that read less.

-- Bars of whole quarters of a day are drawn from counts of such.
ALTER TABLE audit_count DROP CONSTRAINT audit_count_width_check;
ALTER TABLE audit_count ADD CONSTRAINT audit_count_width_check CHECK (width IN (1, 60, 360));
SELECT pg_advisory_xact_lock(hashtext('audit_count'));
INSERT INTO audit_count (width, merchant, start, kind, outcome, count)
  SELECT 360, merchant, date_bin('6 hours', start, to_timestamp(0)), kind, outcome, sum(count)
  FROM audit_count WHERE width = 60 GROUP BY 2, 3, 4, 5;

-- A gateway of before would count no quarters of a day: it finds no way to go on counting.
ALTER TABLE audit_counted RENAME COLUMN size TO records;

-- A search reads all of a BRIN index, slice of time by slice of time. audit_record_summary has eight times the pages of
-- this one, which is enough for a merchant and for short slices.
CREATE INDEX audit_record_span ON audit_record USING brin (
  time,
  merchant int4_bloom_ops (n_distinct_per_range = 256, false_positive_rate = 0.02)
) WITH (pages_per_range = 32, autosummarize = off);

-- Summarizes the ranges that are full; the last two are left to the writers. How many were.
CREATE OR REPLACE FUNCTION audit_summarize(of_day date) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  partition regclass := to_regclass('public.audit_record_' || to_char(of_day, 'YYYYMMDD'));
  done integer;
  full_ranges integer;
BEGIN
  SELECT ranges INTO done FROM audit_search_day WHERE day = of_day FOR UPDATE;
  IF partition IS NULL OR done IS NULL THEN
    RETURN 0;
  END IF;
  full_ranges := pg_relation_size(partition) / current_setting('block_size')::integer / 32 - 2;
  IF full_ranges <= done THEN
    RETURN 0;
  END IF;
  PERFORM set_config('lock_timeout', '1s', true);
  FOR i IN done..full_ranges - 1 LOOP
    PERFORM brin_summarize_range(c.oid, i::bigint * 32) FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
      JOIN pg_am a ON a.oid = c.relam WHERE x.indrelid = partition AND a.amname = 'brin';
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
CREATE OR REPLACE FUNCTION audit_index_day(of_day date) RETURNS boolean
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
      ('product', '(product, time)', 'product IS NOT NULL'),
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

-- What was indexed before gets the one that is new.
UPDATE audit_search_day SET indexed_at = NULL WHERE indexed_at IS NOT NULL;
