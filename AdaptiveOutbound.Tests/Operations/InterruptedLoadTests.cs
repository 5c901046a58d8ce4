using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations;

/// <summary>Loading rows that is interrupted ends as interrupted, not as what ending the COPY then meets.</summary>
internal sealed class InterruptedLoadTests
{
    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task OpenAsync() => _database = await TestDatabase.CreateAsync();

    [OneTimeTearDown]
    public async Task CloseAsync() => await _database.DisposeAsync();

    [Test]
    public async Task While_a_row_is_half_read()
    {
        using var interrupt = new CancellationTokenSource();
        using var rows = new Rows(number =>
        {
            if (number == 1) return "1\ttwo\n2"u8;
            interrupt.Cancel();
            return [];
        });

        await Assert.ThatAsync(() => LoadAsync("", rows, interrupt.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task While_the_server_takes_no_more()
    {
        await using var holder = await _database.Owner.OpenConnectionAsync();
        await holder.ExecuteAsync("SELECT pg_advisory_lock(4711)", CancellationToken.None);
        using var interrupt = new CancellationTokenSource();
        using var rows = new Rows(_ => "1\ttwo\n"u8);

        var load = LoadAsync("""
            CREATE FUNCTION outbound.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
            CREATE TRIGGER wait BEFORE INSERT ON outbound.half FOR EACH ROW EXECUTE FUNCTION outbound.wait()
            """, rows, interrupt.Token);
        await Eventually.TrueAsync(() => _database.AskAsync<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted)"), "the server waits");
        await interrupt.CancelAsync();
        await holder.ExecuteAsync("SELECT pg_advisory_unlock(4711)", CancellationToken.None);

        await Assert.ThatAsync(() => load.WaitAsync(TimeSpan.FromMinutes(1)), Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task LoadAsync(string trigger, Stream rows, CancellationToken cancellationToken)
    {
        await using var connection = await OwnerWork.OpenAsync(_database.Connections.RequireOwner(), "", CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await connection.ExecuteAsync($"CREATE TABLE outbound.half (one int, two text NOT NULL); {trigger}", CancellationToken.None);
        await TextCopy.LoadAsync(connection, "COPY outbound.half (one, two) FROM STDIN", rows, cancellationToken);
    }

    private delegate ReadOnlySpan<byte> Part(int number);

    private sealed class Rows(Part part) : MemoryStream
    {
        private int _number;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var bytes = part(++_number);
            if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<int>(cancellationToken);
            bytes.CopyTo(buffer.Span);
            return ValueTask.FromResult(bytes.Length);
        }

        // MemoryStream's own would ask nothing of the above.
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[bufferSize];
            while (await ReadAsync(buffer, cancellationToken) is > 0 and var read) await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
