using System.Net.Sockets;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Jobs.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Providers;

// What the wire does: redirects, time limits, breaks, sizes.
internal abstract partial class ProviderContractTests
{
    [TestCase(301)]
    [TestCase(302)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task Follows_no_redirect_so_that_the_key_stays_here(int status)
    {
        await using var elsewhere = await HttpDouble.StartAsync();
        Double.Reply = _ => new Reply(status, "", "text/html", ("Location", elsewhere.BaseUrl + "/organizations/enrich"));

        var result = await Ask.OneAsync(Provider, Ask.Company("a.example"));

        Assert.That(result.Failure, Is.InstanceOf<ProviderFailure.Redirected>());
        Assert.That(elsewhere.Requests, Is.Empty);
    }

    [Test]
    public async Task Does_not_know_what_a_call_cost_that_was_not_answered_in_time()
    {
        var asked = new TaskCompletionSource();
        Double.ByHand = async (context, _) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        var asking = Ask.OneAsync(Provider, Ask.Company("a.example"));
        await asked.Task;
        Clock.Advance(TimeSpan.FromSeconds(21));

        Assert.That((await asking).Failure, Is.InstanceOf<ProviderFailure.Unknown>());
    }

    [Test]
    public async Task Does_not_know_what_an_answer_cost_that_never_ends()
    {
        var began = new TaskCompletionSource();
        Double.ByHand = async (context, _) =>
        {
            await context.Response.WriteAsync("{\"organization\":");
            await context.Response.Body.FlushAsync();
            began.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        var asking = Ask.OneAsync(Provider, Ask.Company("a.example"));
        await began.Task;
        Clock.Advance(TimeSpan.FromSeconds(21));

        Assert.That((await asking).Failure, Is.InstanceOf<ProviderFailure.Unknown>());
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Asks_once_when_a_kept_connection_breaks(bool bulk)
    {
        Double.Reply = _ => bulk ? Companies("a.example") : KnownCompany("a.example");
        await AskAsync();
        Double.ByHand = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var result = await AskAsync();

        Assert.That(result.Failure, Is.InstanceOf<ProviderFailure.Unknown>());
        Assert.That(Double.Requests, Has.Count.EqualTo(2));

        Task<CallResult> AskAsync()
            => bulk ? Ask.BulkAsync(Provider, Ask.Company("a.example")) : Ask.OneAsync(Provider, Ask.Company("a.example"));
    }

    [Test]
    public async Task Knows_that_nothing_left_when_the_connection_is_refused()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var provider = Make(new Uri($"http://127.0.0.1:{port}/api/v1"), TimeSpan.FromSeconds(20), Clock);

        var result = await Ask.OneAsync(provider, Ask.Company("a.example"));

        Assert.That(result.Failure, Is.InstanceOf<ProviderFailure.ConnectionRefused>());
        (provider as IDisposable)?.Dispose();
    }

    [Test]
    public async Task Knows_that_nothing_left_when_the_handshake_fails()
    {
        var provider = Make(new Uri($"https://127.0.0.1:{Double.BaseUrl.Port}/api/v1"), TimeSpan.FromSeconds(20), Clock);

        var result = await Ask.OneAsync(provider, Ask.Company("a.example"));

        Assert.That(result.Failure, Is.InstanceOf<ProviderFailure.ConnectionRefused>());
        (provider as IDisposable)?.Dispose();
    }

    [Test]
    public async Task Stops_reading_an_answer_that_is_larger_than_allowed()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var sending = SendAsMuchAsIsTakenAsync(listener, 100 * 1024 * 1024);
        var provider = Make(new Uri($"http://{listener.LocalEndpoint}/api/v1"), TimeSpan.FromSeconds(20), Clock);

        var result = await Ask.OneAsync(provider, Ask.Company("a.example"));

        Assert.That(result.Failure, Is.InstanceOf<ProviderFailure.Unknown>());
        Assert.That(await sending, Is.LessThan(16 * 1024 * 1024), "of 100 MiB: what is not read cannot be kept; the rest stood in socket buffers");
        (provider as IDisposable)?.Dispose();
    }

    // A socket of its own: a web server goes on writing into the void when the reader has hung up.
    private static async Task<long> SendAsMuchAsIsTakenAsync(TcpListener listener, long most)
    {
        using var socket = await listener.AcceptSocketAsync();
        var block = new byte[64 * 1024];
        await socket.ReceiveAsync(block);
        Array.Fill(block, (byte)' ');
        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"u8.ToArray());
        long sent = 0;
        try
        {
            while (sent < most)
                sent += await socket.SendAsync(block);
        }
        catch (SocketException)
        {
            // The reader has hung up: what this test waits for.
        }

        return sent;
    }
}
