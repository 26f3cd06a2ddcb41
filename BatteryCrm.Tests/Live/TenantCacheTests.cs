using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Live;

/// <summary>What a node keeps of a tenant: read once for all who ask, never older than what it was told.</summary>
public sealed class TenantCacheTests
{
    private static readonly Guid Tenant = Guid.Parse("00000000-0000-7000-8000-000000000001");
    private readonly LiveHub hub = new(TimeProvider.System, NullLogger<LiveHub>.Instance);
    private readonly Queue<TaskCompletionSource<int>> reads = new();
    private int begun;

    [Fact]
    public async Task Of_ManyAtOnce_IsOneRead()
    {
        var cache = Cache();
        var asked = Enumerable.Range(0, 5).Select(_ => cache.OfAsync(Tenant, default).AsTask()).ToList();
        reads.Dequeue().SetResult(1);

        Assert.All(await Task.WhenAll(asked), v => Assert.Equal(1, v));
        Assert.Equal((1, 1), (await cache.OfAsync(Tenant, default), begun));
    }

    [Fact]
    public async Task Of_ChangeToldWhileItIsRead_IsUsedOnceAndReadAnew()
    {
        var cache = Cache();
        var first = cache.OfAsync(Tenant, default).AsTask();

        hub.Tell(Tenant, new LiveFact(LiveKinds.CatalogueChanged, null, null, null));
        reads.Dequeue().SetResult(1);
        Assert.Equal(1, await first);

        var second = cache.OfAsync(Tenant, default).AsTask();
        reads.Dequeue().SetResult(2);
        Assert.Equal(2, await second);
    }

    [Fact]
    public async Task Of_AfterAnotherKindOfFact_IsKept()
    {
        var cache = Cache();
        var first = cache.OfAsync(Tenant, default).AsTask();
        reads.Dequeue().SetResult(1);
        await first;

        hub.Tell(Tenant, new LiveFact(LiveKinds.ChannelChanged, null, null, null));

        Assert.Equal((1, 1), (await cache.OfAsync(Tenant, default), begun));
    }

    [Fact]
    public async Task Of_ReadThatFailed_IsTriedAgain()
    {
        var cache = Cache();
        var first = cache.OfAsync(Tenant, default).AsTask();
        reads.Dequeue().SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);

        var second = cache.OfAsync(Tenant, default).AsTask();
        reads.Dequeue().SetResult(2);

        Assert.Equal(2, await second);
    }

    private TenantCache<int> Cache() => new(
        (_, _) =>
        {
            begun++;
            reads.Enqueue(new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
            return reads.Last().Task;
        },
        hub, LiveKinds.CatalogueChanged);
}
