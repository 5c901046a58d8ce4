using System.Diagnostics;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AdaptiveOutbound.Jobs.Keys;

/// <summary>
/// The ring's files: one XML file a ring key, directory 0700, files 0600. Not the framework's own repository, because a
/// wrapped data key is committed right after the ring key was made: the file must be on the disk, not in a cache, by then.
/// </summary>
/// <param name="directory">Where the files lie.</param>
/// <param name="ring">The ring in whose folder this one lies; null for the ring itself.</param>
internal sealed class RingFiles(string directory, RingFiles? ring = null) : IXmlRepository
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where the files lie.</summary>
    public string Directory { get; } = directory;

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() =>
        System.IO.Directory.Exists(Directory)
            ? [.. System.IO.Directory.EnumerateFiles(Directory, "*.xml").Order(StringComparer.Ordinal).Select(XElement.Load)]
            : [];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var xml = new MemoryStream();
        element.Save(xml);
        Write($"{Path.GetFileName(friendlyName)}.xml", xml.ToArray());
    }

    /// <summary>Writes a file whole or not at all, replacing one of that name: flushed to the disk before it gets its name.</summary>
    public void Write(string name, ReadOnlySpan<byte> bytes)
    {
        Prepare();
        var temporary = Path.Combine(Directory, $".{name}.{Guid.NewGuid():N}.new");
        using (var file = new FileStream(temporary, Private(FileMode.CreateNew)))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        Inherit(temporary);
        File.Move(temporary, Path.Combine(Directory, name), overwrite: true);
    }

    /// <summary>Makes the directory with mode 0700; one that exists is left as its owner made it.</summary>
    public void Prepare()
    {
        ring?.Prepare(); // first: a folder that is made on the way to another one gets the mode of all the world
        if (System.IO.Directory.Exists(Directory)) return;
        if (OperatingSystem.IsWindows()) System.IO.Directory.CreateDirectory(Directory);
        else System.IO.Directory.CreateDirectory(Directory, OwnerOnly | UnixFileMode.UserExecute);
        Inherit(Directory);
    }

    /// <summary>
    /// Gives what root made to the owner of the folder that it lies in: a command that an administrator runs as root must not leave files
    /// that the service's account cannot read.
    /// </summary>
    /// <exception cref="IOException">The owner could not be changed.</exception>
    public static void Inherit(string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return;
        var folder = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        using var change = Process.Start("chown", ["--no-dereference", $"--reference={folder}", path]);
        change.WaitForExit();
        if (change.ExitCode != 0) throw new IOException($"{path} was made, but not given to the account that its folder belongs to.");
    }

    /// <summary>Opens a file that nobody else may read and that no other process has open this way.</summary>
    public static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return options;
    }
}
