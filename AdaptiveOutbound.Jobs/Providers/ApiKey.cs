using System.Security.Cryptography;
using System.Text;

namespace AdaptiveOutbound.Jobs.Providers;

/// <summary>
/// Holder of an opened key. It shows itself to nobody, and <see cref="Dispose"/> zeroes its buffer (the string that
/// <see cref="Reveal"/> makes for the header cannot be wiped on .NET).
/// </summary>
public sealed class ApiKey : IDisposable
{
    private readonly byte[] _buffer;
    private bool _disposed;

    /// <summary>Copies the key from its UTF-8 bytes; the caller wipes its own copy.</summary>
    public ApiKey(ReadOnlySpan<byte> utf8)
    {
        _buffer = GC.AllocateUninitializedArray<byte>(utf8.Length, pinned: true);
        utf8.CopyTo(_buffer);
    }

    /// <summary>Copies the key from text.</summary>
    public ApiKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _buffer = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(key), pinned: true);
        Encoding.UTF8.GetBytes(key, _buffer);
    }

    /// <summary>
    /// Whether the key can stand in a header: 1 to 512 visible ASCII characters. Anything else (a line break, a NUL,
    /// an umlaut) is refused before a call.
    /// </summary>
    public bool CanBeSent
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _buffer.Length is > 0 and <= 512 && !_buffer.AsSpan().ContainsAnyExceptInRange((byte)'!', (byte)'~');
        }
    }

    /// <summary>The key in clear. Called in one place: where the header of a request is set.</summary>
    public string Reveal()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Encoding.UTF8.GetString(_buffer);
    }

    /// <summary>Whether the whole key stands in <paramref name="text"/>, in any case. One under 12 characters may be a word: it is not looked for.</summary>
    public bool StandsIn(string text)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_buffer.Length is < 12 or > 1024 || text.Length < _buffer.Length / 4)
            return false;
        Span<char> key = stackalloc char[Encoding.UTF8.GetMaxCharCount(_buffer.Length)];
        key = key[..Encoding.UTF8.GetChars(_buffer, key)];
        var stands = text.AsSpan().Contains(key, StringComparison.OrdinalIgnoreCase);
        key.Clear();
        return stands;
    }

    /// <summary>
    /// <paramref name="text"/> without the key: every run of 8 or more characters that also stands in the key, in any
    /// case, becomes <c>[redacted]</c>; of a shorter key the whole.
    /// </summary>
    public string RedactIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(_disposed, this);
        Span<char> key = stackalloc char[Encoding.UTF8.GetMaxCharCount(Math.Min(_buffer.Length, 1024))];
        key = key[..Encoding.UTF8.GetChars(_buffer.AsSpan(0, Math.Min(_buffer.Length, 1024)), key)];
        var redacted = Redaction.Cut(text, key);
        key.Clear();
        return redacted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_buffer);
    }

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";
}
