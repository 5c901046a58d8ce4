using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Commands;

/// <summary>Wrong usage is told before anything is opened: these commands have no database.</summary>
[TestFixture]
internal sealed class UsageTests
{
    private readonly OutboundProgram _program = new("/nowhere/at/all");

    [TestCase("fly")]
    [TestCase("db")]
    [TestCase("db", "rollback")]
    [TestCase("db", "rollback", "no_such_migration")]
    [TestCase("jobs", "--status", "asleep")]
    [TestCase("jobs", "--limit", "201")]
    [TestCase("jobs", "show", "abc")]
    [TestCase("key", "set")]
    [TestCase("key", "set", "nobody")]
    [TestCase("workspace", "create", "Not a slug")]
    [TestCase("serve", "--roles", "cook")]
    [TestCase("preflight", "--for", "the moon")]
    [TestCase("preflight", "--signed", "review")]
    [TestCase("preflight", "--signed", "horoscope=Ada")]
    [TestCase("preflight", "--skip", "everything")]
    [TestCase("rollback")]
    [TestCase("rollback", "--directory", "/nowhere/at/all", "--to", "1.0.0")]
    [TestCase("release")]
    [TestCase("enrich")]
    [TestCase("enrich", "a.csv", "--fast")]
    [TestCase("enrich", "a.csv", "b.csv")]
    [TestCase("enrich", "a.csv", "--kind", "leads")]
    [TestCase("enrich", "a.csv", "--provider", "nobody")]
    [TestCase("enrich", "a.csv", "--map", "Website")]
    [TestCase("enrich", "a.csv", "--max-credits", "-1")]
    [TestCase("enrich", "a.csv", "--max-credits", "many")]
    [TestCase("enrich", "a.csv", "--resume", "019a2f63-1c5e-7b1a-9d55-0c4f6f6a2e11")]
    [TestCase("enrich", "--resume", "latest")]
    [TestCase("enrich", "--resume", "019a2f63-1c5e-7b1a-9d55-0c4f6f6a2e11", "--kind", "accounts")]
    public async Task Wrong_usage_is_told_in_words_and_with_exit_code_2(params string[] arguments)
    {
        var end = await _program.RunAsync(arguments);

        Assert.That(end.ExitCode, Is.EqualTo(2), end.Error);
        Assert.That(end.Error, Is.Not.Empty.And.Not.Contain("   at "));
        Assert.That(end.Out, Is.Empty);
    }

    [Test]
    public async Task Help_names_the_verbs_that_are_there_and_goes_to_standard_output()
    {
        var end = await _program.RunAsync("--help");

        Assert.That(end.ExitCode, Is.Zero);
        Assert.That(end.Out, Does.Contain("outbound [command]").And.Contain("enrich").And.Contain("serve").And.Contain("jobs").And.Contain("key").And.Contain("workspace").And.Contain("db"));
        Assert.That(end.Out, Does.Not.Contain("sandbox ").And.Not.Contain("AdaptiveOutbound.Web"));
    }

    [Test]
    public async Task The_version_is_told()
    {
        var end = await _program.RunAsync("--version");

        Assert.That(end.ExitCode, Is.Zero);
        Assert.That(end.Out, Does.StartWith("0."));
    }

    [TestCase("Data__Directry", "Data__Directory")]
    [TestCase("Host__Worker", "Host__Workers")]
    [TestCase("Providers__Apolo__BaseUrl", "Providers__Apollo__BaseUrl")]
    [TestCase("ConnectionStrings__Outbond", "ConnectionStrings__Outbound")]
    [TestCase("Keys__Ring__Path", "Keys__Ring__Certificate")]
    public async Task A_setting_that_is_none_is_refused_by_name(string name, string meant)
    {
        var program = new OutboundProgram { Environment = { [name] = "x" } };

        var end = await program.RunAsync("db", "status");

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Error, Does.Contain($"There is no setting {name}: did you mean").And.Contain(meant.Split("__")[0]));
    }

    [TestCase("Cleanup__JobDays", "0", "1 to 3650")]
    [TestCase("Cleanup__LookupMonths", "many", "1 to 120")]
    [TestCase("Cleanup__IdempotencyDays", "31", "1 to 30")]
    [TestCase("Cleanup__Hour", "24", "0 to 23")]
    public async Task A_period_that_cannot_be_is_refused_with_its_range(string name, string value, string range)
    {
        var program = new OutboundProgram { Environment = { [name] = value } };

        var end = await program.RunAsync("jobs");

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Error, Does.Contain($"{name} is {value}: it must be a number from {range}."));
    }

    [Test]
    public async Task Production_refuses_the_embedded_database()
    {
        var program = new OutboundProgram { Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production" } };

        var end = await program.RunAsync("jobs");

        Assert.That(end.ExitCode, Is.EqualTo(1));
        Assert.That(end.Error, Does.Contain("ConnectionStrings__Outbound"));
    }
}
