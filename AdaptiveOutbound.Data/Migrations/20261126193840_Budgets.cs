using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdaptiveOutbound.Data.Migrations
{
    /// <summary>Limits of credits, jobs that have spent theirs, prices that are disputed, alerts.</summary>
    [Operations.Schema.BlockingReason(Operations.Schema.BlockingReasonAttribute.BeforeFirstRelease)]
    public partial class Budgets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "credits_per_day",
                schema: "outbound",
                table: "workspace_settings",
                type: "numeric(14,4)",
                precision: 14,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "credits_per_job",
                schema: "outbound",
                table: "workspace_settings",
                type: "numeric(14,4)",
                precision: 14,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "credits_per_month",
                schema: "outbound",
                table: "workspace_settings",
                type: "numeric(14,4)",
                precision: 14,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "disputed",
                schema: "outbound",
                table: "provider_lookups",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "over_budget",
                schema: "outbound",
                table: "jobs",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "alerts",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    scope = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dismissed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dismissed_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alerts", x => x.id);
                    table.ForeignKey(
                        name: "fk_alerts_workspaces_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "outbound",
                        principalTable: "workspaces",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_alerts_workspace_id_code_scope",
                schema: "outbound",
                table: "alerts",
                columns: new[] { "workspace_id", "code", "scope" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_alerts_workspace_id_created_at",
                schema: "outbound",
                table: "alerts",
                columns: new[] { "workspace_id", "created_at" });

            migrationBuilder.Run("0009_budgets.sql");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Run("0009_budgets_down.sql");

            migrationBuilder.DropTable(
                name: "alerts",
                schema: "outbound");

            migrationBuilder.DropColumn(
                name: "credits_per_day",
                schema: "outbound",
                table: "workspace_settings");

            migrationBuilder.DropColumn(
                name: "credits_per_job",
                schema: "outbound",
                table: "workspace_settings");

            migrationBuilder.DropColumn(
                name: "credits_per_month",
                schema: "outbound",
                table: "workspace_settings");

            migrationBuilder.DropColumn(
                name: "disputed",
                schema: "outbound",
                table: "provider_lookups");

            migrationBuilder.DropColumn(
                name: "over_budget",
                schema: "outbound",
                table: "jobs");
        }
    }
}
