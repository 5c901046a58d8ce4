using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdaptiveOutbound.Data.Migrations
{
    /// <summary>Schedules and their runs, records that changed, what a provider answered about records, a fuller ledger, recurring work of the installation.</summary>
    [Operations.Schema.BlockingReason(Operations.Schema.BlockingReasonAttribute.BeforeFirstRelease)]
    public partial class Schedules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "account_match_days",
                schema: "outbound",
                table: "workspace_settings",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "account_no_match_days",
                schema: "outbound",
                table: "workspace_settings",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "auto_enrich",
                schema: "outbound",
                table: "workspace_settings",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "contact_match_days",
                schema: "outbound",
                table: "workspace_settings",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "contact_no_match_days",
                schema: "outbound",
                table: "workspace_settings",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "disputed",
                schema: "outbound",
                table: "usage_daily",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "free",
                schema: "outbound",
                table: "usage_daily",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<decimal>(
                name: "unknown_credits",
                schema: "outbound",
                table: "usage_daily",
                type: "numeric(14,4)",
                precision: 14,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<int>(
                name: "disputed",
                schema: "outbound",
                table: "jobs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "free",
                schema: "outbound",
                table: "jobs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<decimal>(
                name: "max_credits",
                schema: "outbound",
                table: "jobs",
                type: "numeric(14,4)",
                precision: 14,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "schedule_id",
                schema: "outbound",
                table: "jobs",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "unknown_credits",
                schema: "outbound",
                table: "jobs",
                type: "numeric(14,4)",
                precision: 14,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "answered_at",
                schema: "outbound",
                table: "contacts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "answered_by",
                schema: "outbound",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "matched",
                schema: "outbound",
                table: "contacts",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "answered_at",
                schema: "outbound",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "answered_by",
                schema: "outbound",
                table: "accounts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "matched",
                schema: "outbound",
                table: "accounts",
                type: "boolean",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "changed_records",
                schema: "outbound",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_changed_records", x => new { x.workspace_id, x.kind, x.record_id });
                });

            migrationBuilder.CreateTable(
                name: "maintenance",
                schema: "outbound",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    next_run_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_run_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    result = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_maintenance", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "provider_counts",
                schema: "outbound",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    credits_left = table.Column<decimal>(type: "numeric(14,4)", precision: 14, scale: 4, nullable: false),
                    booked = table.Column<decimal>(type: "numeric(14,4)", precision: 14, scale: 4, nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_counts", x => new { x.workspace_id, x.provider, x.day });
                });

            migrationBuilder.CreateTable(
                name: "schedules",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    cron = table.Column<string>(type: "text", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    filter = table.Column<string>(type: "jsonb", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: true),
                    priority = table.Column<short>(type: "smallint", nullable: false),
                    max_credits = table.Column<decimal>(type: "numeric(14,4)", precision: 14, scale: 4, nullable: true),
                    overlap = table.Column<string>(type: "text", nullable: false),
                    missed = table.Column<string>(type: "text", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_run_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_run_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_job_id = table.Column<Guid>(type: "uuid", nullable: true),
                    waiting_message = table.Column<string>(type: "text", nullable: true),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    owner_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    owner_token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    mirrored = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schedules", x => x.id);
                    table.ForeignKey(
                        name: "fk_schedules_workspaces_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "outbound",
                        principalTable: "workspaces",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.CreateTable(
                name: "schedule_runs",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    schedule_id = table.Column<Guid>(type: "uuid", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    fired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    message = table.Column<string>(type: "text", nullable: true),
                    job_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schedule_runs", x => x.id);
                    table.ForeignKey(
                        name: "fk_schedule_runs_schedules_schedule_id",
                        column: x => x.schedule_id,
                        principalSchema: "outbound",
                        principalTable: "schedules",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_schedule_id_id",
                schema: "outbound",
                table: "jobs",
                columns: new[] { "schedule_id", "id" },
                filter: "schedule_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_changed_records_workspace_id_kind_changed_at",
                schema: "outbound",
                table: "changed_records",
                columns: new[] { "workspace_id", "kind", "changed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_schedule_runs_schedule_id",
                schema: "outbound",
                table: "schedule_runs",
                column: "schedule_id");

            migrationBuilder.CreateIndex(
                name: "ix_schedule_runs_workspace_id_schedule_id_id",
                schema: "outbound",
                table: "schedule_runs",
                columns: new[] { "workspace_id", "schedule_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_schedules_id",
                schema: "outbound",
                table: "schedules",
                column: "id",
                filter: "NOT mirrored");

            migrationBuilder.CreateIndex(
                name: "ix_schedules_next_run_at",
                schema: "outbound",
                table: "schedules",
                column: "next_run_at",
                filter: "next_run_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_schedules_workspace_id_id",
                schema: "outbound",
                table: "schedules",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.Run("0010_schedules.sql");
            migrationBuilder.Run("0010_ledger.sql");
            migrationBuilder.Run("0010_cleanup.sql");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Run("0010_cleanup_down.sql");
            migrationBuilder.Run("0010_ledger_down.sql");
            migrationBuilder.Run("0010_schedules_down.sql");

            migrationBuilder.DropTable(
                name: "changed_records",
                schema: "outbound");

            migrationBuilder.DropTable(
                name: "maintenance",
                schema: "outbound");

            migrationBuilder.DropTable(
                name: "provider_counts",
                schema: "outbound");

            migrationBuilder.DropTable(
                name: "schedule_runs",
                schema: "outbound");

            migrationBuilder.DropTable(
                name: "schedules",
                schema: "outbound");

            migrationBuilder.DropIndex(
                name: "ix_jobs_schedule_id_id",
                schema: "outbound",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "account_match_days",
                schema: "outbound",
                table: "workspace_settings");

            migrationBuilder.DropColumn(
                name: "account_no_match_days",
                schema: "outbound",
                table: "workspace_settings");

            migrationBuilder.DropColumn(
                name: "auto_enrich",
                schema: "outbound",
                table: "workspace_settings");

            migrationBuilder.DropColumn(
                name: "contact_match_days",
                schema: "outbound",
                table: "workspace_settings");

            migrationBuilder.DropColumn(
                name: "contact_no_match_days",
                schema: "outbound",
                table: "workspace_settings");

            migrationBuilder.DropColumn(
                name: "disputed",
                schema: "outbound",
                table: "usage_daily");

            migrationBuilder.DropColumn(
                name: "free",
                schema: "outbound",
                table: "usage_daily");

            migrationBuilder.DropColumn(
                name: "unknown_credits",
                schema: "outbound",
                table: "usage_daily");

            migrationBuilder.DropColumn(
                name: "disputed",
                schema: "outbound",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "free",
                schema: "outbound",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "max_credits",
                schema: "outbound",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "schedule_id",
                schema: "outbound",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "unknown_credits",
                schema: "outbound",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "answered_at",
                schema: "outbound",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "answered_by",
                schema: "outbound",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "matched",
                schema: "outbound",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "answered_at",
                schema: "outbound",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "answered_by",
                schema: "outbound",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "matched",
                schema: "outbound",
                table: "accounts");
        }
    }
}
