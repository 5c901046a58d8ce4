namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>The words that invented records are made of.</summary>
internal static class SandboxWords
{
    public static readonly IReadOnlyList<string> Industries =
        ["machinery", "electrical/electronic manufacturing", "information technology & services", "logistics & supply chain",
         "medical devices", "renewables & environment", "food production", "construction", "financial services", "hospitality"];

    public static readonly IReadOnlyList<(string City, string State, string Country, string Dial)> Places =
        [("München", "Bavaria", "Germany", "+4989"), ("Köln", "North Rhine-Westphalia", "Germany", "+49221"),
         ("Düsseldorf", "North Rhine-Westphalia", "Germany", "+49211"), ("Zürich", "Zurich", "Switzerland", "+4144"),
         ("Malmö", "Skåne", "Sweden", "+4640"), ("Leeds", "England", "United Kingdom", "+441132"),
         ("Łódź", "Łódź Voivodeship", "Poland", "+4842"), ("Besançon", "Bourgogne-Franche-Comté", "France", "+33381"),
         ("Austin", "Texas", "United States", "+1512"), ("Århus", "Midtjylland", "Denmark", "+4586")];

    public static readonly IReadOnlyList<string> Streets =
        ["Kaiserstraße", "Große Bleiche", "Quay Row", "Rue des Frères", "Königsallee", "Mill Lane", "Östergatan", "Hauptstraße"];

    public static readonly IReadOnlyList<string> Technologies =
        ["PostgreSQL", "Kubernetes", "Salesforce", "SAP", "React", "Shopify", "HubSpot", "Snowflake", "Google Analytics", "nginx"];

    public static readonly IReadOnlyList<string> Keywords =
        ["precision parts", "b2b", "field service", "Prüfgeräte", "automation", "retrofit", "spare parts", "consulting", "cold chain"];

    public static readonly IReadOnlyList<string> FirstNames =
        ["Jürgen", "Zoë", "Mara", "Søren", "Anaïs", "Łukasz", "Käthe", "Tom", "Grace", "Björn", "Priya", "Noémie", "Ahmed", "Ines"];

    public static readonly IReadOnlyList<string> LastNames =
        ["Müller", "Ellison", "Großmann", "Østergaard", "Lefèvre", "Nowak", "Öztürk", "Taylor", "Weiß", "Iyer", "Hoffmann", "Brown"];

    public static readonly IReadOnlyList<(string Title, string Seniority, string Department)> Titles =
        [("Head of Procurement", "head", "master_operations"), ("Managing Director", "c_suite", "c_suite"),
         ("VP Sales", "vp", "master_sales"), ("Software Engineer", "senior", "master_engineering_technical"),
         ("Marketing Manager", "manager", "master_marketing"), ("Finance Director", "director", "master_finance"),
         ("Geschäftsführer", "owner", "c_suite"), ("Customer Success Manager", "manager", "master_sales")];
}
