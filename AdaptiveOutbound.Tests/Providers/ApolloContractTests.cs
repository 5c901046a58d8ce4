using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Providers;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

[TestFixture]
internal sealed class ApolloContractTests : ProviderContractTests
{
    protected override Reply UnknownCompany => Reply.Json("{}");

    protected override IProvider Make(Uri baseUrl, TimeSpan timeLimit, TimeProvider clock)
        => new ApolloProvider("apollo", baseUrl, new ApolloOptions { TimeLimit = timeLimit, MaxBodyBytes = 1024 * 1024 }, clock);

    protected override Reply KnownCompany(string domain) => Reply.Json($$$"""{"organization":{{{Row(domain)}}}}""");

    protected override Reply Companies(params string?[] domains)
        => Reply.Json($$"""{"status":"success","error_code":null,"organizations":[{{string.Join(',', domains.Select(d => d is null ? "null" : Row(d)))}}]}""");

    protected override Reply WrongKey(string echo) => new(401, $"The key <b>{echo}</b> is invalid; {echo.ToUpperInvariant()}", "text/plain");

    protected override string KeyOf(Seen seen) => seen.Key;

    private static string Row(string domain) => $$$"""{"id":"id-{{{domain}}}","name":"N","primary_domain":"{{{domain}}}","primary_phone":{}}""";
}
