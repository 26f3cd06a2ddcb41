namespace BatteryCrm.Web.Live;

/// <summary>How a console hears of changes. One instance a node.</summary>
public interface ILive
{
    LiveState State { get; }

    /// <summary>Raised on any thread when <see cref="State"/> changes.</summary>
    event Action? StateChanged;

    /// <summary>
    /// Delivers the tenant's changes to one console until disposed: at most one call at a time and one every 100 ms, on a pool thread (marshal it).
    /// Subscribe before the first read: what changes in between is delivered, and a row that was read already is simply the same.
    /// </summary>
    IDisposable Subscribe(Guid tenantId, Func<LiveBatch, Task> deliver);
}
