using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.Loader;
using NUnit.Framework;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace AdaptiveOutbound.Tests.Architecture;

/// <summary>What may know what.</summary>
internal sealed class LayerTests
{
    private const string Data = @"^AdaptiveOutbound\.Data(\..*)?$";
    private const string Jobs = @"^AdaptiveOutbound\.Jobs(\..*)?$";
    private const string Web = @"^AdaptiveOutbound\.Web(\..*)?$";
    private const string Hangfire = @"^Hangfire(\..*)?$";

    private static readonly ArchUnitNET.Domain.Architecture All = new ArchLoader().LoadAssemblies(
        typeof(AdaptiveOutbound.Data.OutboundContext).Assembly, typeof(AdaptiveOutbound.Jobs.OutboundJobs).Assembly, System.Reflection.Assembly.Load("AdaptiveOutbound.Web")).Build();

    [Test]
    public void Data_knows_neither_jobs_nor_the_web() =>
        Check(Types().That().ResideInNamespaceMatching(Data).Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Jobs).Or().ResideInNamespaceMatching(Web))
            .Because("the layers go Web, Jobs, Data and never back"));

    [Test]
    public void Jobs_do_not_know_the_web() =>
        Check(Types().That().ResideInNamespaceMatching(Jobs).Should().NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching(Web)
            .Or().ResideInNamespaceMatching(@"^Microsoft\.AspNetCore\.(Mvc|Http|Routing|Builder|Hosting)(\..*)?$"))
            .Because("the same work runs without a web server"));

    [Test]
    public void Hangfire_is_known_only_where_chunks_are_rung_and_run_and_where_it_is_set_up() =>
        Check(Types().That().ResideInNamespaceMatching(@"^AdaptiveOutbound\..*$").And()
            .DoNotResideInNamespaceMatching(@"^AdaptiveOutbound\.Jobs\.(Lanes|Operations|Schedules)$").And()
            .DoNotResideInNamespaceMatching(@"^AdaptiveOutbound\.Web\.(Dashboard|Hosting)(\..*)?$").And().AreNot(typeof(AdaptiveOutbound.Jobs.OutboundJobs))
            .Should().NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching(Hangfire))
            .Because("ids are the only thing that Hangfire sees, and it can be replaced in one place"));

    [Test]
    public void RestSharp_is_known_only_to_providers() =>
        Check(Types().That().ResideInNamespaceMatching(@"^AdaptiveOutbound\..*$").And().DoNotResideInNamespaceMatching(@"^AdaptiveOutbound\.Jobs\.Providers(\..*)?$")
            .Should().NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching(@"^RestSharp(\..*)?$"))
            .Because("a call that leaves elsewhere would pass the limiter by"));

    [Test]
    public void Cryptography_of_keys_is_known_only_to_custody() =>
        Check(Types().That().ResideInNamespaceMatching(@"^AdaptiveOutbound\..*$").And().DoNotResideInNamespaceMatching(@"^AdaptiveOutbound\.Jobs\.Keys(\..*)?$")
            .Should().NotDependOnAny(Types(includeReferenced: true).That().HaveFullNameMatching(@"^(System\.Security\.Cryptography\.AesGcm|Microsoft\.AspNetCore\.DataProtection\..*)$"))
            .Because("one place seals and opens keys"));

    [Test]
    public void A_rule_that_must_fail_does_fail()
    {
        var rule = Types().That().ResideInNamespaceMatching(Jobs).Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Data)).Because("this is the canary: rules that match nothing hold everything");

        Assert.That(rule.HasNoViolations(All), Is.False);
    }

    [Test]
    public void A_rule_about_Hangfire_that_must_fail_does_fail()
    {
        var rule = Types().That().Are(typeof(AdaptiveOutbound.Jobs.Lanes.ChunkRinger)).Should().NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching(Hangfire)).Because("this is the canary");

        Assert.That(rule.HasNoViolations(All), Is.False);
    }

    private static void Check(TypesShouldConjunctionWithDescription rule) =>
        Assert.That(rule.Evaluate(All).Where(r => !r.Passed).Select(r => r.Description), Is.Empty, rule.Description);
}
