using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Jobs.Keys;

namespace AdaptiveOutbound.Web.Preflight;

/// <summary>Whether the ring that is here opens what the database keeps: one that was not mounted or put back is as fit to start with as the right one.</summary>
internal static class RingCheck
{
    public static async Task<Check> LookAsync(CheckContext c)
    {
        await using var host = await c.Run.OpenHostAsync();
        var (directory, store) = (host.Get<KeyRing>().Files.Directory, host.Get<IKeyStore>());
        var (opened, lost, known) = (0, 0, 0);
        foreach (var workspace in await host.Get<HoldRows>().WorkspacesAsync(c.Run.Interrupted))
        {
            foreach (var key in await store.ListMetadataAsync(workspace.Id, c.Run.Interrupted))
            {
                if (await store.ReadSealedAsync(workspace.Id, key.Provider, c.Run.Interrupted) is not { Sealed.IsEmpty: false } stored) continue;
                if (await OpensAsync(host.Get<DataKeys>(), workspace.Id, stored, c.Run.Interrupted)) opened++;
                else if (key.Status == KeyStatus.NeedsReentry) known++;
                else lost++;
            }
        }

        const string toDo = "put the ring and its certificate back from their backup; else their workspaces enter their keys anew";
        return lost > 0 ? Check.Fail("ring", $"{directory} does not open {lost} of {opened + lost + known} stored keys", toDo)
            // That their workspaces must enter them is told there; it is no reason to keep a release back.
            : known > 0 ? Check.CannotTell("ring", $"{directory} does not open {known} keys that wait to be entered again", toDo)
            : Check.Pass("ring", opened > 0 ? $"{directory} opens all {opened} stored keys" : "no key is stored that it would have to open");
    }

    private static async Task<bool> OpensAsync(DataKeys dataKeys, Guid workspaceId, StoredKey stored, CancellationToken cancellationToken)
    {
        try
        {
            using var opened = await dataKeys.OpenAsync(workspaceId, SealedKey.DataKeyVersion(stored.Sealed.Span), cancellationToken);
            return true;
        }
        catch (KeyRingLostException)
        {
            return false;
        }
    }
}
