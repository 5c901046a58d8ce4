using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Migrations;

/// <summary>A caller's token is found with its name, by which people know it. Changes a function only, not the model.</summary>
[DbContext(typeof(OutboundContext))]
[Migration("20261126160000_TokenNames")]
[Operations.Schema.BlockingReason(Operations.Schema.BlockingReasonAttribute.BeforeFirstRelease)]
internal sealed class TokenNames : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0007_token_names.sql");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0007_token_names_down.sql");
}
