using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>Writes one row for each item of the batch into <c>outbound.effects</c>, which the test makes.</summary>
internal sealed class EffectOfItems(Batch batch) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var command = new NpgsqlBatchCommand("INSERT INTO outbound.effects (item) SELECT unnest($1::uuid[])");
        command.Parameters.Add(new() { Value = batch.Items.Select(i => i.Id).ToArray() });
        yield return command;
    }
}
