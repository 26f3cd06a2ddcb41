using System.Collections.Concurrent;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Channels;

/// <summary>
/// How much of what its tenant may send in a second is left, on this node: two buckets a tenant, of events and of bytes, each filled with its rate and ten seconds of it deep.
/// A body that is larger than a whole bucket passes a full one and leaves it in debt. Nodes count for themselves: what comes in over several may be that much more.
/// </summary>
internal sealed class TenantRates(TimeProvider clock)
{
    private const int BurstSeconds = 10;
    private readonly ConcurrentDictionary<Guid, Buckets> tenants = [];

    /// <summary>Takes one event from the buckets, from both or from neither.</summary>
    /// <param name="bytes">Of its body.</param>
    /// <returns>Null when it may pass; else when there will be enough for it.</returns>
    public TimeSpan? Take(ChannelEntry channel, int bytes) =>
        tenants.GetOrAdd(channel.TenantId, static (_, now) => new Buckets(now), clock.GetTimestamp()).Take(clock, channel.EventsPerSecond, channel.BytesPerSecond, bytes);

    private sealed class Buckets(long from)
    {
        private readonly Lock gate = new();
        private long filledAt = from;

        // What was taken out and has not flowed back, so that another rate needs no counting anew; 0 = full.
        private double events;
        private double bytes;

        public TimeSpan? Take(TimeProvider clock, int eventsPerSecond, int bytesPerSecond, int size)
        {
            lock (gate)
            {
                var now = clock.GetTimestamp();
                var passed = clock.GetElapsedTime(filledAt, now).TotalSeconds;
                filledAt = now;
                (events, bytes) = (Math.Max(0, events - (passed * eventsPerSecond)), Math.Max(0, bytes - (passed * bytesPerSecond)));
                var wait = Math.Max(Missing(events, 1, eventsPerSecond), Missing(bytes, size, bytesPerSecond));
                if (wait > 0) return TimeSpan.FromSeconds(wait);
                (events, bytes) = (events + 1, bytes + size);
                return null;
            }
        }

        // A wish above a whole bucket waits for a full one.
        private static double Missing(double taken, int wished, int perSecond)
        {
            double depth = (double)perSecond * BurstSeconds;
            return (taken + Math.Min(wished, depth) - depth) / perSecond;
        }
    }
}
