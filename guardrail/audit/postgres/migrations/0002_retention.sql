-- What stays of records that are gone after their term: their hashes and a signed statement, put there before anything goes.
-- `leaves`: 32 bytes a record from sequence number `first` on; `pruned`: the statement that those before `first` are gone.
CREATE TABLE guardrail.audit_pruned (
  writer uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('leaves', 'pruned')),
  first bigint NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (writer, kind, first)
);

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'guardrail_retention') THEN
    CREATE ROLE guardrail_retention NOLOGIN;
  END IF;
END
$$;
REVOKE ALL ON guardrail.audit_pruned FROM PUBLIC;
GRANT SELECT ON guardrail.audit_pruned TO guardrail_audit_writer, guardrail_audit_reader;
-- Who removes, and who writes: two roles, and never one login for both. A month's partition is emptied with TRUNCATE, which stops no
-- writer of another month; DROP would lock the whole log.
GRANT USAGE ON SCHEMA guardrail TO guardrail_retention;
GRANT SELECT ON ALL TABLES IN SCHEMA guardrail TO guardrail_retention;
GRANT INSERT, DELETE ON guardrail.audit_pruned TO guardrail_retention;
GRANT DELETE ON guardrail.audit_leaf TO guardrail_retention;

INSERT INTO guardrail.audit_migration (version) VALUES (2);
