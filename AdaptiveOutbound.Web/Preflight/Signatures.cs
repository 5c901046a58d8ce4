using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Schema;
using AdaptiveOutbound.Web.Commands;

namespace AdaptiveOutbound.Web.Preflight;

/// <summary>What only a person can say of a build; kept with the database of the environment.</summary>
internal static class Signatures
{
    private static readonly string[] Known = ["review", "documents", "security", "approval"];
    private const int LongestName = 200;

    /// <summary>Reads <c>review=NAME</c>.</summary>
    /// <exception cref="CommandFailure">It is not of that form, or there is no such check.</exception>
    public static (string Check, string Name) Parse(string text)
    {
        // It is kept, and shown on terminals, which would obey it.
        if (text.Any(char.IsControl)) throw CommandFailure.Usage("--signed has a character in it that is not part of a name, such as a line break or an escape: write CHECK=NAME.");
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts is not [var check, { Length: > 0 and <= LongestName } name] || !Known.Contains(check))
            throw CommandFailure.Usage($"--signed is {text}: write CHECK=NAME, where CHECK is one of {string.Join(", ", Known)} and NAME is the person.");
        return (check, name);
    }

    /// <summary>Keeps what persons say of this build.</summary>
    /// <exception cref="DatabaseUnavailableException">The database is another environment's.</exception>
    public static async Task KeepAsync(OutboundDatabase database, string environment, IEnumerable<(string Check, string Name)> signed, CancellationToken cancellationToken)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellationToken);
        await DeploymentMark.RefuseOthersAsync(connection, environment, cancellationToken);
        foreach (var (check, name) in signed)
            await DeploymentEvents.AddAsync(connection, DeploymentEventKind.Signature, check, ProductVersion.Text, name, "{}", cancellationToken);
    }

    /// <summary>Whether somebody signed it for this build.</summary>
    /// <param name="name">The line.</param>
    /// <param name="says">What the signature says.</param>
    public static async Task<Check> CheckAsync(CheckContext c, string name, string says)
    {
        var last = (await SchemaState.FindAsync(c.Database.System, c.Run.Interrupted)).Pending.Count > 0
            ? null
            : await DeploymentEvents.LastAsync(c.Database.System, DeploymentEventKind.Signature, name, c.Run.Interrupted);
        return last is { SaidBy: { } by } && last.Version == ProductVersion.Text
            ? Check.Pass(name, $"{by} signed that {says}, {last.At:u}")
            : Check.CannotTell(name, $"nobody signed for {ProductVersion.Text} that {says}", $"who did so signs: ./outbound preflight --signed {name}=NAME");
    }
}
