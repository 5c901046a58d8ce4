using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdaptiveOutbound.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "outbound");

            migrationBuilder.CreateTable(
                name: "accounts",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    domain = table.Column<string>(type: "text", nullable: true),
                    linkedin_slug = table.Column<string>(type: "text", nullable: true),
                    name = table.Column<string>(type: "text", nullable: true),
                    fields = table.Column<string>(type: "jsonb", nullable: false),
                    provenance = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    enriched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "chunks",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lane_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slot = table.Column<short>(type: "smallint", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    worker_id = table.Column<int>(type: "integer", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    items = table.Column<int>(type: "integer", nullable: false),
                    hangfire_id = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chunks", x => x.id);
                })
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02m)
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.CreateTable(
                name: "contacts",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "text", nullable: true),
                    linkedin_slug = table.Column<string>(type: "text", nullable: true),
                    name_key = table.Column<string>(type: "text", nullable: true),
                    fields = table.Column<string>(type: "jsonb", nullable: false),
                    provenance = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    enriched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contacts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "deployment",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<short>(type: "smallint", nullable: false),
                    environment = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deployment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "file_parts",
                schema: "outbound",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    first_line = table.Column<long>(type: "bigint", nullable: false),
                    first_record = table.Column<int>(type: "integer", nullable: false),
                    records = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_parts", x => new { x.workspace_id, x.file_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "files",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: true),
                    records = table.Column<int>(type: "integer", nullable: false),
                    format = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_files", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "job_items",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lane_id = table.Column<Guid>(type: "uuid", nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: true),
                    line = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    rank = table.Column<short>(type: "smallint", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    chunk_id = table.Column<Guid>(type: "uuid", nullable: true),
                    attempts = table.Column<short>(type: "smallint", nullable: false),
                    rescues = table.Column<short>(type: "smallint", nullable: false),
                    outcome = table.Column<short>(type: "smallint", nullable: true),
                    provider = table.Column<string>(type: "text", nullable: true),
                    credits = table.Column<decimal>(type: "numeric(14,4)", precision: 14, scale: 4, nullable: false),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    error_field = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_items", x => x.id);
                })
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_cost_delay", 0)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02m)
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.CreateTable(
                name: "jobs",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    queue = table.Column<string>(type: "text", nullable: false),
                    priority = table.Column<short>(type: "smallint", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    lane_id = table.Column<Guid>(type: "uuid", nullable: false),
                    open_items = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    processed = table.Column<int>(type: "integer", nullable: false),
                    failed = table.Column<int>(type: "integer", nullable: false),
                    dead_letters = table.Column<int>(type: "integer", nullable: false),
                    enriched = table.Column<int>(type: "integer", nullable: false),
                    no_match = table.Column<int>(type: "integer", nullable: false),
                    skipped = table.Column<int>(type: "integer", nullable: false),
                    unknown = table.Column<int>(type: "integer", nullable: false),
                    calls = table.Column<int>(type: "integer", nullable: false),
                    cache_hits = table.Column<int>(type: "integer", nullable: false),
                    credits = table.Column<decimal>(type: "numeric(14,4)", precision: 14, scale: 4, nullable: false),
                    attempts = table.Column<short>(type: "smallint", nullable: false),
                    max_attempts = table.Column<short>(type: "smallint", nullable: false),
                    progress_message = table.Column<string>(type: "text", nullable: true),
                    result = table.Column<string>(type: "jsonb", nullable: true),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    origin_id = table.Column<Guid>(type: "uuid", nullable: true),
                    leads_to = table.Column<Guid>(type: "uuid", nullable: true),
                    cursor = table.Column<int>(type: "integer", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    scheduled_for = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_retry_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_jobs", x => x.id);
                })
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_cost_delay", 0)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02m)
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.CreateTable(
                name: "lane_wakes",
                schema: "outbound",
                columns: table => new
                {
                    lane_id = table.Column<Guid>(type: "uuid", nullable: false),
                    due_minute = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hangfire_id = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lane_wakes", x => new { x.lane_id, x.due_minute });
                });

            migrationBuilder.CreateTable(
                name: "lanes",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    weight = table.Column<short>(type: "smallint", nullable: false),
                    width = table.Column<short>(type: "smallint", nullable: false),
                    paused = table.Column<bool>(type: "boolean", nullable: false),
                    waiting_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    waiting_reason = table.Column<string>(type: "text", nullable: true),
                    waiting_message = table.Column<string>(type: "text", nullable: true),
                    wait_count = table.Column<short>(type: "smallint", nullable: false),
                    careful = table.Column<bool>(type: "boolean", nullable: false),
                    stopped_jobs = table.Column<Guid[]>(type: "uuid[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lanes", x => x.id);
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "provider_lookups",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    endpoint = table.Column<string>(type: "text", nullable: false),
                    question = table.Column<byte[]>(type: "bytea", nullable: false),
                    input = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    credits_reserved = table.Column<decimal>(type: "numeric(14,4)", precision: 14, scale: 4, nullable: false),
                    credits_charged = table.Column<decimal>(type: "numeric(14,4)", precision: 14, scale: 4, nullable: false),
                    answer = table.Column<string>(type: "jsonb", nullable: true),
                    provider_record_id = table.Column<string>(type: "text", nullable: true),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    previous_id = table.Column<Guid>(type: "uuid", nullable: true),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    chunk_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_lookups", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rate_limits",
                schema: "outbound",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    endpoint = table.Column<string>(type: "text", nullable: false),
                    minute_limit = table.Column<int>(type: "integer", nullable: true),
                    hour_limit = table.Column<int>(type: "integer", nullable: true),
                    day_limit = table.Column<int>(type: "integer", nullable: true),
                    learnt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    blocked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    leased = table.Column<long>(type: "bigint", nullable: false),
                    minute_buckets = table.Column<long[]>(type: "bigint[]", nullable: false),
                    minute_counts = table.Column<int[]>(type: "integer[]", nullable: false),
                    hour_buckets = table.Column<long[]>(type: "bigint[]", nullable: false),
                    hour_counts = table.Column<int[]>(type: "integer[]", nullable: false),
                    day_buckets = table.Column<long[]>(type: "bigint[]", nullable: false),
                    day_counts = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rate_limits", x => new { x.fingerprint, x.endpoint });
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "usage_daily",
                schema: "outbound",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    calls = table.Column<int>(type: "integer", nullable: false),
                    lookups = table.Column<int>(type: "integer", nullable: false),
                    matched = table.Column<int>(type: "integer", nullable: false),
                    cache_hits = table.Column<int>(type: "integer", nullable: false),
                    credits = table.Column<decimal>(type: "numeric(14,4)", precision: 14, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_daily", x => new { x.workspace_id, x.provider, x.day });
                });

            migrationBuilder.CreateTable(
                name: "workspace_data_keys",
                schema: "outbound",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    wrapped = table.Column<byte[]>(type: "bytea", nullable: false),
                    wrapper_id = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspace_data_keys", x => new { x.workspace_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "workspaces",
                schema: "outbound",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspaces", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workspace_settings",
                schema: "outbound",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    keys = table.Column<string>(type: "jsonb", nullable: false),
                    sealed_keys = table.Column<string>(type: "jsonb", nullable: false),
                    reveal_personal_emails = table.Column<bool>(type: "boolean", nullable: false),
                    match_days = table.Column<int>(type: "integer", nullable: false),
                    no_match_days = table.Column<int>(type: "integer", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    last_enriched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspace_settings", x => x.workspace_id);
                    table.ForeignKey(
                        name: "fk_workspace_settings_workspaces_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "outbound",
                        principalTable: "workspaces",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_workspace_id_domain",
                schema: "outbound",
                table: "accounts",
                columns: new[] { "workspace_id", "domain" },
                unique: true,
                filter: "domain IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_workspace_id_linkedin_slug",
                schema: "outbound",
                table: "accounts",
                columns: new[] { "workspace_id", "linkedin_slug" },
                filter: "linkedin_slug IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_workspace_id_linkedin_slug1",
                schema: "outbound",
                table: "accounts",
                columns: new[] { "workspace_id", "linkedin_slug" },
                unique: true,
                filter: "domain IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_chunks_lane_id_slot",
                schema: "outbound",
                table: "chunks",
                columns: new[] { "lane_id", "slot" },
                unique: true,
                filter: "status IN ('queued', 'processing')");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_workspace_id_email",
                schema: "outbound",
                table: "contacts",
                columns: new[] { "workspace_id", "email" },
                unique: true,
                filter: "email IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_workspace_id_linkedin_slug",
                schema: "outbound",
                table: "contacts",
                columns: new[] { "workspace_id", "linkedin_slug" },
                filter: "linkedin_slug IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_workspace_id_linkedin_slug1",
                schema: "outbound",
                table: "contacts",
                columns: new[] { "workspace_id", "linkedin_slug" },
                unique: true,
                filter: "email IS NULL AND linkedin_slug IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_workspace_id_name_key",
                schema: "outbound",
                table: "contacts",
                columns: new[] { "workspace_id", "name_key" },
                filter: "name_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_workspace_id_name_key1",
                schema: "outbound",
                table: "contacts",
                columns: new[] { "workspace_id", "name_key" },
                unique: true,
                filter: "name_key IS NOT NULL AND email IS NULL AND linkedin_slug IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_files_workspace_id_id",
                schema: "outbound",
                table: "files",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_job_items_chunk_id",
                schema: "outbound",
                table: "job_items",
                column: "chunk_id",
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "ix_job_items_due_at",
                schema: "outbound",
                table: "job_items",
                column: "due_at",
                filter: "state = 3");

            migrationBuilder.CreateIndex(
                name: "ix_job_items_job_id",
                schema: "outbound",
                table: "job_items",
                column: "job_id",
                filter: "state = 4");

            migrationBuilder.CreateIndex(
                name: "ix_job_items_job_id_line",
                schema: "outbound",
                table: "job_items",
                columns: new[] { "job_id", "line" },
                unique: true,
                filter: "line IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_job_items_job_id_record_id",
                schema: "outbound",
                table: "job_items",
                columns: new[] { "job_id", "record_id" },
                unique: true,
                filter: "record_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_job_items_lane_id_rank_id",
                schema: "outbound",
                table: "job_items",
                columns: new[] { "lane_id", "rank", "id" },
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_origin_id",
                schema: "outbound",
                table: "jobs",
                column: "origin_id",
                filter: "origin_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_workspace_id_id",
                schema: "outbound",
                table: "jobs",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_workspace_id_id1",
                schema: "outbound",
                table: "jobs",
                columns: new[] { "workspace_id", "id" },
                filter: "completed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_lanes_id",
                schema: "outbound",
                table: "lanes",
                column: "id",
                filter: "cardinality(stopped_jobs) > 0");

            migrationBuilder.CreateIndex(
                name: "ix_lanes_waiting_until",
                schema: "outbound",
                table: "lanes",
                column: "waiting_until",
                filter: "waiting_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_lanes_workspace_id_type_provider",
                schema: "outbound",
                table: "lanes",
                columns: new[] { "workspace_id", "type", "provider" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_provider_lookups_chunk_id",
                schema: "outbound",
                table: "provider_lookups",
                column: "chunk_id",
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "ix_provider_lookups_job_id",
                schema: "outbound",
                table: "provider_lookups",
                column: "job_id",
                filter: "state = 4");

            migrationBuilder.CreateIndex(
                name: "ix_provider_lookups_workspace_id_provider_question",
                schema: "outbound",
                table: "provider_lookups",
                columns: new[] { "workspace_id", "provider", "question" },
                unique: true,
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "ix_provider_lookups_workspace_id_provider_question_id",
                schema: "outbound",
                table: "provider_lookups",
                columns: new[] { "workspace_id", "provider", "question", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_workspaces_slug",
                schema: "outbound",
                table: "workspaces",
                column: "slug",
                unique: true);

            migrationBuilder.Run("0001_tables.sql");
            migrationBuilder.Run("0001_engine.sql");
            migrationBuilder.Run("0001_limits.sql");
            migrationBuilder.Run("0001_security.sql");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP SCHEMA outbound CASCADE");
        }
    }
}
