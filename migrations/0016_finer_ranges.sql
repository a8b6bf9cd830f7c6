-- A day that is written to has no B-trees to be searched by: its BRIN indexes say more when their ranges are smaller. A
-- value of one record in 800 is in a fifth of the ranges of 32 pages, and in a sixteenth of those of 8. Bloom filters for a
-- quarter of the records are a quarter as large, so that the indexes grow by a third only.
--
-- Days that have records already keep their indexes: building new ones would keep the writers waiting.

-- An empty partition with the indexes that are smaller than the parent's; PostgreSQL takes them for what the parent's are
-- on this partition, and adds the others.
CREATE FUNCTION audit_make_partition(of_day date) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  partition text := 'audit_record_' || to_char(of_day, 'YYYYMMDD');
  spanned text := 'time, merchant int4_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.02)';
BEGIN
  EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_record INCLUDING ALL EXCLUDING INDEXES)', partition);
  EXECUTE format('CREATE INDEX %I ON public.%I USING brin (%s) WITH (pages_per_range = 8, autosummarize = off)',
                 partition || '_span', partition, spanned);
  EXECUTE format('CREATE INDEX %I ON public.%I USING brin (%s) WITH (pages_per_range = 8, autosummarize = off)',
                 partition || '_summary', partition, spanned || ', '
                 'api_key        int4_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.02), '
                 'request_id     uuid_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.02), '
                 'rid            text_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.02), '
                 'client         inet_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.02), '
                 'application_id numeric_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.02), '
                 'code           text_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.02), '
                 'code_url       text_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.02), '
                 'product        int4_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.02), '
                 'reason         text_bloom_ops (n_distinct_per_range = 16, false_positive_rate = 0.02), '
                 'errcode        int8_bloom_ops (n_distinct_per_range = 16, false_positive_rate = 0.02), '
                 'kind int2_minmax_multi_ops, outcome int2_minmax_multi_ops, dialect int2_minmax_multi_ops');
  EXECUTE format('CREATE TRIGGER audit_record_kept BEFORE DELETE OR TRUNCATE ON public.%I '
                 'FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change()', partition);
  EXECUTE format('ALTER TABLE public.audit_record ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                 partition, of_day, of_day + 1);
END $$;
REVOKE ALL ON FUNCTION audit_make_partition(date) FROM PUBLIC;

-- Makes the partitions of today (UTC) and the `ahead` days after it. There is no default partition.
CREATE OR REPLACE FUNCTION audit_make_partitions(ahead integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
  partition text;
  made integer := 0;
BEGIN
  IF ahead NOT BETWEEN 0 AND 31 THEN
    RAISE EXCEPTION 'partitions are made 0 to 31 days ahead' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM set_config('lock_timeout', '1s', true);
  FOR i IN 0..ahead LOOP
    partition := 'audit_record_' || to_char(today + i, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(hashtext('audit_make_partitions'));
    CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
    PERFORM audit_make_partition(today + i);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

-- Summarizes the pages that are full, 32 at a time; the last 64 are left to the writers. How many times 32 were.
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
  PERFORM brin_summarize_range(brin.index, page)
    FROM (SELECT c.oid AS index, substring(array_to_string(c.reloptions, ',') FROM 'pages_per_range=(\d+)')::integer AS pages
          FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_am a ON a.oid = c.relam
          WHERE x.indrelid = partition AND a.amname = 'brin') brin,
      generate_series(done::bigint * 32, full_ranges::bigint * 32 - 1, brin.pages) page;
  -- Without statistics the planner takes the primary key for selective, which it is not within a day.
  IF full_ranges >= 2 * done THEN
    EXECUTE format('ANALYZE %s', partition);
  END IF;
  UPDATE audit_search_day SET ranges = full_ranges WHERE day = of_day;
  RETURN full_ranges - done;
END $$;

-- Partitions of days to come are made again.
DO $$
DECLARE
  today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
  made record;
  ahead integer;
BEGIN
  LOCK TABLE audit_record IN ACCESS EXCLUSIVE MODE;
  FOR made IN SELECT c.oid::regclass AS partition, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'audit_record'::regclass LOOP
    CONTINUE WHEN made.day < today OR pg_relation_size(made.partition) > 0;
    EXECUTE format('DROP TABLE %s', made.partition);
    ahead := greatest(ahead, made.day - today);
  END LOOP;
  IF ahead IS NOT NULL THEN
    PERFORM audit_make_partitions(least(ahead, 31));
  END IF;
END $$;
