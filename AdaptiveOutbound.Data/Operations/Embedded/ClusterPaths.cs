using System.Security.Cryptography;

namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>
/// Where everything of one embedded cluster lies. Only <see cref="Server"/> belongs to the account that runs the server:
/// when the program is root, that account can neither read the passwords nor plant links where root writes.
/// </summary>
internal sealed class ClusterPaths(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PassThrough = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Held while somebody starts, joins or stops the server.</summary>
    public string Lock => Path.Combine(Root, "lock");

    /// <summary>One locked file for each user of the server.</summary>
    public string Clients => Path.Combine(Root, "clients");

    public string Passwords => Path.Combine(Root, "passwords");

    /// <summary>Programs that were fetched for this cluster.</summary>
    public string Binaries => Path.Combine(Root, "binaries");

    /// <summary>The server account's own folder.</summary>
    public string Server => Path.Combine(Root, "server");

    public string Data => Path.Combine(Server, "data");

    public string Log => Path.Combine(Server, "log");

    /// <summary>The major version that made the kept cluster, or null when there is none yet.</summary>
    public int? KeptMajor()
    {
        var file = Path.Combine(Data, "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), out var major) ? major : null;
    }

    /// <summary>Makes the folders; those that another account must pass are made so that it can.</summary>
    public void Create(ServerAccount account)
    {
        MakeFolder(Root, account.IsOther ? PassThrough : OwnerOnly);
        MakeFolder(Clients, OwnerOnly);
        MakeFolder(Passwords, OwnerOnly);
        MakeFolder(Server, OwnerOnly);
    }

    /// <summary>Makes a folder, and those above it, with this mode; one that exists keeps its own.</summary>
    public static void MakeFolder(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path)) return;

        if (Path.GetDirectoryName(path) is { } parent) MakeFolder(parent, mode);
        Directory.CreateDirectory(path);
        // The mode is set afterwards: the process's umask would cut it otherwise.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    /// <summary>The password kept under this name, made when there is none.</summary>
    public (string Password, bool IsNew) Password(string name)
    {
        var file = Path.Combine(Passwords, name);
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept) return (kept, false);

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        WriteSecret(file + ".new", password);
        File.Move(file + ".new", file, overwrite: true);
        return (password, true);
    }

    /// <summary>Writes a file that only its owner may read, from its first byte on.</summary>
    public static void WriteSecret(string file, string text)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }
}
