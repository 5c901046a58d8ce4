using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>
/// <c>&lt;field name label …&gt;</c>: label, input, what is wrong with it and a hint, tied together for readers of the screen. What is
/// wrong comes from <c>error</c> or from the model state. With content, that is the control: give it the id of the field's name in
/// lower case, and <c>aria-describedby</c> as <see cref="Describe"/> says.
/// </summary>
[HtmlTargetElement("field", Attributes = "name,label")]
public sealed class FieldTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext] public ViewContext ViewContext { get; set; } = null!;

    public string Name { get; set; } = "";

    public string Label { get; set; } = "";

    /// <summary>Of the input; default text.</summary>
    public string Type { get; set; } = "text";

    /// <summary>What was typed; never set it for a password or a key.</summary>
    public string? Value { get; set; }

    public string? Autocomplete { get; set; }

    public string? Hint { get; set; }

    public string? Error { get; set; }

    public bool Required { get; set; }

    /// <summary>Ids of what describes the control: the error first.</summary>
    public static string? Describe(string name, string? error, string? hint)
    {
        var id = Id(name);
        return (error, hint) switch { (null, null) => null, (null, _) => $"{id}-hint", (_, null) => $"{id}-error", _ => $"{id}-error {id}-hint" };
    }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        // An expression that is null comes as an empty text.
        var error = string.IsNullOrEmpty(Error) ? ErrorOf(ViewContext.ModelState) : Error;
        var id = Id(Name);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        if (error is not null) output.Attributes.SetAttribute("data-invalid", "");
        output.Content.AppendHtml($"<label for=\"{id}\">{Text(Label)}</label>");
        if (content.IsEmptyOrWhiteSpace) output.Content.AppendHtml(Input(id, error));
        else output.Content.AppendHtml(content);
        if (error is not null) output.Content.AppendHtml($"<p class=\"error\" id=\"{id}-error\">{Text(error)}</p>");
        if (Hint is not null) output.Content.AppendHtml($"<p class=\"hint\" id=\"{id}-hint\">{Text(Hint)}</p>");
    }

    private static string Id(string name) => name.ToLowerInvariant().Replace('.', '-');

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private TagBuilder Input(string id, string? error)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        foreach (var (name, value) in new[] { ("class", "input"), ("id", id), ("name", Name), ("type", Type), ("value", Value), ("autocomplete", Autocomplete), ("aria-describedby", Describe(Name, error, Hint)) })
            if (value is not null) input.Attributes[name] = value;
        if (Required) input.Attributes["required"] = "required";
        if (error is not null) input.Attributes["aria-invalid"] = "true";
        if (Type == "password") input.Attributes["spellcheck"] = "false";
        return input;
    }

    private string? ErrorOf(ModelStateDictionary state) => state.TryGetValue(Name, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;
}
