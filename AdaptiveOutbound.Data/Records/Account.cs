namespace AdaptiveOutbound.Data.Records;

/// <summary>A company. Its identity is the normalised domain, else the LinkedIn slug.</summary>
public sealed class Account
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public string? Domain { get; set; }
    public string? LinkedInSlug { get; set; }
    public string? Name { get; set; }

    /// <summary>All fields by their name in <see cref="RecordFields.Account"/>. JSON object of texts.</summary>
    public string Fields { get; set; } = "{}";

    /// <summary>Per field where its value comes from; see <see cref="Provenance"/>.</summary>
    public string Provenance { get; set; } = "{}";
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The import that made the record, for its undo; null when it was made otherwise.</summary>
    public Guid? CreatedJobId { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? EnrichedAt { get; set; }

    /// <summary>When a provider last answered about the record, from the ledger or anew, whatever the answer; null when none did since this is noted.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Whether that answer was a match.</summary>
    public bool? Matched { get; set; }

    /// <summary>Who gave it.</summary>
    public string? AnsweredBy { get; set; }
}

/// <summary>A person. The identity is the e-mail, else the LinkedIn slug, else first and last name with the account's domain.</summary>
public sealed class Contact
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>Lower-cased address.</summary>
    public string? Email { get; set; }
    public string? LinkedInSlug { get; set; }

    /// <summary>Lower-cased <c>first|last|domain</c>; only set when all three are known.</summary>
    public string? NameKey { get; set; }

    /// <summary>All fields by their name in <see cref="RecordFields.Contact"/>. JSON object of texts.</summary>
    public string Fields { get; set; } = "{}";
    public string Provenance { get; set; } = "{}";
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The import that made the record, for its undo; null when it was made otherwise.</summary>
    public Guid? CreatedJobId { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? EnrichedAt { get; set; }

    /// <summary>When a provider last answered about the record, from the ledger or anew, whatever the answer; null when none did since this is noted.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>Whether that answer was a match.</summary>
    public bool? Matched { get; set; }

    /// <summary>Who gave it.</summary>
    public string? AnsweredBy { get; set; }
}
