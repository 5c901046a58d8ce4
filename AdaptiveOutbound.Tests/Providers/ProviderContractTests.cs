using System.Net.Sockets;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

/// <summary>What every provider promises. A new one inherits this class and says how its wire looks.</summary>
internal abstract partial class ProviderContractTests
{
    protected HttpDouble Double { get; private set; } = null!;

    protected IProvider Provider { get; private set; } = null!;

    protected FakeTimeProvider Clock { get; private set; } = null!;

    /// <summary>A provider on <paramref name="baseUrl"/> that waits <paramref name="timeLimit"/> and reads at most 1 MiB.</summary>
    protected abstract IProvider Make(Uri baseUrl, TimeSpan timeLimit, TimeProvider clock);

    /// <summary>The answer to a single question about a company that is known under <paramref name="domain"/>.</summary>
    protected abstract Reply KnownCompany(string domain);

    /// <summary>The answer to a single question about a company that is not known.</summary>
    protected abstract Reply UnknownCompany { get; }

    /// <summary>A bulk answer with one row per domain; null is a null row.</summary>
    protected abstract Reply Companies(params string?[] domains);

    /// <summary>A wrong key; the body repeats <paramref name="echo"/>.</summary>
    protected abstract Reply WrongKey(string echo);

    /// <summary>The header that carries the key.</summary>
    protected abstract string KeyOf(Seen seen);

    [SetUp]
    public async Task StartAsync()
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
        Double = await HttpDouble.StartAsync();
        Provider = Make(Double.BaseUrl, TimeSpan.FromSeconds(20), Clock);
    }

    [TearDown]
    public async Task StopAsync()
    {
        (Provider as IDisposable)?.Dispose();
        await Double.DisposeAsync();
    }

    [Test]
    public async Task Gives_the_fields_of_a_known_company()
    {
        Double.Reply = _ => KnownCompany("a.example");

        var result = await Ask.OneAsync(Provider, Ask.Company("a.example"));

        var match = (Answer.Matched)result.Answers!.Single();
        Assert.That(match.ProviderRecordId, Is.Not.Empty);
        Assert.That(match.Fields["domain"], Is.EqualTo("a.example"));
        Assert.That(match.Fields.Keys, Is.SubsetOf(RecordFields.Account));
        Assert.That(match.Credits, Is.InRange(0m, Provider.MaxCredits(Ask.Company("a.example"), new AskOptions(false))));
    }

    [Test]
    public async Task Answers_no_match_as_a_success()
    {
        Double.Reply = _ => UnknownCompany;

        var result = await Ask.OneAsync(Provider, Ask.Company("a.example"));

        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Answers!.Single(), Is.InstanceOf<Answer.NoMatch>());
    }

    [Test]
    public async Task Gives_bulk_rows_to_their_questions_whatever_their_order_and_number()
    {
        Double.Reply = _ => Companies("c.example", null, "a.example", "c.example");

        var result = await Ask.BulkAsync(Provider, Ask.Company("a.example"), Ask.Company("b.example"), Ask.Company("c.example"));

        Assert.That(result.Answers!.Select(a => (a as Answer.Matched)?.Fields["domain"]), Is.EqualTo(new[] { "a.example", null, "c.example" }));
        Assert.That(result.Answers![1], Is.InstanceOf<Answer.NoMatch>());
    }

    [Test]
    public async Task Sends_the_key_of_each_call_with_that_call_alone()
    {
        Double.Reply = seen => KnownCompany(KeyOf(seen) + ".example");
        var wrong = 0;

        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, ct) =>
        {
            var name = i % 2 == 0 ? "even-key-aaaaaaaa" : "odd-key-bbbbbbbb";
            using var key = new ApiKey(name);
            var result = await Provider.AskAsync(new ProviderCall([Ask.Company(name + ".example")], new AskOptions(false), key, false), ct);
            if (result.Answers?[0] is not Answer.Matched match || !match.Fields.ContainsKey("domain")) Interlocked.Increment(ref wrong);
        });

        Assert.That(wrong, Is.Zero);
        Assert.That(Double.Requests, Has.Count.EqualTo(10_000));
    }

    [Test]
    public async Task Shows_no_key_even_where_the_answer_repeats_it()
    {
        Double.Reply = _ => WrongKey(Ask.Key);

        var result = await Ask.OneAsync(Provider, Ask.Company("a.example"));

        Assert.That(result.Failure, Is.InstanceOf<ProviderFailure.KeyRejected>());
        Assert.That(result.ToString(), Does.Not.Contain(Ask.Key[..8]));
        Assert.That(result.Failure!.Message, Does.Not.Contain(Ask.Key[..8]).And.Not.Contains("<"));
    }

    [TestCase("key\r\nx-evil: 1")]
    [TestCase("key\0")]
    [TestCase("schlüssel")]
    [TestCase("two words")]
    [TestCase("")]
    public async Task Refuses_a_key_that_no_header_carries_before_any_call(string text)
    {
        using var key = new ApiKey(text);

        var result = await Provider.AskAsync(new ProviderCall([Ask.Company("a.example")], new AskOptions(false), key, false), default);
        var test = await Provider.TestKeyAsync(key, default);

        Assert.That(result.Failure, Is.InstanceOf<ProviderFailure.KeyRejected>());
        Assert.That(test.Verdict, Is.EqualTo(KeyVerdict.Rejected));
        Assert.That(Double.Requests, Is.Empty);
    }

    [TestCase("")]
    [TestCase("{\"organization\":{\"id\":\"7")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("<html>welcome</html>")]
    public async Task Does_not_know_what_an_accepted_call_cost_whose_answer_cannot_be_read(string body)
    {
        Double.Reply = _ => Reply.Json(body);

        var result = await Ask.OneAsync(Provider, Ask.Company("a.example"));

        Assert.That(result.Failure, Is.InstanceOf<ProviderFailure.Unknown>());
    }

    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    public async Task Tells_a_failing_server_and_repeats_nothing_of_its_page(int status)
    {
        Double.Reply = _ => new Reply(status, "<html><script>alert(1)</script>Bad Gateway</html>", "text/html");

        var result = await Ask.OneAsync(Provider, Ask.Company("a.example"));

        Assert.That(result.Failure, Is.InstanceOf<ProviderFailure.ServerError>());
        Assert.That(((ProviderFailure.ServerError)result.Failure!).Status, Is.EqualTo(status));
        Assert.That(result.Failure!.Message, Does.Not.Contain("alert"));
    }

    [Test]
    public void Throws_only_when_the_caller_gives_up()
    {
        using var source = new CancellationTokenSource();
        Double.ByHand = async (context, _) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using var key = new ApiKey(Ask.Key);

        Assert.That(
            async () => await Provider.AskAsync(new ProviderCall([Ask.Company("a.example")], new AskOptions(false), key, false), source.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Refuses_a_call_of_too_many_questions()
    {
        var questions = Enumerable.Range(0, Provider.BulkSize + 1).Select(i => Ask.Company($"{i}.example")).ToArray();

        Assert.That(async () => await Ask.BulkAsync(Provider, questions), Throws.ArgumentException);
        Assert.That(Double.Requests, Is.Empty);
    }
}
