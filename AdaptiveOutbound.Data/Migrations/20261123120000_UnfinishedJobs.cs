using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Migrations;

/// <summary>How a job ends whose work died before all of its records were reached. Changes functions only, not the model.</summary>
[DbContext(typeof(OutboundContext))]
[Migration("20261123120000_UnfinishedJobs")]
[Operations.Schema.BlockingReason(Operations.Schema.BlockingReasonAttribute.BeforeFirstRelease)]
internal sealed class UnfinishedJobs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0002_unfinished.sql");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0002_unfinished_down.sql");
}
