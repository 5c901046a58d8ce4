using AdaptiveOutbound.Web.Logging;
using Spectre.Console;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>Standard error: what people read while a command runs. While something live stands there, lines go above it.</summary>
/// <param name="asJson">Programs read it: each line is a JSON object, as those of the log are.</param>
internal sealed class Messages(TimeProvider clock, bool asJson = false)
{
    private readonly TextWriter _error = Console.Error;
    private readonly Lock _gate = new();
    private bool _live;

    /// <summary>The terminal on standard error.</summary>
    public IAnsiConsole Terminal { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Whether a person sees it.</summary>
    public bool IsTerminal { get; } = !Console.IsErrorRedirected;

    /// <summary>Says a sentence, in a line of its own.</summary>
    public void Line(string text) => Line(text, LogLevel.Information);

    /// <summary>Says a sentence, and how bad it is where that is told.</summary>
    public void Line(string text, LogLevel level) => Raw(asJson ? JsonLine.Of(clock.GetUtcNow(), level, text) : text);

    /// <summary>Writes one line as it stands.</summary>
    public void Raw(string text)
    {
        lock (_gate)
        {
            if (_live) Terminal.Write(new Text(text + "\n"));
            else _error.WriteLine(text);
        }
    }

    /// <summary>Runs <paramref name="work"/> with a live display on the terminal.</summary>
    public async Task<T> LiveAsync<T>(Func<Task<T>> work)
    {
        lock (_gate) _live = true;
        try
        {
            return await work();
        }
        finally
        {
            lock (_gate) _live = false;
        }
    }
}
