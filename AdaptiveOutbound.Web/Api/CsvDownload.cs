using AdaptiveOutbound.Jobs.Imports;
using Microsoft.Net.Http.Headers;

namespace AdaptiveOutbound.Web.Api;

/// <summary>How a CSV file leaves: under the name that it has here, for pages and the API alike.</summary>
internal static class CsvDownload
{
    public const string ContentType = "text/csv; charset=utf-8";

    /// <summary>The name of an import's refused lines, as an export names them: <c>people.errors.csv</c> of <c>people.csv</c>.</summary>
    public static string ErrorsOf(ImportedFile import) => Path.GetFileNameWithoutExtension(import.File.Name) + ".errors.csv";

    /// <summary>Says that a file of this name follows: in ASCII for old readers, as it is for the others.</summary>
    public static void Announce(HttpResponse response, string name)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        (response.ContentType, response.Headers.ContentDisposition) = (ContentType, disposition.ToString());
    }
}
