using BatteryCrm.Web.Live.Presence;

namespace BatteryCrm.Web.Parts.State;

/// <summary>Action: colleagues came, went, began or ceased to write. The operator himself is not among them.</summary>
/// <param name="IsAll">All appeals at which colleagues are; else those that changed.</param>
public sealed record PresenceArrived(IReadOnlyList<AppealPresence> News, bool IsAll)
{
    /// <summary>Who is at the appeal now, given who was there as far as was known; the same list when nothing changed.</summary>
    public IReadOnlyList<Colleague> At(Guid? appealId, IReadOnlyList<Colleague> before)
    {
        var now = News.FirstOrDefault(p => p.AppealId == appealId)?.People ?? (IsAll ? [] : before);
        return now.SequenceEqual(before) ? before : now;
    }
}
