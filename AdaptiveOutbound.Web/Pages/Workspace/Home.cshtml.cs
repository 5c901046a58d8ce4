using AdaptiveOutbound.Web.Access;

namespace AdaptiveOutbound.Web.Pages.Workspace;

/// <summary>What runs, what it cost, what needs attention.</summary>
internal sealed class HomeModel : WorkspacePage;
