using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Providers;

namespace AdaptiveOutbound.Tests.Providers;

/// <summary>Makes questions and asks them.</summary>
internal static class Ask
{
    public const string Key = "test-key-7f3a9b2c4d5e6f";

    public static Question Company(string? domain, string? name = null, string? slug = null)
        => new(RecordKind.Account, domain, name, slug, null, null, null, null);

    public static Question Person(string? email = null, string? first = null, string? last = null, string? domain = null, string? slug = null)
        => new(RecordKind.Contact, domain, null, slug, email, first, last, null);

    public static async Task<CallResult> OneAsync(IProvider provider, Question question, bool personalEmails = false)
    {
        using var key = new ApiKey(Key);
        return await provider.AskAsync(new ProviderCall([question], new AskOptions(personalEmails), key, Bulk: false), CancellationToken.None);
    }

    public static async Task<CallResult> BulkAsync(IProvider provider, params Question[] questions)
    {
        using var key = new ApiKey(Key);
        return await provider.AskAsync(new ProviderCall(questions, new AskOptions(false), key, Bulk: true), CancellationToken.None);
    }
}
