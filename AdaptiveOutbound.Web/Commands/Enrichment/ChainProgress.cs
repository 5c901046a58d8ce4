using System.Collections.Concurrent;
using System.Globalization;
using AdaptiveOutbound.Jobs.Jobs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AdaptiveOutbound.Web.Commands.Enrichment;

/// <summary>Shows how far a run is: live bars at a terminal, else a line every two seconds and whenever a stage or a wait begins.</summary>
internal sealed class ChainProgress(CommandRun run)
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(2);
    private readonly Dictionary<Guid, Pace> _paces = [];

    /// <summary>Runs <paramref name="follow"/>, which calls what it is given each time it has looked.</summary>
    public Task<ChainEnd> ShowAsync(Func<Action<ChainState>, Task<ChainEnd>> follow) =>
        run.Messages.IsTerminal ? LiveAsync(follow, new NoteColumn()) : follow(Lines());

    private Task<ChainEnd> LiveAsync(Func<Action<ChainState>, Task<ChainEnd>> follow, NoteColumn notes) => run.Messages.LiveAsync(() => run.Messages.Terminal.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), notes)
        .StartAsync(context =>
        {
            Dictionary<Guid, ProgressTask> bars = [];
            return follow(state =>
            {
                foreach (var job in state.Jobs)
                {
                    if (!bars.TryGetValue(job.Id, out var bar)) bars[job.Id] = bar = context.AddTask(StageLine.Name(job));
                    bar.Value = (double)job.Progress.Percentage;
                    notes.Notes[bar.Id] = Note(job);
                }
            });
        }));

    private Action<ChainState> Lines()
    {
        var (said, stage, at) = ("", "", 0L);
        return state =>
        {
            var job = state.Open ?? state.Jobs[^1];
            var line = string.Create(CultureInfo.InvariantCulture, $"{StageLine.Name(job)}: {job.Progress.Percentage:0.#}%, {Note(job)}");
            var now = $"{job.Id} {job.Status} {job.WaitingFor?.Reason}";
            if (line == said || (now == stage && run.Clock.GetElapsedTime(at) < LineEvery)) return;
            (said, stage, at) = (line, now, run.Clock.GetTimestamp());
            run.Messages.Line(line);
        };
    }

    private string Note(JobView job)
    {
        if (!_paces.TryGetValue(job.Id, out var pace)) _paces[job.Id] = pace = new Pace(run.Clock);
        return StageLine.Note(job, pace.Note(job.Progress.Processed));
    }

    /// <summary>Text behind a bar, cut where the line ends.</summary>
    private sealed class NoteColumn : ProgressColumn
    {
        public ConcurrentDictionary<int, string> Notes { get; } = new();

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(Notes.GetValueOrDefault(task.Id, "")) { Overflow = Overflow.Ellipsis };
    }
}
