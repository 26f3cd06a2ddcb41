using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Live.Presence;

/// <summary>
/// What one console tells of its operator, and what it is told of the others; one a circuit, ending with it. Whose it is comes from the circuit, never from
/// the browser. A console is at one appeal at most.
/// </summary>
public sealed class OwnPresence : IDisposable
{
    private readonly Guid session = Ids.New();
    private readonly PresenceDesk desk;
    private readonly PresenceRegistry registry;
    private readonly CurrentTenant tenant;
    private readonly CurrentOperator current;
    private readonly TimeProvider clock;
    private Guid? appealId;
    private PresenceKind said;
    private long? typedAt;

    internal OwnPresence(PresenceDesk desk, PresenceRegistry registry, CurrentTenant tenant, CurrentOperator current, TimeProvider clock) =>
        (this.desk, this.registry, this.tenant, this.current, this.clock) = (desk, registry, tenant, current, clock);

    /// <summary>The appeal is on the operator's screen; to be repeated, as silence means that it is no longer.</summary>
    public void Look(Guid appeal)
    {
        Turn(appeal);
        var isTyping = typedAt is { } at && clock.GetElapsedTime(at) < PresenceRegistry.Pause;
        if (!isTyping) typedAt = null;
        Say(isTyping ? PresenceKind.Typing : PresenceKind.Viewing);
    }

    /// <summary>A key was pressed in the composer of the appeal, or what was typed is sent, cleared, left.</summary>
    public void Type(Guid appeal, bool isTyping)
    {
        Turn(appeal);
        typedAt = isTyping ? clock.GetTimestamp() : null;
        Say(isTyping ? PresenceKind.Typing : PresenceKind.Viewing);
    }

    /// <summary>The appeal is no longer on the operator's screen.</summary>
    public void Leave()
    {
        if (appealId is null) return;
        Say(PresenceKind.Left);
        (appealId, typedAt) = (null, null);
    }

    /// <summary>Where colleagues are now, in the whole tenant.</summary>
    public IReadOnlyList<AppealPresence> Others() => tenant.Id is { } id ? Others(registry.Of(id)) : [];

    /// <summary>The same without the operator himself: another tab of his is nobody else.</summary>
    public IReadOnlyList<AppealPresence> Others(IReadOnlyList<AppealPresence> all) =>
        [.. all.Select(p => p with { People = [.. p.People.Where(c => c.OperatorId != current.Id)] })];

    public void Dispose() => Leave();

    private void Turn(Guid appeal)
    {
        if (appealId == appeal) return;
        Leave();
        (appealId, said) = (appeal, PresenceKind.Left);
    }

    private void Say(PresenceKind kind)
    {
        if (tenant.Id is not { } id) return;
        desk.Say(id, appealId!.Value, current.Id, session, kind, (kind == PresenceKind.Typing ? typedAt : null) ?? clock.GetTimestamp(), isNews: kind != said);
        said = kind;
    }
}
