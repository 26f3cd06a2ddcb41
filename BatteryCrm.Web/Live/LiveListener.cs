using BatteryCrm.Data;
using BatteryCrm.Web.Live.Presence;
using Npgsql;

namespace BatteryCrm.Web.Live;

/// <summary>
/// The one listener of a node. NOTIFY only wakes it; what is new it reads from the log by snapshot, so a lost connection, a restart of the database,
/// commits out of order and long transactions elsewhere neither lose nor stall anything. The snapshot moves on only after delivery.
/// </summary>
internal sealed class LiveListener(CrmDataSources sources, LiveReads reads, LiveHub hub, PresenceReader presence, TimeProvider clock, ILogger<LiveListener> log) : BackgroundService
{
    // A missed NOTIFY costs this much at most.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    // Under load reads are this far apart, the first after a silence comes at once. Consoles are told no more often: what is read sooner would only wait there,
    // and cost more reads.
    private static readonly TimeSpan Gap = LiveSubscription.Pace;
    private static readonly TimeSpan CountsPace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2);

    // Of one tenant in one read: past it consoles read what they show, which is less than all that changed.
    private const int MaxTenantFacts = 2_000;

    private readonly Dictionary<Guid, long> countsReadAt = [];
    private readonly HashSet<Guid> countsStale = [];
    private LiveSnapshot? seen;
    private long readAt;
    private bool isWoken;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(sources.ListenConnectionString);
                await connection.OpenAsync(stoppingToken);
                connection.Notification += OnNotification;
                await using (var listen = new NpgsqlCommand("listen live; listen " + PresencePayload.Channel, connection)) await listen.ExecuteNonQueryAsync(stoppingToken);
                if (seen is null)
                {
                    // What was cached before this moment may have changed unheard.
                    seen = await reads.PresentAsync(stoppingToken);
                    hub.ResyncAll();
                }

                failures = 0;
                await FollowAsync(connection, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                hub.SetState(new LiveState(LiveHealth.Disconnected, TimeSpan.Zero));
                if (failures++ == 0) LiveLog.Lost(log, e.GetType().Name);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(250 * failures, 2000)), clock, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        LiveLog.Listening(log);
        while (true)
        {
            var began = clock.GetTimestamp();
            isWoken = false;
            await ReadAsync(cancellation);
            await CountAsync(cancellation);
            await HearAsync(connection, began, Gap, untilWoken: false, cancellation);
            await HearAsync(connection, clock.GetTimestamp(), countsStale.Count > 0 ? CountsPace / 4 : Poll, untilWoken: true, cancellation);
        }
    }

    // Takes in what is notified for so long. Presence is passed on as it comes and is no reason to read the log.
    private async Task HearAsync(NpgsqlConnection connection, long from, TimeSpan howLong, bool untilWoken, CancellationToken cancellation)
    {
        while (!(untilWoken && isWoken) && howLong - clock.GetElapsedTime(from) is { TotalMilliseconds: >= 1 } rest) await connection.WaitAsync(rest, cancellation);
    }

    private void OnNotification(object sender, NpgsqlNotificationEventArgs e)
    {
        if (e.Channel is PresencePayload.Channel) presence.Hear(e.Payload);
        else isWoken = true;
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var news = await reads.SinceAsync(seen!, cancellation);
        if (news.Age > Lag) hub.SetState(new LiveState(LiveHealth.Behind, news.Age));
        foreach (var (tenant, fact) in news.Facts) hub.Tell(tenant, fact);

        // Restored to an earlier time, or away for so long that facts may have been dropped or are too many to read: all rows are read anew, by whoever needs them.
        if (news.IsCut || news.Snapshot.Xmax < seen!.Xmax || (readAt != 0 && clock.GetElapsedTime(readAt) > LiveSweeper.Keep / 2))
        {
            LiveLog.Restored(log);
            hub.ResyncAll();
            countsStale.UnionWith(hub.TenantsWithConsoles());
        }
        else
        {
            foreach (var group in news.Facts.GroupBy(f => f.TenantId, f => f.Fact))
                if (hub.HasConsoles(group.Key)) await PostAsync(group.Key, group.ToList(), cancellation);
        }

        (seen, readAt) = (news.Snapshot, clock.GetTimestamp());
        hub.SetState(new LiveState(LiveHealth.Connected, TimeSpan.Zero));
    }

    private async Task PostAsync(Guid tenant, List<LiveFact> facts, CancellationToken cancellation)
    {
        if (facts.Count > MaxTenantFacts)
        {
            hub.Post(tenant, new LiveBatch([], [], null, [], Resync: true));
            countsStale.Add(tenant);
            return;
        }

        var (queue, messages) = await reads.RowsAsync(tenant, facts, cancellation);
        if (queue.Count > 0) countsStale.Add(tenant);
        // With the rows: a delivery of their own would put the next rows off.
        hub.Post(tenant, new LiveBatch(queue, messages, await CountsAsync(tenant, cancellation), facts, Resync: false));
    }

    // The counters that stayed stale because they had been read just before.
    private async Task CountAsync(CancellationToken cancellation)
    {
        foreach (var tenant in countsStale.ToList())
            if (await CountsAsync(tenant, cancellation) is { } counts) hub.Post(tenant, new LiveBatch([], [], counts, [], Resync: false));
    }

    /// <summary>Null when they are not stale, or were read less than their pace ago.</summary>
    private async Task<QueueCounts?> CountsAsync(Guid tenant, CancellationToken cancellation)
    {
        if (!countsStale.Contains(tenant) || (countsReadAt.TryGetValue(tenant, out var at) && clock.GetElapsedTime(at) < CountsPace)) return null;
        countsReadAt[tenant] = clock.GetTimestamp();
        var counts = await reads.CountsAsync(tenant, cancellation);
        countsStale.Remove(tenant);
        return counts;
    }
}
