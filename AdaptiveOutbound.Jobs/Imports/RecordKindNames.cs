using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Imports;

/// <summary>A kind as people and payloads write it.</summary>
internal static class RecordKindNames
{
    public static string Plural(RecordKind kind) => kind == RecordKind.Account ? "accounts" : "contacts";

    public static RecordKind Parse(string plural) => plural == "accounts" ? RecordKind.Account : RecordKind.Contact;
}
