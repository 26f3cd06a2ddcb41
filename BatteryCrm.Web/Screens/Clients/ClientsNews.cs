using System.Collections.Concurrent;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Clients;

/// <summary>Clients of a batch that changed, for all lists of a tenant on this node: each is read once, by whoever asks first, and the others wait for that read.</summary>
/// <param name="ids">Whose names, numbers, marks or merges changed.</param>
public sealed class ClientsNews(IReadOnlyCollection<Guid> ids)
{
    private readonly ConcurrentDictionary<Guid, Lazy<Task<ClientsRow?>>> reads = new();

    public IReadOnlyCollection<Guid> Ids => ids;

    /// <summary>Null without any; pure.</summary>
    public static ClientsNews? In(LiveBatch batch)
    {
        HashSet<Guid> changed = [.. batch.Events.Where(e => e is { Kind: LiveKinds.ClientChanged, SubjectId: not null }).Select(e => e.SubjectId!.Value)];
        return changed.Count == 0 ? null : new ClientsNews(changed);
    }

    /// <summary>The client as he is since; null when he was merged into another.</summary>
    public Task<ClientsRow?> ReadAsync(Guid clientId, Func<Guid, Task<ClientsRow?>> read) => reads.GetOrAdd(clientId, id => new Lazy<Task<ClientsRow?>>(() => read(id))).Value;
}
