using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BatteryCrm.Data.Clients;

/// <summary>Two clients, the lower id first as PostgreSQL orders uuids: by their bytes.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClientPair(Guid One, Guid Other)
{
    public static ClientPair Of(Guid a, Guid b) => Compare(a, b) <= 0 ? new ClientPair(a, b) : new ClientPair(b, a);

    /// <summary>Who is the other of the two.</summary>
    public Guid OtherThan(Guid client) => client == One ? Other : One;

    private static int Compare(Guid a, Guid b)
    {
        Span<byte> left = stackalloc byte[16], right = stackalloc byte[16];
        a.TryWriteBytes(left, bigEndian: true, out _);
        b.TryWriteBytes(right, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(left).CompareTo(BinaryPrimitives.ReadUInt128BigEndian(right));
    }
}
