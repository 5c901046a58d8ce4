using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Migrations;

/// <summary>Indexes for lists of records that were, or were not, enriched. Changes indexes only, not the model.</summary>
[DbContext(typeof(OutboundContext))]
[Migration("20261126170000_RecordStatus")]
[Operations.Schema.BlockingReason(Operations.Schema.BlockingReasonAttribute.BeforeFirstRelease)]
internal sealed class RecordStatusLists : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0008_record_status.sql");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0008_record_status_down.sql");
}
