using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Files;
using AdaptiveOutbound.Data.Idempotency;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Providers;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Schedules;
using AdaptiveOutbound.Data.Tokens;
using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Data.Workspaces;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace AdaptiveOutbound.Data;

/// <summary>The schema <c>outbound</c>: EF Core owns it, Hangfire's tables stay in theirs.</summary>
public sealed class OutboundContext(DbContextOptions<OutboundContext> options)
    : IdentityUserContext<User, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>(options)
{
    public const string Schema = "outbound";

    public DbSet<Workspace> Workspaces => Set<Workspace>();
    public DbSet<WorkspaceSettings> WorkspaceSettings => Set<WorkspaceSettings>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<JobItem> JobItems => Set<JobItem>();
    public DbSet<JobLog> JobLogs => Set<JobLog>();
    public DbSet<Lane> Lanes => Set<Lane>();
    public DbSet<Chunk> Chunks => Set<Chunk>();
    public DbSet<RateLimit> RateLimits => Set<RateLimit>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<ProviderLookup> ProviderLookups => Set<ProviderLookup>();
    public DbSet<UsageDay> UsageDaily => Set<UsageDay>();
    public DbSet<StoredFile> Files => Set<StoredFile>();
    public DbSet<Deployment> Deployment => Set<Deployment>();
    public DbSet<DeploymentEvent> DeploymentEvents => Set<DeploymentEvent>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Schema);
        UsersModel(builder);
        WorkspacesModel(builder);
        JobsModel(builder);
        LanesModel(builder);
        RecordsModel(builder);
        SchedulesModel(builder);
        FilesModel(builder);
        builder.Entity<Maintenance>(e => { e.ToTable("maintenance"); e.HasKey(x => x.Name); e.Property(x => x.Result).HasColumnType("jsonb"); });
        DeploymentModel(builder);
    }

    private static void DeploymentModel(ModelBuilder model)
    {
        model.Entity<Deployment>(e => { e.ToTable("deployment"); e.HasKey(x => x.Id); e.Property(x => x.Id).ValueGeneratedNever(); });
        model.Entity<DeploymentEvent>(e =>
        {
            e.ToTable("deployment_events");
            e.HasKey(x => x.Id);
            e.Property(x => x.Id).UseIdentityAlwaysColumn();
            e.Property(x => x.At).HasDefaultValueSql("now()");
            e.Property(x => x.Detail).HasColumnType("jsonb").HasDefaultValueSql("'{}'");
            e.HasIndex(x => new { x.Kind, x.At });
        });
    }

    // EFCore.NamingConventions leaves the names of Identity's tables as they are.
    private static void UsersModel(ModelBuilder model)
    {
        model.Entity<User>().ToTable("users");
        model.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        model.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        model.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
        // Identity's own model has passkeys only where its options can be asked, which is not so in migrations.
        model.Entity<IdentityUserPasskey<Guid>>(e =>
        {
            e.ToTable("user_passkeys");
            e.HasKey(x => x.CredentialId);
            e.HasOne<User>().WithMany().HasForeignKey(x => x.UserId).IsRequired();
            e.OwnsOne(x => x.Data, d => d.ToJson("data"));
        });
        model.Entity<WorkspaceMember>(e =>
        {
            e.ToTable("workspace_members");
            e.HasKey(x => new { x.WorkspaceId, x.UserId });
            e.HasIndex(x => x.UserId); // asked before a workspace is known
            e.HasOne<Workspace>().WithMany().HasForeignKey(x => x.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<User>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Invitation>(e =>
        {
            e.ToTable("invitations");
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.WorkspaceId, x.Id });
            e.HasIndex(x => x.Hash).IsUnique(); // looked up before a workspace is known
            e.HasOne<Workspace>().WithMany().HasForeignKey(x => x.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<AuditEvent>(e => { e.ToTable("audit_events"); e.HasKey(x => x.Id); e.HasIndex(x => new { x.WorkspaceId, x.Id }); e.Property(x => x.Detail).HasColumnType("jsonb"); });
        model.Entity<IdempotencyKey>(e =>
        {
            e.ToTable("idempotency_keys");
            e.HasKey(x => new { x.WorkspaceId, x.Caller, x.Key, x.Route });
            e.HasIndex(x => x.ExpiresAt);
            e.HasOne<Workspace>().WithMany().HasForeignKey(x => x.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void WorkspacesModel(ModelBuilder model)
    {
        model.Entity<Workspace>(e => { e.HasKey(x => x.Id); e.HasIndex(x => x.Slug).IsUnique(); });
        model.Entity<WorkspaceSettings>(e =>
        {
            e.HasKey(x => x.WorkspaceId);
            e.HasOne<Workspace>().WithOne().HasForeignKey<WorkspaceSettings>(x => x.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
            e.Property(x => x.Keys).HasColumnType("jsonb");
            e.Property(x => x.SealedKeys).HasColumnType("jsonb");
            e.Property(x => x.Revision).IsConcurrencyToken();
            e.Property(x => x.CreditsPerJob).HasPrecision(14, 4);
            e.Property(x => x.CreditsPerDay).HasPrecision(14, 4);
            e.Property(x => x.CreditsPerMonth).HasPrecision(14, 4);
            e.Property(x => x.AutoEnrich).HasDefaultValue(false);
        });
        model.Entity<WorkspaceDataKey>(e => { e.ToTable("workspace_data_keys"); e.HasKey(x => new { x.WorkspaceId, x.Version }); });
        model.Entity<ApiToken>(e =>
        {
            e.ToTable("api_tokens");
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.WorkspaceId, x.Id });
            e.HasIndex(x => x.Hash).IsUnique(); // looked up before a workspace is known
            e.HasOne<Workspace>().WithMany().HasForeignKey(x => x.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Alert>(e =>
        {
            e.ToTable("alerts");
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.WorkspaceId, x.Code, x.Scope }).IsUnique();
            e.HasIndex(x => new { x.WorkspaceId, x.CreatedAt });
            e.HasOne<Workspace>().WithMany().HasForeignKey(x => x.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<UsageDay>(e => { e.ToTable("usage_daily"); e.HasKey(x => new { x.WorkspaceId, x.Provider, x.Day }); e.Property(x => x.Credits).HasPrecision(14, 4); e.Property(x => x.UnknownCredits).HasPrecision(14, 4).HasDefaultValue(0m); e.Property(x => x.Free).HasDefaultValue(0); e.Property(x => x.Disputed).HasDefaultValue(0); });
        model.Entity<ProviderCount>(e => { e.ToTable("provider_counts"); e.HasKey(x => new { x.WorkspaceId, x.Provider, x.Day }); e.Property(x => x.CreditsLeft).HasPrecision(14, 4); e.Property(x => x.Booked).HasPrecision(14, 4); });
    }

    private static void JobsModel(ModelBuilder model)
    {
        model.Entity<Job>(e =>
        {
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.WorkspaceId, x.Id });
            e.HasIndex(x => new { x.WorkspaceId, x.Id }, "jobs_open").HasFilter("completed_at IS NULL");
            e.HasIndex(x => x.OriginId).HasFilter("origin_id IS NOT NULL");
            e.Property(x => x.Payload).HasColumnType("jsonb");
            e.Property(x => x.Result).HasColumnType("jsonb");
            e.Property(x => x.Credits).HasPrecision(14, 4);
            e.Property(x => x.UnknownCredits).HasPrecision(14, 4).HasDefaultValue(0m);
            e.Property(x => x.Free).HasDefaultValue(0);
            e.Property(x => x.Disputed).HasDefaultValue(0);
            e.Property(x => x.MaxCredits).HasPrecision(14, 4);
            e.Property(x => x.OverBudget).HasDefaultValue(false);
            e.HasIndex(x => new { x.ScheduleId, x.Id }, "jobs_of_schedule").HasFilter("schedule_id IS NOT NULL");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasStorageParameter("fillfactor", 70).HasStorageParameter("autovacuum_vacuum_scale_factor", 0.02m).HasStorageParameter("autovacuum_vacuum_cost_delay", 0);
        });
        model.Entity<JobItem>(e =>
        {
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.LaneId, x.Rank, x.Id }, "items_due").HasFilter("state = 0");
            e.HasIndex(x => x.ChunkId, "items_taken").HasFilter("state = 1");
            e.HasIndex(x => x.DueAt, "items_wait").HasFilter("state = 3");
            e.HasIndex(x => x.JobId, "items_held").HasFilter("state = 4");
            e.HasIndex(x => new { x.JobId, x.RecordId }, "items_record").IsUnique().HasFilter("record_id IS NOT NULL");
            e.HasIndex(x => new { x.JobId, x.Line }, "items_line").IsUnique().HasFilter("line IS NOT NULL");
            e.Property(x => x.Credits).HasPrecision(14, 4);
            e.HasStorageParameter("fillfactor", 70).HasStorageParameter("autovacuum_vacuum_scale_factor", 0.02m).HasStorageParameter("autovacuum_vacuum_cost_delay", 0);
        });
        // Partitioned by month: EF Core has no word for it, so the first migration creates the table.
        model.Entity<JobLog>(e => { e.ToTable("job_logs", t => t.ExcludeFromMigrations()); e.HasKey(x => new { x.Id, x.CreatedAt }); e.Property(x => x.Metadata).HasColumnType("jsonb"); });
    }

    private static void LanesModel(ModelBuilder model)
    {
        model.Entity<Lane>(e =>
        {
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.WorkspaceId, x.Type, x.Provider }).IsUnique();
            e.HasIndex(x => x.WaitingUntil, "lanes_waiting").HasFilter("waiting_until IS NOT NULL");
            e.HasIndex(x => x.Id, "lanes_stopped").HasFilter("cardinality(stopped_jobs) > 0");
            e.HasStorageParameter("fillfactor", 50);
        });
        model.Entity<Chunk>(e =>
        {
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.LaneId, x.Slot }, "chunks_slot").IsUnique().HasFilter("status IN ('queued', 'processing')");
            e.HasStorageParameter("fillfactor", 70).HasStorageParameter("autovacuum_vacuum_scale_factor", 0.02m);
        });
        model.Entity<LaneWake>(e => { e.ToTable("lane_wakes"); e.HasKey(x => new { x.LaneId, x.DueMinute }); });
        model.Entity<RateLimit>(e => { e.HasKey(x => new { x.Fingerprint, x.Endpoint }); e.HasStorageParameter("fillfactor", 50); });
    }

    private static void RecordsModel(ModelBuilder model)
    {
        model.Entity<Account>(e =>
        {
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.WorkspaceId, x.Id });
            e.Property(x => x.Domain).UseCollation("C"); // so that its index finds prefixes
            e.Property(x => x.LinkedInSlug).HasColumnName("linkedin_slug");
            e.Property(x => x.Fields).HasColumnType("jsonb");
            e.Property(x => x.Provenance).HasColumnType("jsonb");
            e.HasIndex(x => new { x.WorkspaceId, x.Domain }, "accounts_domain").IsUnique().HasFilter("domain IS NOT NULL");
            e.HasIndex(x => new { x.WorkspaceId, x.LinkedInSlug }, "accounts_linkedin").HasFilter("linkedin_slug IS NOT NULL");
            e.HasIndex(x => new { x.WorkspaceId, x.LinkedInSlug }, "accounts_linkedin_identity").IsUnique().HasFilter("domain IS NULL");
        });
        model.Entity<Contact>(e =>
        {
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.WorkspaceId, x.Id });
            e.Property(x => x.Email).UseCollation("C"); // so that its index finds prefixes
            e.Property(x => x.LinkedInSlug).HasColumnName("linkedin_slug");
            e.Property(x => x.Fields).HasColumnType("jsonb");
            e.Property(x => x.Provenance).HasColumnType("jsonb");
            e.HasIndex(x => new { x.WorkspaceId, x.Email }, "contacts_email").IsUnique().HasFilter("email IS NOT NULL");
            e.HasIndex(x => new { x.WorkspaceId, x.LinkedInSlug }, "contacts_linkedin").HasFilter("linkedin_slug IS NOT NULL");
            e.HasIndex(x => new { x.WorkspaceId, x.LinkedInSlug }, "contacts_linkedin_identity").IsUnique().HasFilter("email IS NULL AND linkedin_slug IS NOT NULL");
            e.HasIndex(x => new { x.WorkspaceId, x.NameKey }, "contacts_name_identity").IsUnique().HasDatabaseName("ix_contacts_workspace_id_name_key1").HasFilter("name_key IS NOT NULL AND email IS NULL AND linkedin_slug IS NULL");
        });
        model.Entity<ProviderLookup>(e =>
        {
            e.HasKey(x => x.Id);
            e.Property(x => x.Answer).HasColumnType("jsonb");
            e.Property(x => x.CreditsReserved).HasPrecision(14, 4);
            e.Property(x => x.CreditsCharged).HasPrecision(14, 4);
            e.Property(x => x.Disputed).HasDefaultValue(false);
            e.HasIndex(x => new { x.WorkspaceId, x.Provider, x.Question, x.Id }, "lookups_question");
            e.HasIndex(x => new { x.WorkspaceId, x.Provider, x.Question }, "lookups_in_flight").IsUnique().HasFilter("state = 0");
            e.HasIndex(x => x.ChunkId, "lookups_chunk").HasFilter("state = 0");
            e.HasIndex(x => x.JobId, "lookups_unknown").HasFilter("state = 4");
        });
    }

    private static void SchedulesModel(ModelBuilder model)
    {
        model.Entity<Schedule>(e =>
        {
            e.ToTable("schedules");
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.WorkspaceId, x.Id });
            e.HasIndex(x => x.NextRunAt, "schedules_due").HasFilter("next_run_at IS NOT NULL");
            e.HasIndex(x => x.Id, "schedules_to_mirror").HasFilter("NOT mirrored");
            e.Property(x => x.Filter).HasColumnType("jsonb");
            e.Property(x => x.MaxCredits).HasPrecision(14, 4);
            e.HasOne<Workspace>().WithMany().HasForeignKey(x => x.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
            e.HasStorageParameter("fillfactor", 70);
        });
        model.Entity<ScheduleRun>(e =>
        {
            e.ToTable("schedule_runs");
            e.HasKey(x => x.Id);
            e.HasIndex(x => new { x.WorkspaceId, x.ScheduleId, x.Id });
            e.HasOne<Schedule>().WithMany().HasForeignKey(x => x.ScheduleId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ChangedRecord>(e =>
        {
            e.ToTable("changed_records");
            e.HasKey(x => new { x.WorkspaceId, x.Kind, x.RecordId });
            e.HasIndex(x => new { x.WorkspaceId, x.Kind, x.ChangedAt });
        });
    }

    private static void FilesModel(ModelBuilder model)
    {
        model.Entity<StoredFile>(e =>
        {
            e.ToTable("files");
            e.HasKey(x => x.Id);
            e.Property(x => x.Format).HasColumnType("jsonb");
            e.HasIndex(x => new { x.WorkspaceId, x.Id });
        });
        // The content is compressed already: EXTERNAL storage (set by the migration) saves a second, useless try.
        model.Entity<FilePart>(e => { e.ToTable("file_parts"); e.HasKey(x => new { x.WorkspaceId, x.FileId, x.Number }); });
    }
}
