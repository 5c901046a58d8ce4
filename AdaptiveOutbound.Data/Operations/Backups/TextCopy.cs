using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>The bytes of COPY's text: Npgsql's readers and writers would decode and encode each of them.</summary>
internal static class TextCopy
{
    /// <summary>What <c>COPY … TO STDOUT</c> gives.</summary>
    public static async Task FromAsync(NpgsqlConnection connection, string sql, Stream to, CancellationToken cancellationToken)
    {
        using var reader = (StreamReader)await connection.BeginTextExportAsync(sql, cancellationToken);
        await reader.BaseStream.CopyToAsync(to, 1 << 17, cancellationToken);
    }

    /// <summary>Loads rows by <c>COPY … FROM STDIN</c>.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, string sql, Stream from, CancellationToken cancellationToken)
    {
        try
        {
            var to = await ToAsync(connection, sql, cancellationToken);
            await from.CopyToAsync(to, 1 << 20, cancellationToken);
            await to.DisposeAsync();
        }
        catch (NpgsqlException e) when (cancellationToken.IsCancellationRequested)
        {
            // A write that is given up while the server takes no more is told as a broken stream.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>
    /// Where rows for <c>COPY … FROM STDIN</c> go; they are there when it is disposed. Where writing or reading failed it is left as it is: to dispose
    /// it would write what it holds into a COPY that may have ended, and hide why. What undoes the transaction ends the COPY too.
    /// </summary>
    public static async Task<Stream> ToAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var writer = (StreamWriter)await connection.BeginTextImportAsync(sql, cancellationToken);
        return new BufferedStream(writer.BaseStream, 1 << 17);
    }
}
