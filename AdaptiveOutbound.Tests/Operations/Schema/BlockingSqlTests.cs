using AdaptiveOutbound.Data.Operations.Schema;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations.Schema;

internal sealed class BlockingSqlTests
{
    [TestCase("CREATE INDEX i ON outbound.jobs (name);")]
    [TestCase("create unique index if not exists i on outbound.jobs (name) where name is not null")]
    [TestCase("ALTER TABLE outbound.jobs ADD COLUMN big text GENERATED ALWAYS AS (lower(name)) STORED")]
    [TestCase("ALTER TABLE outbound.jobs ADD ref uuid NOT NULL DEFAULT gen_random_uuid()")]
    [TestCase("ALTER TABLE outbound.jobs ADD needed text NOT NULL")]
    [TestCase("ALTER TABLE outbound.jobs ALTER COLUMN attempts TYPE bigint")]
    [TestCase("ALTER TABLE outbound.jobs ALTER COLUMN name SET NOT NULL")]
    [TestCase("ALTER TABLE outbound.jobs ADD CONSTRAINT c CHECK (attempts > 0)")]
    [TestCase("ALTER TABLE outbound.jobs ADD CONSTRAINT f FOREIGN KEY (lane_id) REFERENCES outbound.lanes (id)")]
    [TestCase("ALTER TABLE outbound.jobs DROP COLUMN name")]
    [TestCase("ALTER TABLE outbound.jobs RENAME COLUMN name TO title")]
    [TestCase("DROP TABLE outbound.jobs")]
    [TestCase("DROP FUNCTION outbound.rescue_chunk(uuid)")]
    [TestCase("DROP INDEX outbound.i")]
    [TestCase("LOCK TABLE outbound.jobs")]
    [TestCase("TRUNCATE outbound.jobs")]
    [TestCase("UPDATE outbound.jobs SET name = ''")]
    [TestCase("WITH old AS (SELECT 1) DELETE FROM outbound.jobs")]
    [TestCase("-- a comment\nSELECT 1; /* and\nanother */ LOCK TABLE outbound.jobs;")]
    public void A_statement_that_stops_running_workers_is_found(string sql) => Assert.That(BlockingSql.Find(sql), Has.Count.EqualTo(1));

    [TestCase("CREATE INDEX CONCURRENTLY i ON outbound.jobs (name)")]
    [TestCase("CREATE TABLE outbound.new_ones (id uuid); CREATE INDEX i ON outbound.new_ones (id); ALTER TABLE outbound.new_ones ADD CONSTRAINT c CHECK (id IS NOT NULL)")]
    [TestCase("ALTER TABLE outbound.jobs ADD COLUMN more text")]
    [TestCase("ALTER TABLE outbound.jobs ADD COLUMN more int NOT NULL DEFAULT 0")]
    [TestCase("ALTER TABLE outbound.jobs ADD CONSTRAINT c CHECK (attempts > 0) NOT VALID")]
    [TestCase("ALTER TABLE outbound.jobs VALIDATE CONSTRAINT c")]
    [TestCase("ALTER TABLE outbound.jobs ENABLE ROW LEVEL SECURITY")]
    [TestCase("ALTER TABLE outbound.jobs DROP CONSTRAINT c")]
    [TestCase("CREATE FUNCTION outbound.f() RETURNS void LANGUAGE sql AS $$ DELETE FROM outbound.jobs; LOCK TABLE outbound.jobs $$")]
    [TestCase("COMMENT ON TABLE outbound.jobs IS 'said; LOCK TABLE outbound.jobs'")]
    [TestCase("GRANT SELECT ON outbound.jobs TO outbound_app")]
    public void One_that_does_not_is_let_be(string sql) => Assert.That(BlockingSql.Find(sql), Is.Empty);

    [Test]
    public void Statements_are_cut_where_they_end_and_nowhere_else() => Assert.That(
        SqlStatements.Split("SELECT ';' AS \";\"; -- no ; here\nDO $x$ BEGIN PERFORM $$;$$; END $x$;\nSELECT $1;"),
        Is.EqualTo(["SELECT ';' AS \";\"", "DO $x$ BEGIN PERFORM $$;$$; END $x$", "SELECT $1"]));
}
