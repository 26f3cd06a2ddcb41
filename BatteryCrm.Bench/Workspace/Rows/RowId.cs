using System.Buffers.Binary;

namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>Ids as the program makes them (UUIDv7), but of the moment that a row says it was made at, and the same for the same sequence.</summary>
internal static class RowId
{
    public static Guid At(DateTimeOffset at, Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16 | 0x7000L | (long)random.Next(1 << 12));
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], random.NextInt64() & 0x3FFF_FFFF_FFFF_FFFF | unchecked((long)0x8000_0000_0000_0000));
        return new Guid(bytes, bigEndian: true);
    }
}
