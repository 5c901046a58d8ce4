namespace AdaptiveOutbound.Jobs.Audit;

/// <summary>What the audit log tells of: stable codes.</summary>
internal static class AuditActions
{
    public const string KeyAdded = "key.added";
    public const string KeyReplaced = "key.replaced";
    public const string KeyRemoved = "key.removed";
    public const string KeyTested = "key.tested";
    public const string SettingsChanged = "settings.changed";
    public const string MemberAdded = "member.added";
    public const string MemberRoleChanged = "member.role_changed";
    public const string ResetLinkMade = "member.reset_link_made";
    public const string MemberRemoved = "member.removed";
    public const string InvitationMade = "invitation.made";
    public const string InvitationRevoked = "invitation.revoked";
    public const string TokenMade = "token.made";
    public const string TokenRevoked = "token.revoked";
    public const string ImportStarted = "import.started";
    public const string ImportUndone = "import.undone";
    public const string EnrichmentStarted = "enrichment.started";
    public const string EnrichmentReverted = "enrichment.reverted";
    public const string ExportStarted = "export.started";
    public const string CleanupStarted = "cleanup.started";
    public const string ExportDownloaded = "export.downloaded";
    public const string ScheduleMade = "schedule.made";
    public const string ScheduleChanged = "schedule.changed";
    public const string ScheduleRemoved = "schedule.removed";
    public const string ScheduleRun = "schedule.run";
    public const string RecordWritten = "record.written";
    public const string RecordEdited = "record.edited";
    public const string RecordDeleted = "record.deleted";
    public const string JobPaused = "job.paused";
    public const string JobResumed = "job.resumed";
    public const string JobRetried = "job.retried";
    public const string JobCancelled = "job.cancelled";
    public const string JobRemoved = "job.removed";
    public const string LedgerDownloaded = "ledger.downloaded";
    public const string WorkspaceRemoved = "workspace.removed";
}
