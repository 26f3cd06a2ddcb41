using System.Threading.Channels;
using BatteryCrm.Data;
using BatteryCrm.Data.Live;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Live.Presence;

/// <summary>
/// Takes in what nodes notify. Names are not in it: an operator's is read once by each node and kept until his rights change; who is none of the tenant has no name
/// there, and is passed over.
/// </summary>
internal sealed class PresenceReader : BackgroundService
{
    private readonly Channel<(string Payload, long At)> heard = Channel.CreateBounded<(string, long)>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Dictionary<(Guid Tenant, Guid Operator), string> names = [];
    private readonly IDbContextFactory<WorkerDb> factory;
    private readonly PresenceRegistry registry;
    private readonly ILogger<PresenceReader> log;
    private int isStale;

    public PresenceReader(IDbContextFactory<WorkerDb> factory, PresenceRegistry registry, LiveHub hub, ILogger<PresenceReader> log)
    {
        (this.factory, this.registry, this.log) = (factory, registry, log);
        hub.Forget += Forget;
        hub.Heard += (_, fact) =>
        {
            if (fact.Kind is LiveKinds.OperatorChanged) Forget();
        };
    }

    /// <summary>Operators' names that were read, since start.</summary>
    public int NamesRead { get; private set; }

    /// <summary>Called on the listener's thread.</summary>
    public void Hear(string payload) => heard.Writer.TryWrite((payload, registry.Now));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (text, at) in heard.Reader.ReadAllAsync(stoppingToken))
        {
            if (PresencePayload.Read(text) is not { } payload) continue;
            try
            {
                await LearnAsync(payload, stoppingToken);
                registry.Hear(payload.Tenant, payload.Words, at, id => names.GetValueOrDefault((payload.Tenant, id)));
            }
#pragma warning disable CA1031 // a name that cannot be read now is asked for again with the next sign of life
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LiveLog.PresenceNotRead(log, e.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }

    // Changes of operators are rare: all names go, and those of who is at work come back with one read a tenant.
    private void Forget() => Interlocked.Exchange(ref isStale, 1);

    private async Task LearnAsync(PresencePayload payload, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref isStale, 0) == 1) names.Clear();
        var unknown = payload.Words.Select(w => w.Operator).Distinct().Where(id => !names.ContainsKey((payload.Tenant, id))).ToArray();
        if (unknown.Length == 0) return;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var rows = await db.Operators.Where(o => o.TenantId == payload.Tenant && unknown.Contains(o.Id)).Select(o => new { o.Id, Name = o.Name ?? o.UserName }).ToListAsync(cancellation);
        foreach (var row in rows) names[(payload.Tenant, row.Id)] = row.Name ?? string.Empty;
        NamesRead += rows.Count;
    }
}
