using BatteryCrm.Data;

namespace BatteryCrm.Tests.Data;

public sealed class IdsTests
{
    [Fact]
    public void New_ByManyThreads_RisesForEachAndIsUniqueForAll()
    {
        var batches = new Guid[8][];
        Parallel.For(0, batches.Length, new ParallelOptions { MaxDegreeOfParallelism = batches.Length }, i => batches[i] = [.. Enumerable.Range(0, 12_500).Select(_ => Ids.New())]);

        foreach (var batch in batches)
            for (var i = 1; i < batch.Length; i++)
                Assert.True(Compare(batch[i - 1], batch[i]) < 0, $"{batch[i - 1]} stands before {batch[i]}");
        Assert.Equal(100_000, batches.SelectMany(b => b).Distinct().Count());
    }

    [Fact]
    public void New_Always_IsUuidVersion7OfNow()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var id = Ids.New();

        Assert.Equal((7, 0x8), (id.Version, id.Variant & 0xC));
        var bytes = id.ToByteArray(bigEndian: true);
        var milliseconds = ((long)bytes[0] << 40) | ((long)bytes[1] << 32) | ((long)bytes[2] << 24) | ((long)bytes[3] << 16) | ((long)bytes[4] << 8) | bytes[5];

        // A busy millisecond may run ahead by one.
        Assert.InRange(milliseconds, before, before + 1000);
    }

    // As PostgreSQL compares them: byte by byte.
    private static int Compare(Guid a, Guid b) => a.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(b.ToByteArray(bigEndian: true));
}
