namespace AdaptiveOutbound.Data.Records;

/// <summary>What a record is: a company or a person.</summary>
public enum RecordKind
{
    /// <summary>A company; a row of <c>accounts</c>.</summary>
    Account,

    /// <summary>A person; a row of <c>contacts</c>.</summary>
    Contact,
}
