using Spectre.Console;

namespace AdaptiveOutbound.Web.Commands;

/// <summary>Standard error: what people read while a command runs. While something live stands there, lines go above it.</summary>
internal sealed class Messages
{
    private readonly TextWriter _error = Console.Error;
    private readonly Lock _gate = new();
    private bool _live;

    /// <summary>The terminal on standard error.</summary>
    public IAnsiConsole Terminal { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Whether a person sees it.</summary>
    public bool IsTerminal { get; } = !Console.IsErrorRedirected;

    /// <summary>Writes one line as it stands.</summary>
    public void Line(string text)
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
