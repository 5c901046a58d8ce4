using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AdaptiveOutbound.Data.Records;

namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>One normalised question about one record. Null is "not known".</summary>
/// <param name="Kind">Company or person.</param>
/// <param name="Domain">Bare domain in lower case and punycode: of the company, or of the person's company.</param>
/// <param name="Name">Name of the company (accounts only).</param>
/// <param name="LinkedInSlug"><c>company/x</c> or <c>in/x</c>.</param>
/// <param name="Email">E-mail address of the person.</param>
/// <param name="FirstName">First name of the person.</param>
/// <param name="LastName">Last name of the person.</param>
/// <param name="Company">Name of the person's company.</param>
public sealed record Question(
    RecordKind Kind, string? Domain, string? Name, string? LinkedInSlug,
    string? Email, string? FirstName, string? LastName, string? Company)
{
    /// <summary>
    /// Whether the question names one record: a company by domain or LinkedIn slug; a person by e-mail address, LinkedIn slug,
    /// or first and last name with the company's domain or name.
    /// </summary>
    public bool CanBeAsked => Identity().Count > 0;

    /// <summary>Short readable form of what identifies the record, such as <c>account domain=a.example</c>.</summary>
    public string Canonical
        => $"{KindWord} {string.Join(' ', Identity().Select(part => $"{part.Name}={part.Value}"))}";

    /// <summary>
    /// SHA-256 (32 bytes) over kind, identity and the options that change the answer, each part with its length. Only the
    /// strongest identity counts: what else is known helps a provider to find the record but names no other one, so that
    /// two files that spell a company's name differently do not pay twice.
    /// </summary>
    public byte[] Fingerprint(AskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var form = new MemoryStream(128);
        Append(form, "question/1");
        Append(form, KindWord);
        Append(form, Kind == RecordKind.Contact && options.RevealPersonalEmails ? "personal_emails" : "");
        foreach (var (name, value) in Identity())
        {
            Append(form, name);
            Append(form, value);
        }

        return SHA256.HashData(form.GetBuffer().AsSpan(0, (int)form.Length));
    }

    /// <summary>The kind alone: a question in a log line names nobody.</summary>
    public override string ToString() => $"Question ({KindWord})";

    private string KindWord => Kind == RecordKind.Account ? "account" : "contact";

    private List<(string Name, string Value)> Identity()
    {
        if (Kind == RecordKind.Account)
            return Known(("domain", Domain)) ?? Known(("linkedin", Slug("company/"))) ?? [];
        return Known(("email", Email))
            ?? Known(("linkedin", Slug("in/")))
            ?? Known(("first_name", FirstName), ("last_name", LastName), ("domain", Domain))
            ?? Known(("first_name", FirstName), ("last_name", LastName), ("company", Company))
            ?? [];
    }

    private string? Slug(string prefix)
        => LinkedInSlug is { } slug && slug.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? slug : null;

    private static List<(string Name, string Value)>? Known(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        List<(string, string)> known = [];
        foreach (var (name, value) in parts)
        {
            if (string.IsNullOrWhiteSpace(value)) return null;
            known.Add((name, Fold(value)));
        }

        return known;
    }

    // Half a surrogate pair makes Normalize throw: the round trip replaces it.
    private static string Fold(string value)
        => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)).Trim().Normalize().ToLowerInvariant();

    private static void Append(MemoryStream form, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        form.Write(length);
        form.Write(bytes);
    }
}
