namespace AdaptiveOutbound.Web.Preflight;

/// <summary>What came of a line of a checklist.</summary>
internal enum CheckOutcome
{
    Pass,
    Fail,

    /// <summary>Nothing here shows it: a person must look, or say so with <c>--signed</c>.</summary>
    CannotTell,

    /// <summary>Left out by <c>--skip</c>.</summary>
    Skipped,
}

/// <summary>A line of a checklist.</summary>
/// <param name="Name">Such as <c>row-level-security</c>.</param>
/// <param name="Found">What is the case.</param>
/// <param name="ToDo">What to do about it; null for what passed.</param>
internal sealed record Check(string Name, CheckOutcome Outcome, string Found, string? ToDo = null)
{
    public static Check Pass(string name, string found) => new(name, CheckOutcome.Pass, found);

    public static Check Fail(string name, string found, string toDo) => new(name, CheckOutcome.Fail, found, toDo);

    public static Check Skipped(string name) => new(name, CheckOutcome.Skipped, "left out by --skip");

    public static Check CannotTell(string name, string found, string toDo) => new(name, CheckOutcome.CannotTell, found, toDo);
}
