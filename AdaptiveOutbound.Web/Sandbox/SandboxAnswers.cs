using System.Text.Json;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>Writes the answers of the four paid endpoints, with the faults that change rows.</summary>
internal sealed class SandboxAnswers(SandboxOptions options)
{
    /// <summary>The credits and the body of the answer.</summary>
    public (int Credits, SandboxReply Reply) Of(SandboxRequest request, SandboxDice dice) => request.Path switch
    {
        "organizations/enrich" => Company(request.Asked[0]),
        "people/match" => Person(request),
        "organizations/bulk_enrich" => Companies(request, dice),
        _ => People(request, dice),
    };

    private (int, SandboxReply) Company(SandboxAsked asked)
    {
        var company = SandboxCompany.Find(asked, options);
        return (company is null ? 0 : 1, SandboxReply.Json(200, json =>
        {
            if (company is null) return; // a miss is {}
            json.WritePropertyName("organization");
            company.Write(json, options, bulk: false);
        }));
    }

    private (int, SandboxReply) Person(SandboxRequest request)
    {
        var person = SandboxPerson.Find(request.Asked[0], options);
        return (person is null ? 0 : 1, SandboxReply.Json(200, json =>
        {
            json.WriteNumber("request_id", RequestId(request));
            if (person is null)
            {
                json.WriteNull("person");
                return;
            }

            json.WritePropertyName("person");
            person.Write(json, options, request.PersonalEmails);
        }));
    }

    private (int, SandboxReply) Companies(SandboxRequest request, SandboxDice dice)
    {
        List<SandboxCompany?> rows = [.. request.Asked.Select(asked => SandboxCompany.Find(asked, options)).OfType<SandboxCompany>()];
        var found = rows.Count;
        Disturb(rows, ref dice);
        return (found, SandboxReply.Json(200, json =>
        {
            WriteHead(json, request.Asked.Count, found);
            json.WriteNumber("total_requested_domains", request.Asked.Count);
            WriteRows(json, "organizations", rows, company => company.Write(json, options, bulk: true));
        }));
    }

    private (int, SandboxReply) People(SandboxRequest request, SandboxDice dice)
    {
        List<SandboxPerson?> rows = [.. request.Asked.Select(asked => SandboxPerson.Find(asked, options))];
        var found = rows.Count(row => row is not null);
        Disturb(rows, ref dice);
        return (found, SandboxReply.Json(200, json =>
        {
            WriteHead(json, request.Asked.Count, found);
            json.WriteNumber("total_requested_enrichments", request.Asked.Count);
            json.WriteNumber("credits_consumed", options.Faults.FractionalCredits ? found * 1.01m : found);
            json.WriteNumber("request_id", RequestId(request));
            WriteRows(json, "matches", rows, person => person.Write(json, options, request.PersonalEmails));
        }));
    }

    private static void WriteHead(Utf8JsonWriter json, int asked, int found)
    {
        json.WriteString("status", "success");
        json.WriteNull("error_code");
        json.WriteNull("error_message");
        json.WriteNumber("unique_enriched_records", found);
        json.WriteNumber("missing_records", asked - found);
    }

    private static void WriteRows<T>(Utf8JsonWriter json, string name, List<T?> rows, Action<T> write) where T : class
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            if (row is null) json.WriteNullValue();
            else write(row);
        }

        json.WriteEndArray();
    }

    private void Disturb<T>(List<T?> rows, ref SandboxDice dice) where T : class
    {
        var faults = options.Faults;
        if (rows.Count == 0) return;
        if (dice.Hits(faults.Reordered)) rows.Reverse();
        if (dice.Hits(faults.Shortened)) rows.RemoveAt(rows.Count - 1);
        if (rows.Count > 0 && dice.Hits(faults.NullRow)) rows[0] = null;
        if (rows.Count > 0 && dice.Hits(faults.Doubled)) rows.Add(rows[0]);
    }

    // Signed and often negative, like Apollo's.
    private long RequestId(SandboxRequest request) => (long)new SandboxDice(options.Seed, request.Asked[0].ToString()).Next();
}
