using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Jobs.Providers.Apollo;

/// <summary>Checks <see cref="ApolloOptions"/> at start.</summary>
internal sealed class ApolloOptionsValidator : IValidateOptions<ApolloOptions>
{
    public ValidateOptionsResult Validate(string? name, ApolloOptions options)
    {
        List<ValidationResult> ranges = [];
        Validator.TryValidateObject(options, new ValidationContext(options), ranges, validateAllProperties: true);
        List<string> errors = [.. ranges.Select(range => $"{ApolloOptions.Section}: {range.ErrorMessage}")];
        var url = options.BaseUrl;
        if (url is null || !url.IsAbsoluteUri || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            errors.Add("Providers:Apollo:BaseUrl must be an absolute https URL (http only to this machine).");
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            errors.Add("Providers:Apollo:BaseUrl must hold neither credentials nor a query nor a fragment.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
