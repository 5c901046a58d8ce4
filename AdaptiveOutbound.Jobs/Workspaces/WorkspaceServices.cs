using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Workspaces;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Jobs.Workspaces;

/// <summary>Registers what makes and finds workspaces.</summary>
internal static class WorkspaceServices
{
    public static IServiceCollection AddWorkspaces(this IServiceCollection services, OutboundDatabase database) => services
        .AddSingleton(new WorkspaceRows(database.App))
        .AddSingleton<CreateWorkspace>()
        .AddSingleton<FindWorkspace>();
}
