namespace AdaptiveOutbound.Web.Hosting;

/// <summary>The process must not start as it is configured; the message is shown to people as it stands and says what to do.</summary>
internal sealed class HostRefusedException(string message) : Exception(message);
