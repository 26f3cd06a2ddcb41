using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BatteryCrm.Data;

/// <summary>
/// Makes the primary keys of the whole application: UUIDv7 that rise strictly within one process, so that rows made later sort later
/// and B-tree inserts stay at the right edge. <see cref="Guid.CreateVersion7()"/> alone is unordered within a millisecond.
/// </summary>
public static class Ids
{
    private const long CounterLimit = 1L << 26;
    private static readonly Lock Gate = new();
    private static long lastMilliseconds;
    private static long counter;

    /// <summary>A new id, greater (byte by byte, as PostgreSQL compares) than every id made before it in this process.</summary>
    public static Guid New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[4..]);
        var (milliseconds, count) = Next(BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) & 0xFFFFF);

        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16 | 0x7000L | count >> 14);
        // The counter's low 14 bits follow the variant bits: 26 ordered bits in all, 64 million ids a millisecond.
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)(0x8000 | count & 0x3FFF));
        return new Guid(bytes, bigEndian: true);
    }

    private static (long Milliseconds, long Count) Next(int start)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        lock (Gate)
        {
            if (now > lastMilliseconds) (lastMilliseconds, counter) = (now, start);
            else if (++counter >= CounterLimit) (lastMilliseconds, counter) = (lastMilliseconds + 1, start);
            return (lastMilliseconds, counter);
        }
    }
}
