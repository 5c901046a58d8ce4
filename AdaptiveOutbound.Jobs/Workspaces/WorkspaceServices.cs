using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Audit;
using AdaptiveOutbound.Jobs.Credits;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Users;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Registers what makes and finds workspaces.</summary>
internal static class WorkspaceServices
{
    public static IServiceCollection AddWorkspaces(this IServiceCollection services, OutboundDatabase database) => services
        .AddSingleton(new WorkspaceRows(database.App))
        .AddSingleton<CreateWorkspace>()
        .AddSingleton<FindWorkspace>()
        .AddSingleton<ReadWorkspace>()
        .AddSingleton(new SettingsRows(database.App))
        .AddSingleton(new UsageRows(database.App))
        .AddSingleton<ReadSettings>()
        .AddSingleton<ChangeSettings>()
        .AddSingleton<ReadUsage>()
        .AddSingleton(new AlertRows(database.App)).AddSingleton<ListAlerts>().AddSingleton<DismissAlert>()
        .AddSingleton(new BudgetRows(database.App)).AddSingleton<ReadBudget>()
        .AddSingleton<RemoveWorkspace>()
        .AddSingleton<FinishRemoval>()
        .AddSingleton(new AuditRows(database.App))
        .AddSingleton<WriteAudit>()
        .AddSingleton<ListAudit>()
        .AddMembers(database);

    private static IServiceCollection AddMembers(this IServiceCollection services, OutboundDatabase database) => services
        .AddSingleton(new MemberRows(database.App))
        .AddSingleton(new InvitationRows(database.App))
        .AddSingleton(new UserRows(database.App))
        .AddSingleton<CountWrongPassword>().AddSingleton<CheckSession>()
        .AddSingleton<Memberships>()
        .AddSingleton<ListMembers>()
        .AddSingleton<AddMember>()
        .AddSingleton<ChangeMemberRole>()
        .AddSingleton<RemoveMember>()
        .AddSingleton<InviteMember>()
        .AddSingleton<ListInvitations>()
        .AddSingleton<RevokeInvitation>()
        .AddSingleton<FindInvitation>()
        .AddSingleton<AcceptInvitation>();
}
