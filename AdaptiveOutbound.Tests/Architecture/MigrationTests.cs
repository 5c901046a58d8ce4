using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Architecture;

internal sealed class MigrationTests
{
    [Test]
    public void The_migrations_hold_everything_that_the_model_says()
    {
        using var context = new OutboundContext(OutboundContextOptions.For("Host=unused"));

        Assert.That(context.Database.HasPendingModelChanges(), Is.False);
    }

    [Test]
    public async Task A_database_that_was_migrated_has_nothing_pending()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.That(await SchemaState.PendingAsync(database.App, CancellationToken.None), Is.Empty);
    }
}
