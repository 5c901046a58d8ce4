using AdaptiveOutbound.Data.Operations;
using NUnit.Framework;
using Npgsql;

namespace AdaptiveOutbound.Tests.Operations;

internal sealed class DatabaseConnectionsTests
{
    private const string Server = "Host=db.example.com;Username=u;Password=hidden-word";

    [Test]
    public void Means_the_embedded_cluster_when_nothing_is_set() =>
        Assert.That(DatabaseConnections.FromSettings(new DatabaseOptions { Outbound = " " }), Is.Null);

    [TestCase(Server, null, null, "ConnectionStrings__OutboundSystem is not set")]
    [TestCase(null, Server, null, "ConnectionStrings__Outbound is not set")]
    [TestCase(null, null, Server, "ConnectionStrings__Outbound is not set")]
    [TestCase(Server, "Hots=x;Password=hidden-word", null, "ConnectionStrings__OutboundSystem cannot be read")]
    [TestCase(Server + ";Port=hidden-word", Server, null, "ConnectionStrings__Outbound cannot be read")]
    public void Names_the_setting_that_is_missing_or_wrong(string? app, string? system, string? owner, string message)
    {
        var options = new DatabaseOptions { Outbound = app, OutboundSystem = system, OutboundOwner = owner };

        var error = Assert.Throws<DatabaseUnavailableException>(() => DatabaseConnections.FromSettings(options));

        Assert.That(error!.ToString(), Does.Contain(message).And.Not.Contain("hidden-word"));
    }

    [Test]
    public void Adds_what_the_product_needs()
    {
        var connections = DatabaseConnections.FromSettings(new DatabaseOptions { Outbound = Server, OutboundSystem = Server, OutboundOwner = Server })!;

        var app = new NpgsqlConnectionStringBuilder(connections.App);
        Assert.That((app.MaxPoolSize, app.MaxAutoPrepare, app.AutoPrepareMinUsages, app.NoResetOnClose), Is.EqualTo((60, 100, 2, true)));
        Assert.That(
            new[] { connections.App, connections.System, connections.RequireOwner() }.Select(text => new NpgsqlConnectionStringBuilder(text).ApplicationName),
            Is.EqualTo(new[] { "outbound-app", "outbound-system", "outbound-owner" }));
    }

    [Test]
    public void Keeps_what_its_user_has_set_even_if_it_is_the_default_of_the_driver()
    {
        var text = DatabaseConnections.Complete(Server + ";MaxPoolSize=100;No Reset On Close=false;Max Auto Prepare=0;ApplicationName=mine", "Outbound", "outbound-app");

        var builder = new NpgsqlConnectionStringBuilder(text);
        Assert.That((builder.MaxPoolSize, builder.NoResetOnClose, builder.MaxAutoPrepare, builder.ApplicationName), Is.EqualTo((100, false, 0, "mine")));
    }

    [Test]
    public void Says_which_setting_the_owner_needs() =>
        Assert.That(
            () => new DatabaseConnections("", "", null).RequireOwner(),
            Throws.TypeOf<DatabaseUnavailableException>().With.Message.Contains("ConnectionStrings__OutboundOwner"));
}
