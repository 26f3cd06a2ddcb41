using System.Collections.Concurrent;
using BatteryCrm.Data;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Live;

/// <summary>A channel with its secrets opened, as webhooks and senders need it.</summary>
/// <param name="TenantDomain">The tenant's site, an allowed origin of its form; null when it has none.</param>
/// <param name="PrivateOnly">The tenant wants no anonymous form.</param>
/// <param name="EventsPerSecond">What the tenant may send in; above zero.</param>
/// <param name="BytesPerSecond">The same in bytes of bodies.</param>
public sealed record ChannelEntry(
    Guid Id, Guid TenantId, string Platform, string Name, Guid? SalesChannelId, ChannelCredentials Credentials,
    string? TenantDomain, bool PrivateOnly, int EventsPerSecond, int BytesPerSecond);

/// <summary>What the directory says of an id.</summary>
/// <param name="Entry">Null when there is no such channel, or nobody could look.</param>
/// <param name="IsBusy">So many ids are being looked up that this one was not.</param>
public readonly record struct ChannelAnswer(ChannelEntry? Entry, bool IsBusy = false);

/// <summary>
/// Channels by id, read once and kept until a live event says that the channel or its tenant changed. Unknown ids are remembered as well, with a bound, so that
/// guessing costs no query each; and few are looked up at once, since anybody can ask for ever new ones and each holds a connection.
/// </summary>
public sealed class ChannelDirectory : IDisposable
{
    private const int ReadsAtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private const int MaxUnknown = 10_000;
    private readonly IDbContextFactory<WorkerDb> factory;
    private readonly SecretSeal seal;
    private readonly ConcurrentDictionary<Guid, ChannelEntry> known = [];
    private readonly ConcurrentDictionary<Guid, byte> unknown = [];
    private readonly SemaphoreSlim reads = new(ReadsAtOnce);
    private long version;

    internal ChannelDirectory(IDbContextFactory<WorkerDb> factory, SecretSeal seal, LiveHub hub)
    {
        (this.factory, this.seal) = (factory, seal);
        hub.Forget += Clear;
        hub.Heard += (tenant, fact) =>
        {
            if (fact.Kind is LiveKinds.ChannelChanged) Forget(tenant, fact.SubjectId);
        };
    }

    public void Dispose() => reads.Dispose();

    /// <summary>The channel with this id, if there is one; at most a second's wait for a turn to look.</summary>
    public async ValueTask<ChannelAnswer> FindAsync(Guid id, CancellationToken cancellation)
    {
        if (Kept(id) is { } kept) return kept;
        if (!await reads.WaitAsync(Patience, cancellation)) return new ChannelAnswer(Entry: null, IsBusy: true);
        try
        {
            // Who waited for a turn may have waited for the same id.
            return Kept(id) ?? new ChannelAnswer(await LookAsync(id, cancellation));
        }
        finally
        {
            reads.Release();
        }
    }

    private ChannelAnswer? Kept(Guid id) => known.TryGetValue(id, out var entry) ? new ChannelAnswer(entry) : unknown.ContainsKey(id) ? new ChannelAnswer(Entry: null) : null;

    private async Task<ChannelEntry?> LookAsync(Guid id, CancellationToken cancellation)
    {
        var before = Interlocked.Read(ref version);
        var entry = await ReadAsync(id, cancellation);

        // What changed while it was read may be older than the change: use it once, keep it not.
        if (before != Interlocked.Read(ref version)) return entry;
        if (entry is not null) known[id] = entry;
        else
        {
            if (unknown.Count >= MaxUnknown) unknown.Clear();
            unknown[id] = 0;
        }

        return entry;
    }

    private async Task<ChannelEntry?> ReadAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var row = await (
            from channel in db.Channels
            join tenant in db.Tenants on channel.TenantId equals tenant.Id
            where channel.Id == id
            select new
            {
                channel.TenantId, channel.Platform, channel.Name, channel.SalesChannelId, channel.Credentials,
                tenant.Domain, tenant.PrivateOnly, tenant.MaxEventsPerSecond, tenant.MaxBytesPerSecond,
            }).SingleOrDefaultAsync(cancellation);
        return row is null ? null : new ChannelEntry(
            id, row.TenantId, row.Platform, row.Name, row.SalesChannelId, seal.Open(row.Credentials), row.Domain, row.PrivateOnly, row.MaxEventsPerSecond, row.MaxBytesPerSecond);
    }

    private void Forget(Guid tenant, Guid? channel)
    {
        Interlocked.Increment(ref version);
        unknown.Clear();
        foreach (var entry in known.Values)
            if (entry.TenantId == tenant && (channel is null || entry.Id == channel)) known.TryRemove(entry.Id, out _);
    }

    private void Clear()
    {
        Interlocked.Increment(ref version);
        unknown.Clear();
        known.Clear();
    }
}
