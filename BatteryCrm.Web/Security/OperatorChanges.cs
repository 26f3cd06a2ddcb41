using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Security;

/// <summary>Tells the circuits of an operator that his rights changed.</summary>
internal sealed class OperatorChanges(ILive live)
{
    private readonly LiveShare<Changes> share = new(live, In);

    /// <summary>Calls back, on a pool thread, whenever the operator or his tenant changed, until disposed.</summary>
    public IDisposable Watch(Guid tenantId, Guid operatorId, Func<Task> changed) =>
        share.Watch(tenantId, said => said.IsWholeTenant || said.Operators.Contains(operatorId) ? changed() : Task.CompletedTask);

    // A change of the tenant itself (suspended, switched off) comes without a subject; what was missed may have been anybody's.
    private static Changes? In(LiveBatch batch)
    {
        var isWholeTenant = batch.Resync || batch.Events.Any(e => e is { Kind: LiveKinds.ChannelChanged, SubjectId: null });
        HashSet<Guid> operators = [.. batch.Events.Where(e => e is { Kind: LiveKinds.OperatorChanged, SubjectId: not null }).Select(e => e.SubjectId!.Value)];
        return isWholeTenant || operators.Count > 0 ? new Changes(isWholeTenant, operators) : null;
    }

    private sealed record Changes(bool IsWholeTenant, HashSet<Guid> Operators);
}
