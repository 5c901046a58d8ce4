using AdaptiveOutbound.Data.Imports;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>Result of an <c>import_csv</c> job: its lines by what they did.</summary>
/// <param name="Created">Lines that made a record.</param>
/// <param name="Updated">Lines that changed one, which an earlier line may have made.</param>
/// <param name="Skipped">Lines that said nothing new.</param>
/// <param name="Invalid">Lines that were refused.</param>
internal sealed record ImportResult(int Created, int Updated, int Skipped, int Invalid)
{
    /// <summary>The job's result so far, and what one batch did.</summary>
    public static string Add(string? soFar, ImportCounts batch)
    {
        var before = soFar is null ? new(0, 0, 0, 0) : PayloadJson.Read<ImportResult>(soFar);
        return PayloadJson.Write(new ImportResult(
            before.Created + batch.Create, before.Updated + batch.Update, before.Skipped + batch.Skip, before.Invalid + batch.Invalid));
    }
}
