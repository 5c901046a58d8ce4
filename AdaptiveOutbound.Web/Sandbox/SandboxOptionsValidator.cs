using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AdaptiveOutbound.Web.Sandbox;

/// <summary>Checks <see cref="SandboxOptions"/> and its faults at start.</summary>
internal sealed class SandboxOptionsValidator : IValidateOptions<SandboxOptions>
{
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        List<ValidationResult> errors = [];
        Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true);
        Validator.TryValidateObject(options.Faults, new ValidationContext(options.Faults), errors, validateAllProperties: true);
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors.Select(error => $"{SandboxOptions.Section}: {error.ErrorMessage}"));
    }
}
