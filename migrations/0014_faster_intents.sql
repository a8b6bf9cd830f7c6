-- Intents are written once and read only by a recovery: what packs them must be quick.
ALTER TABLE audit_intent ALTER COLUMN heads SET COMPRESSION lz4;
