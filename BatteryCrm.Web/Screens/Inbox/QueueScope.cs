using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>A view as one operator sees it at one time: the same in the database (<see cref="InboxQueries"/>) and here, where live rows are put among those read.</summary>
/// <param name="OperatorId">Who "me" is.</param>
/// <param name="Period">Of the last message.</param>
public sealed record QueueScope(QueueView View, Guid OperatorId, QueuePeriod Period)
{
    public bool Belongs(QueueRow row) =>
        IsInTab(row)
        && Has(QueueFacet.Channel, row.ChannelId?.ToString())
        && HasStage(row.Stage)
        && HasHolder(row.HolderId)
        && Has(QueueFacet.Deal, row.DealTypeId?.ToString() ?? QueueView.Nobody)
        && (View.Values(QueueFacet.State).Count == 0 || row.SnoozedUntil is not null)
        && (Period.Since is not { } since || row.LastMessageAt >= since)
        && (Period.Until is not { } until || row.LastMessageAt < until);

    private bool IsInTab(QueueRow row) => View.Tab switch
    {
        QueueTab.Waiting => row.WaitingSince is not null,
        QueueTab.Mine => row.HolderId == OperatorId && row.LastMessageAt is not null,
        _ => row.LastMessageAt is not null,
    };

    private bool Has(QueueFacet facet, string? value)
    {
        var wanted = View.Values(facet);
        return wanted.Count == 0 || (value is not null && wanted.Contains(value));
    }

    private bool HasStage(string stage)
    {
        var wanted = View.Values(QueueFacet.Stage);
        return wanted.Count == 0 || wanted.Any(w => string.Equals(QueueView.StageWords[w], stage, StringComparison.Ordinal));
    }

    private bool HasHolder(Guid? holder)
    {
        var wanted = View.Values(QueueFacet.Holder);
        if (wanted.Count == 0) return true;
        return holder is not { } id ? wanted.Contains(QueueView.Nobody) : wanted.Contains(id.ToString()) || (id == OperatorId && wanted.Contains(QueueView.Me));
    }
}

/// <summary>From when to when the last message was written.</summary>
/// <param name="Until">Its end, no longer in it.</param>
public sealed record QueuePeriod(DateTimeOffset? Since, DateTimeOffset? Until)
{
    public static readonly QueuePeriod Any = new(Since: null, Until: null);

    /// <summary>The days of a view, as the tenant's clock cuts them.</summary>
    public static QueuePeriod Of(QueueView view, TenantZone zone, DateTimeOffset now)
    {
        if (view.Days is { } days) return new QueuePeriod(zone.StartOf(DateOnly.FromDateTime(zone.Local(now).Date).AddDays(1 - days)), Until: null);
        return view.From is null && view.To is null ? Any : new QueuePeriod(
            view.From is { } from ? zone.StartOf(from) : null, view.To is { } to && to < DateOnly.MaxValue ? zone.StartOf(to.AddDays(1)) : null);
    }
}
