using System.Globalization;
using System.Text.Json;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>What an operator has to hear of, on every page; and what he wants to hear of.</summary>
public sealed partial class NoticeBell
{
    private readonly CultureInfo culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo uiCulture = CultureInfo.CurrentUICulture;
    private bool isChoosing;
    private Guid? openId;

    [Inject] private NoticeSignal Signal { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private string Title => Slice.Unread > 0 ? Plural.Of(Slice.Unread, NoticeTexts.UnreadSome) : NoticeTexts.Notices;

    private bool IsOpenUnseen => openId is { } open && (Slice.Rows ?? []).Any(r => r.AppealId == open && !r.IsRead);

    // The browser says those that it has not said yet.
    private string? RingsJson => Slice.Rings.Count == 0 ? null : JsonSerializer.Serialize(
        Slice.Rings.Select(r => new { r.Key, Appeal = r.AppealId ?? r.ChannelId, r.Ways.Sound, r.Ways.Browser, r.Title, r.Words, Href = HrefOf(r.AppealId, r.MessageId, r.ChannelId) }), JsonSerializerOptions.Web);

    protected override NoticeState Select(NoticeState state) => state;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        openId = Links.AppealIn(Navigation.Uri);
        Navigation.LocationChanged += OnLocationChanged;
        if (Operator.Identity.TenantId is null) return;
        // Before the first read, so that nothing falls in between.
        Signal.Start(Tell);
        if (Store.State.Settings is null) Dispatcher.Dispatch(new NoticeSettingsWanted());
        if (Store.State.Rows is null) Dispatcher.Dispatch(new NoticesWanted());
    }

    protected override void Dispose(bool disposing)
    {
        Navigation.LocationChanged -= OnLocationChanged;
        base.Dispose(disposing);
    }

    // Beside the queue as it is narrowed now, where there is one.
    private string HrefOf(Guid? appealId, Guid? messageId, Guid? channelId)
    {
        if (appealId is not { } appeal) return channelId is { } channel ? Links.Channel(channel) : Links.Inbox;
        var here = new Uri(Navigation.Uri);
        var query = here.AbsolutePath is "/" || Links.AppealIn(Navigation.Uri) is not null ? here.Query.TrimStart('?') : string.Empty;
        return messageId is { } message ? Links.Message(appeal, message, query) : Links.Appeal(appeal, query);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (Links.AppealIn(e.Location) == openId) return;
        openId = Links.AppealIn(e.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Tell(object action) => _ = TellAsync(action);

    private async Task TellAsync(object action)
    {
        try
        {
            await InvokeAsync(() =>
            {
                // The listener's thread has the process's language and not the operator's.
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, uiCulture);
                Dispatcher.Dispatch(action);
            });
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended while the news was on its way.
        }
    }

    private void LoadAgain() => Dispatcher.Dispatch(new NoticesWanted());

    private void Read(NoticeRow row)
    {
        if (!row.IsRead) Dispatcher.Dispatch(new NoticesRead([row.Id]));
    }

    private void SeeOpen()
    {
        if (openId is { } open) Dispatcher.Dispatch(new AppealSeen(open));
    }

    private void ReadAll() => Dispatcher.Dispatch(new AllNoticesRead());
}
