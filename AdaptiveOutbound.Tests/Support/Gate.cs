using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>Lets a test know that work has begun, and holds it until the test opens.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource<Batch> _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first batch that came.</summary>
    public Task<Batch> Entered => _entered.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void Open() => _opened.TrySetResult();

    /// <summary>Waits for the gate whatever the token says, as a stuck call would, and ends all items.</summary>
    public async Task HangAsync(Batch batch, BatchCommit commit, CancellationToken cancellationToken)
    {
        _entered.TrySetResult(batch);
        await _opened.Task.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
        await ScriptedWork.EndAll(batch, commit, cancellationToken);
    }
}
