-- The audit log: what is inserted stays. Whoever owns these tables can still change them; the log's own proofs tell.
CREATE SCHEMA IF NOT EXISTS guardrail;

CREATE TABLE guardrail.audit_migration (
  version integer PRIMARY KEY,
  applied timestamptz NOT NULL DEFAULT now()
);

-- Begun under one name, once.
CREATE TABLE guardrail.audit_writer (
  writer uuid PRIMARY KEY,
  vkey bytea NOT NULL
);

-- A writer's name begins with the time at which it began (UUID version 7): its records lie in the partition of that month,
-- and (writer, seq) stays unique over all of them.
CREATE TABLE guardrail.audit_leaf (
  writer uuid NOT NULL,
  seq bigint NOT NULL,
  leaf bytea NOT NULL,
  PRIMARY KEY (writer, seq)
) PARTITION BY RANGE (writer);
CREATE TABLE guardrail.audit_leaf_rest PARTITION OF guardrail.audit_leaf DEFAULT;

CREATE TABLE guardrail.audit_checkpoint (
  writer uuid NOT NULL,
  size bigint NOT NULL,
  note bytea NOT NULL,
  PRIMARY KEY (writer, size)
);

CREATE TABLE guardrail.audit_roster (
  number integer PRIMARY KEY,
  block bytea NOT NULL
);

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'guardrail_audit_writer') THEN
    CREATE ROLE guardrail_audit_writer NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'guardrail_audit_reader') THEN
    CREATE ROLE guardrail_audit_reader NOLOGIN;
  END IF;
END
$$;
REVOKE ALL ON SCHEMA guardrail FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA guardrail FROM PUBLIC;
GRANT USAGE ON SCHEMA guardrail TO guardrail_audit_writer, guardrail_audit_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA guardrail TO guardrail_audit_writer, guardrail_audit_reader;
GRANT INSERT ON guardrail.audit_writer, guardrail.audit_leaf, guardrail.audit_checkpoint, guardrail.audit_roster
  TO guardrail_audit_writer;

INSERT INTO guardrail.audit_migration (version) VALUES (1);
