using System.Security.Cryptography;
using System.Text;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Web.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AdaptiveOutbound.Web.Api;

/// <summary>The file that a request brings or names.</summary>
/// <param name="IsNew">The request brought it; when nothing comes of it, it is dropped again.</param>
/// <param name="Content">What tells it from another file, for idempotency keys: boundaries of multipart differ from try to try.</param>
internal sealed record Upload(Guid FileId, bool IsNew, byte[] Content);

/// <summary>Streams the CSV file of a request into the store: as the body, as the one part of a multipart body, or by the id of one that is stored.</summary>
internal static class UploadBody
{
    /// <summary>The longest boundary, by RFC 2046.</summary>
    internal const int LongestBoundary = 70;

    /// <summary>What multipart adds to a file at most.</summary>
    private const int Wrapping = 64 << 10;

    /// <summary>The file, or the problem; then nothing is left of it.</summary>
    public static async Task<(Upload? Upload, IResult? Problem)> ReadAsync(HttpContext http, OutboundHost host)
    {
        var (request, limits) = (http.Request, host.Get<CsvLimits>());
        if (request.Query.TryGetValue("fileId", out var named))
            return Named(request, (string?)named);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType.Value?.ToLowerInvariant() is not ("text/csv" or "multipart/form-data"))
            return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                "Send the file as text/csv or as multipart/form-data, or name one that is stored with fileId."));
        var isForm = type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        if (request.ContentLength > limits.FileBytes + (isForm ? Wrapping : 0))
            return (null, FileProblem.Of(IntakeProblems.FileTooLarge(limits).Problem));
        // A body of unknown length is cut by the intake, which counts; the server's own limit only has to let it.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.FileBytes + 2 * Wrapping;
        var name = (string?)request.Query["name"];
        return isForm ? await PartAsync(http, host, type, name) : await StoreAsync(http, host, name ?? "upload.csv", request.Body);
    }

    private static (Upload?, IResult?) Named(HttpRequest request, string? text)
    {
        if (request.ContentLength > 0)
            return (null, Problem.Parameter("fileId", "Send a file or name a stored one with fileId, not both."));
        return Guid.TryParse(text, out var id) ? (new(id, false, []), null) : (null, Problem.Parameter("fileId", $"{text} is no id of a file: take fileId of a preview's answer."));
    }

    private static async Task<(Upload?, IResult?)> PartAsync(HttpContext http, OutboundHost host, MediaTypeHeaderValue type, string? name)
    {
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= LongestBoundary } boundary)
            return (null, Problem.Parameter("Content-Type", $"The multipart body must name a boundary of 1 to {LongestBoundary} characters."));
        Upload? stored = null;
        try
        {
            var reader = new MultipartReader(boundary, http.Request.Body);
            var part = await reader.ReadNextSectionAsync(http.RequestAborted);
            if (part?.AsFileSection() is not { FileStream: { } content } file)
                return (null, OneFile());
            var (upload, problem) = await StoreAsync(http, host, name ?? file.FileName, content);
            stored = upload;
            if (upload is null || await reader.ReadNextSectionAsync(http.RequestAborted) is null)
                return (upload, problem);
            await host.Get<DropUpload>().ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, upload.FileId, CancellationToken.None);
            return (null, OneFile());
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            if (stored is not null) await host.Get<DropUpload>().ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, stored.FileId, CancellationToken.None);
            return (null, Problem.Parameter("file", $"The multipart body cannot be read: {e.Message}"));
        }
    }

    private static IResult OneFile() => Problem.Parameter("file", "The multipart body must have one part, the file. Everything else stands in the query.");

    private static async Task<(Upload?, IResult?)> StoreAsync(HttpContext http, OutboundHost host, string name, Stream content)
    {
        var (file, problem) = await host.Get<UploadFile>().ExecuteAsync(ApiAccess.CallerOf(http).WorkspaceId, name, content, http.RequestAborted);
        return file is null ? (null, FileProblem.Of(problem!)) : (new(file.FileId, true, SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Sha256} {file.Name}"))), null);
    }
}
