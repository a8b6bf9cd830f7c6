-- What is sealed just before midnight stands in the day's streams or in those of the day after: a hold keeps the keys of
-- both.
CREATE OR REPLACE FUNCTION audit_destroy_day_key(of_day date, keep integer) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF keep < 1 OR of_day >= (clock_timestamp() AT TIME ZONE 'UTC')::date - keep THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('audit_leaving'));
  IF audit_is_held(of_day) OR audit_is_held(of_day + 1) THEN
    RETURN false;
  END IF;
  UPDATE audit_day_key SET envelope = NULL, destroyed_at = clock_timestamp()
    WHERE day = of_day AND envelope IS NOT NULL;
  RETURN FOUND;
END $$;
