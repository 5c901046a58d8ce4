using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AdaptiveOutbound.Data.Migrations;

/// <summary>One index of contacts' names for order, search and identity. It rewrites the table of contacts, which is locked meanwhile.</summary>
[DbContext(typeof(OutboundContext))]
[Migration("20261126140000_ContactNames")]
[Operations.Schema.BlockingReason(Operations.Schema.BlockingReasonAttribute.BeforeFirstRelease)]
internal sealed class ContactNames : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0005_contact_names.sql");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Run("0005_contact_names_down.sql");
}
