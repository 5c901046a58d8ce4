using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Exports;

/// <summary>Corrects what an export of stored records counts to: some were made or deleted since it was asked for.</summary>
internal sealed class ExportTotal(Guid jobId, int total) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands() => [Sql.Command("UPDATE outbound.jobs SET total = $2 WHERE id = $1", jobId, total)];
}
