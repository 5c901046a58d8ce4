using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Migrations;

/// <summary>Indexes for lists of jobs by a rare type or a rare end. Changes indexes only, not the model.</summary>
[DbContext(typeof(OutboundContext))]
[Migration("20261126150000_JobLists")]
[Operations.Schema.BlockingReason(Operations.Schema.BlockingReasonAttribute.BeforeFirstRelease)]
internal sealed class JobLists : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0006_job_lists.sql");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0006_job_lists_down.sql");
}
