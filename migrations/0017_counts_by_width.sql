-- Counts by minute are many times as many as those by the quarter of a day, which lay a few to a page between them. Each
-- width has pages of its own.
SELECT pg_advisory_xact_lock(hashtext('audit_count'));
CREATE TABLE audit_count_by_width (
  width     smallint NOT NULL,   -- minutes
  merchant  integer NOT NULL,    -- 0: records of no merchant; -1: all records
  start     timestamptz NOT NULL,
  kind      smallint NOT NULL,
  outcome   smallint NOT NULL,   -- 0: none
  count     bigint NOT NULL
) PARTITION BY LIST (width);
CREATE TABLE audit_count_minutes PARTITION OF audit_count_by_width FOR VALUES IN (1);
CREATE TABLE audit_count_hours PARTITION OF audit_count_by_width FOR VALUES IN (60);
CREATE TABLE audit_count_quarters PARTITION OF audit_count_by_width FOR VALUES IN (360);
INSERT INTO audit_count_by_width SELECT * FROM audit_count ORDER BY width, start;

DROP TABLE audit_count;
ALTER TABLE audit_count_by_width RENAME TO audit_count;
ALTER TABLE audit_count ADD PRIMARY KEY (width, merchant, start, kind, outcome);
CREATE INDEX audit_count_start ON audit_count (width, start);
GRANT SELECT, INSERT, UPDATE ON audit_count TO marketcode_app;
GRANT SELECT ON audit_count TO marketcode_auditor;
