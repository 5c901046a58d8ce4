using System.Text;

namespace AdaptiveOutbound.Tests.Monitoring;

/// <summary>A span as it was sent.</summary>
internal sealed record SentSpan(string TraceId, string Id, string ParentId, string Name, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The spans of an ExportTraceServiceRequest.</summary>
    public static IEnumerable<SentSpan> Read(byte[] body) =>
        from resource in Fields(body, 1)
        from scope in Fields(resource, 2)
        from span in Fields(scope, 2)
        select Of(span);

    private static SentSpan Of(byte[] span) => new(Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5),
        Fields(span, 9).ToDictionary(tag => Text(tag, 1), tag => Fields(tag, 2).Select(value => Text(value, 1)).FirstOrDefault() ?? ""));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).FirstOrDefault() ?? []);

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Fields(message, field).FirstOrDefault() ?? []);

    // Of protobuf only what has a length: messages, texts and bytes.
    private static List<byte[]> Fields(byte[] message, int field)
    {
        List<byte[]> found = [];
        for (var at = 0; at < message.Length;)
        {
            var key = Number(message, ref at);
            switch (key & 7)
            {
                case 0: Number(message, ref at); break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                case 2:
                    var length = (int)Number(message, ref at);
                    if ((int)(key >> 3) == field) found.Add(message[at..(at + length)]);
                    at += length;
                    break;
                default: throw new FormatException($"Wire type {key & 7} at {at}.");
            }
        }

        return found;
    }

    private static ulong Number(byte[] message, ref int at)
    {
        for (var (value, shift) = (0UL, 0); ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
