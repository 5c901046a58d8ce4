using System.Text;
using AdaptiveOutbound.Data.Idempotency;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Idempotency;
using AdaptiveOutbound.Web.Access;

namespace AdaptiveOutbound.Web.Pages.Parts;

/// <summary>
/// Lets a form that starts a job start one: sent again as it was, by a second click or by the browser, it leads to the job that the first
/// one started. A form that was changed and sent is another.
/// </summary>
internal sealed class FormOnce(IdempotencyKeys keys)
{
    /// <summary>Name of the form's field that holds its mark.</summary>
    public const string Field = "once";

    private static readonly string[] NotContent = [Field, "__RequestVerificationToken"];

    /// <summary>Mark of a form that is shown.</summary>
    public static string NewMark() => Guid.CreateVersion7().ToString("N");

    /// <summary>
    /// Runs <paramref name="start"/> once a form. Answers the job that it, or the first of the same form, started; null when it started
    /// none. <c>Running</c>: the first one runs at this moment.
    /// </summary>
    /// <param name="start">Gets what commits with the job, which it passes on; answers the job's id.</param>
    public async Task<(Guid? Job, bool Running)> RunAsync(HttpContext http, Guid workspaceId, Func<Func<JobRow, IBatchEffect>?, Task<Guid?>> start)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form[Field] is not [{ } mark] || !IdempotencyKeys.IsKey(mark)) return (await start(null), false);
        var caller = $"user {SignedIn.IdOf(http.User)}";
        switch (await keys.ClaimAsync(workspaceId, caller, mark, $"POST {http.Request.Path}", "", Content(form), http.RequestAborted))
        {
            case KeyAnswer.Claimed { Claim: var claim }: return await StartAsync(claim, start);
            case KeyAnswer.Replayed { Body: { } job }: return (Guid.Parse(job.Trim('"')), false);
            case KeyAnswer.InProgress: return (null, true);
            default: return (await start(null), false);
        }
    }

    private async Task<(Guid? Job, bool Running)> StartAsync(IdempotencyClaim claim, Func<Func<JobRow, IBatchEffect>?, Task<Guid?>> start)
    {
        try
        {
            return (await start(job => claim.Answer(StatusCodes.Status302Found, $"\"{job.Id}\"")), false);
        }
        catch (Exception e) when (IdempotencyRows.IsTakenOver(e))
        {
            return (null, true);
        }
        finally
        {
            await keys.ReleaseAsync(claim, CancellationToken.None); // whatever became of it: one that started none can be sent again
        }
    }

    private static byte[] Content(IFormCollection form) => Encoding.UTF8.GetBytes(string.Join('\n',
        form.Where(field => !NotContent.Contains(field.Key)).OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={string.Join('\u001F', field.Value.AsEnumerable())}")));
}
