using System.Diagnostics;
using AdaptiveOutbound.Data.Members;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Users;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Members;
using AdaptiveOutbound.Jobs.Users;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Access;
using AdaptiveOutbound.Web.Access.Passkeys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Tests.Access;

/// <summary>Users as a server has them, over a database of a test's own and without the server. Hashes are counted.</summary>
internal sealed class UsersOfTest : IAsyncDisposable
{
    private readonly OutboundDatabase _opened;
    private readonly ServiceProvider _services;

    private UsersOfTest(TestDatabase database, OutboundDatabase opened)
    {
        (Database, _opened) = (database, opened);
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddHttpContextAccessor();
        services.AddAuthentication();
        AccessServices.AddUsers(services, opened).AddSignInManager();
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()).AddSingleton<IPasswordHasher<User>>(Hasher);
        services.AddSingleton(new UserRows(database.App)).AddSingleton<CountWrongPassword>().AddTransient<PasswordSignIn>();
        services.AddSingleton(new MemberRows(database.App)).AddSingleton<Memberships>().AddSingleton<AddMember>();
        services.AddSingleton(new WorkspaceRows(database.App)).AddSingleton<FindWorkspace>().AddSingleton<CreateWorkspace>();
        services.AddSingleton<SetUpLink>().AddTransient<UserPasskeys>().AddTransient<MakeFirstUser>();
        _services = services.BuildServiceProvider();
    }

    public TestDatabase Database { get; }

    public CountingHasher Hasher { get; } = new();

    public static async Task<UsersOfTest> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var options = new DatabaseOptions { Outbound = database.Connections.App, OutboundSystem = database.Connections.System, CheckRole = false };
        return new UsersOfTest(database, await OutboundDatabase.OpenAsync(options, TimeProvider.System, _ => { }, CancellationToken.None));
    }

    /// <summary>Does it as a request of its own would.</summary>
    public async Task<TResult> AskAsync<TService, TResult>(Func<TService, Task<TResult>> ask) where TService : notnull
    {
        await using var scope = _services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>The statements that PostgreSQL is sent meanwhile, by Npgsql's own tracing.</summary>
    public async Task<IReadOnlyList<string>> StatementsAsync(Func<Task> run)
    {
        List<string> statements = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("db.query.text") is string text && activity.TagObjects.Any(tag => Equals(tag.Value, Database.Name))) statements.Add(text);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await run();
        return statements;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _opened.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>Identity's hasher, whose work is counted.</summary>
internal sealed class CountingHasher : IPasswordHasher<User>
{
    private readonly PasswordHasher<User> _real = new();

    /// <summary>Hashes made, to store one or to compare.</summary>
    public int Count { get; set; }

    public string HashPassword(User user, string password)
    {
        Count++;
        return _real.HashPassword(user, password);
    }

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        Count++;
        return _real.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
