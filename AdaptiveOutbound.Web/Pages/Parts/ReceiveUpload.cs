using System.Text;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Web.Api;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>What a form brought.</summary>
/// <param name="FileId">The stored file; null when nothing is stored.</param>
/// <param name="Kind">What the person said that it lists.</param>
/// <param name="Problem">Why nothing is stored.</param>
internal sealed record ReceivedUpload(Guid? FileId, string? Kind, string? Problem, int Status = StatusCodes.Status200OK);

/// <summary>
/// Streams the file of a multipart form into the store: the form's token and its fields stand before the file, so that they are
/// known when its first byte comes.
/// </summary>
internal sealed class ReceiveUpload(UploadFile store, CsvLimits limits, IAntiforgery antiforgery)
{
    private const string Token = "__RequestVerificationToken", TokenHeader = "RequestVerificationToken";

    /// <summary>What multipart adds to a file at most, and what one field may hold.</summary>
    private const int Wrapping = 64 << 10, LongestField = 4 << 10;

    public async Task<ReceivedUpload> ExecuteAsync(HttpContext http, Guid workspaceId)
    {
        if (http.Request.ContentLength > limits.FileBytes + Wrapping) return TooLarge();
        // A body of unknown length is cut by the intake, which counts; the server's own limit only has to let it.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = limits.FileBytes + (2 * Wrapping);
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= UploadBody.LongestBoundary } boundary) return Refused("This was no form with a file. Choose a file and send it again.");
        try
        {
            return await ReadAsync(http, new MultipartReader(boundary, http.Request.Body), workspaceId);
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return Refused("The form could not be read. Choose the file and send it again.");
        }
    }

    private async Task<ReceivedUpload> ReadAsync(HttpContext http, MultipartReader reader, Guid workspaceId)
    {
        string? kind = null;
        while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
        {
            if (section.AsFileSection() is { FileStream: { } content } file) return await StoreAsync(http, workspaceId, file.FileName, content, kind);
            if (section.AsFormDataSection() is not { } field || await FieldAsync(section.Body, http.RequestAborted) is not { } value) return Refused("The form could not be read. Choose the file and send it again.");
            if (field.Name == Token) http.Request.Headers[TokenHeader] = value;
            else if (field.Name == "kind" && value is "accounts" or "contacts") kind = value;
        }

        return Refused("Choose a file first.");
    }

    private async Task<ReceivedUpload> StoreAsync(HttpContext http, Guid workspaceId, string name, Stream content, string? kind)
    {
        // Without a token it would be looked for in the form, which is half read by now.
        if (!http.Request.Headers.ContainsKey(TokenHeader) || !await antiforgery.IsRequestValidAsync(http)) return Refused("The form was open too long, or belongs to another session. Choose the file and send it again.");
        if (name.Length == 0) return Refused("Choose a file first.", kind);
        var (file, problem) = await store.ExecuteAsync(workspaceId, name, content, http.RequestAborted);
        if (file is not null) return new(file.FileId, kind, null);
        return problem!.Code == CsvProblemCodes.FileTooLarge ? TooLarge() : new(null, kind, problem.Line is { } line ? $"Line {Times.Number(line)}: {problem.Message}" : problem.Message, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<string?> FieldAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestField];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read == buffer.Length ? null : Encoding.UTF8.GetString(buffer, 0, read);
    }

    private ReceivedUpload TooLarge() => new(null, null, IntakeProblems.FileTooLarge(limits).Problem.Message + " Nothing was stored.", StatusCodes.Status413PayloadTooLarge);

    private static ReceivedUpload Refused(string problem, string? kind = null) => new(null, kind, problem, StatusCodes.Status422UnprocessableEntity);
}
