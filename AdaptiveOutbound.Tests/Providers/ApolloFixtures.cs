namespace AdaptiveOutbound.Tests.Providers;

/// <summary>Bodies in Apollo's shapes; all names are invented.</summary>
internal static class ApolloFixtures
{
    public const string Company = """
        {"organization":{"id":"70aa11bb22cc33dd44ee5501","name":"Northwind Pylons","website_url":"http://www.northwind-pylons.example","blog_url":null,"linkedin_url":"http://www.linkedin.com/company/northwind-pylons-example","twitter_url":null,"primary_phone":{"number":"+44 1632 960 118","source":"Scraped","sanitized_number":"+441632960118"},"phone":"+44 1632 960 118","founded_year":2009,"logo_url":"https://cdn.northwind-pylons.example/logo.png","primary_domain":"northwind-pylons.example","industry":"electrical/electronic manufacturing","keywords":["lattice towers","grid hardware"],"estimated_num_employees":184,"raw_address":"4 Quay Row, Hexby, HX9 1ZZ, GB","street_address":"4 Quay Row","city":"Hexby","state":"England","postal_code":"HX9 1ZZ","country":"United Kingdom","annual_revenue":31500000,"annual_revenue_printed":"31.5M","total_funding":null,"latest_funding_stage":null,"technology_names":["Postgres"],"current_technologies":[{"uid":"postgres","name":"Postgres","category":"Databases"}],"account":{"name":"private"},"short_description":"Makes steel towers."}}
        """;

    public const string Person = """
        {"request_id":-8123456789012345678,"person":{"id":"70aa11bb22cc33dd44ee5599","first_name":"Mara","last_name":"Ellison-Quist","name":"Mara Ellison-Quist","linkedin_url":"http://www.linkedin.com/in/mara-ellison-quist-example","title":"Head of Procurement","headline":"Procurement at Northwind Pylons","email":"mara@northwind-pylons.example","email_status":"verified","photo_url":null,"city":"Hexby","state":"England","country":"United Kingdom","seniority":"head","departments":["master_operations"],"organization":{"id":"70aa11bb22cc33dd44ee5501","name":"Northwind Pylons","primary_domain":"northwind-pylons.example","primary_phone":{}},"personal_emails":["mara@private.example"]}}
        """;

    public const string CreditsExhausted = """
        {"error":"You have insufficient credits! <a href=\"https://x.example/\">Upgrade</a>","error_details":{"code":"BILLING.LIMIT.CREDITS_EXHAUSTED","message":"m","context":{"credit_type":{"value":"lead credits"},"credit_balance":{"value":0},"next_billing_date":{"value":"2026-12-01"}}}}
        """;
}
