namespace AdaptiveOutbound.Jobs.Records;

/// <summary>
/// What identifies a record, in falling order. An account: domain, else LinkedIn slug. A contact: e-mail, else LinkedIn
/// slug, else first and last name with the domain. All normalised; absent parts are null.
/// </summary>
/// <param name="Email">Lower-case; contacts only.</param>
/// <param name="Domain">An account's own, a contact's company's.</param>
/// <param name="LinkedInSlug"><c>company/foo</c> or <c>in/foo</c>.</param>
/// <param name="Name">An account's name: helps to ask, never identifies.</param>
/// <param name="FirstName">Contacts only.</param>
/// <param name="LastName">Contacts only.</param>
internal sealed record RecordIdentity(
    string? Email = null, string? Domain = null, string? LinkedInSlug = null, string? Name = null, string? FirstName = null, string? LastName = null);
