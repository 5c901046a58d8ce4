namespace AdaptiveOutbound.Web.Commands;

/// <summary>Asks before something is done that cannot be taken back.</summary>
internal static class Confirm
{
    /// <summary>Says what would be done and asks; scripts, which nobody can ask, must say <c>--yes</c>.</summary>
    /// <param name="run">The command.</param>
    /// <param name="yes">Whether it was said already.</param>
    /// <param name="about">What would be done and lost, a line each.</param>
    /// <param name="question">Ends with a question mark.</param>
    /// <exception cref="CommandFailure">Nobody agreed: nothing was done.</exception>
    public static async Task AskAsync(this CommandRun run, bool yes, IEnumerable<string> about, string question)
    {
        foreach (var line in about) run.Messages.Line(line);
        if (yes) return;
        if (Console.IsInputRedirected) throw CommandFailure.Usage($"Nothing was done: {question} Nobody can be asked here; say it with --yes.");
        run.Messages.Line($"{question} [y/N]");
        // Reading blocks its thread: an interrupt must not wait for Enter.
        var answer = await Task.Run(Console.ReadLine).WaitAsync(run.Interrupted);
        if (answer?.Trim().ToUpperInvariant() is not ("Y" or "YES")) throw new CommandFailure("Nothing was done.");
    }
}
