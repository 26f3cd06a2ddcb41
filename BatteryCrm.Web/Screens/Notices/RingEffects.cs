using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>Decides by the operator's settings and the tenant's clock what this console says aloud. What stands before his eyes only the browser knows (notices.js).</summary>
public sealed class RingEffects(Store<NoticeState> store, CurrentOperator current, TenantZone zone, TimeProvider time) : IEffect
{
    private Guid? rungId;

    public Task HandleAsync(object action, ActionDispatcher dispatcher)
    {
        if (action is ClientsWrote wrote) Ring(dispatcher, wrote.Arrivals.Select(Of));
        if (action is NoticesLoaded && store.State.Newest is { IsRead: false } newest && newest.Id != rungId)
        {
            rungId = newest.Id;
            Ring(dispatcher, [new Ring(newest.Id, newest.AppealId, newest.MessageId, WaysOf(NoticeSubject.Bell), NoticeText.Of(newest), newest.ClientName) { ChannelId = newest.ChannelId }]);
        }

        return Task.CompletedTask;
    }

    private static void Ring(ActionDispatcher dispatcher, IEnumerable<Ring> rings)
    {
        List<Ring> said = [.. rings.Where(r => !r.Ways.IsSilent)];
        if (said.Count > 0) dispatcher.Dispatch(new Rang(said));
    }

    private Ring Of(Arrival arrival) => new(
        arrival.Message.Id, arrival.Appeal.AppealId, arrival.Message.Id, arrival.SubjectFor(current.Id) is { } subject ? WaysOf(subject) : NoticeWays.None,
        arrival.Appeal.ClientName ?? Texts.ClientWithoutName, arrival.Appeal.LastMessagePreview);

    // Before the settings are read nobody knows that something may sound.
    private NoticeWays WaysOf(NoticeSubject subject) => store.State.Settings?.WaysOf(subject, TimeOnly.FromDateTime(zone.Local(time.GetUtcNow()).DateTime)) ?? NoticeWays.None;
}
