using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal.Quotes;
using BatteryCrm.Web.Screens.Appeal.Timeline;
using BatteryCrm.Web.Security;
using BatteryCrm.Web.Screens.Appeal.Changes;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>The messages of the open appeal. Scrolling (staying at the end, not jumping when older ones come) is conversation.js's.</summary>
public sealed partial class ConversationPane
{
    private IReadOnlyList<ConversationItem> items = [];
    private BubbleLook look = null!;
    private bool canQuote;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    protected override ConversationSlice Select(AppealState state) => state.Timeline is { IsShown: true } line
        ? new(state.AppealId, state.Phase, line.Messages, line.HasOlder, line.Older, state.Composer.Channels, line)
        : new(state.AppealId, state.Phase, state.Messages, state.HasOlder, state.Older, state.Composer.Channels, Timeline: null);

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Prepare();
    }

    protected override void OnSliceChanged(ConversationSlice before) => Prepare();

    private void Prepare()
    {
        items = Slice.Timeline is { } line ? ConversationItem.Of(line, Slice.AppealId, Zone) : ConversationItem.Of(Slice.Messages, Zone);
        look = new BubbleLook(Operator.Id, Time.GetUtcNow(), Zone, Slice.Channels);
        canQuote = items.Any(i => look.CanQuote(i.Message));
    }

    private void ReadAgain() => Dispatcher.Dispatch(new AppealReadAgain());

    private void WantOlder() => Dispatcher.Dispatch(Slice.Timeline is null ? new OlderWanted() : new TimelineOlderWanted());

    private void OnMessageAction(MessageActionEventArgs e)
    {
        if (!Guid.TryParse(e.MessageId, out var id) || Slice.Messages.FirstOrDefault(m => m.Id == id) is not { } message) return;
        switch (e.Action)
        {
            case "take-back":
                Dispatcher.Dispatch(new TakeBackWanted(id));
                break;
            case "change":
                _ = Dialogs.ShowAsync<ChangeDialog>(null, new DialogParameters<ChangeDialog> { { d => d.Message, message } }, new DialogOptions { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true });
                break;
            case "quote" when Slice.AppealId is { } open:
                Dispatcher.Dispatch(new QuoteWanted(open, QuotedMessage.Of(message)));
                break;
            case "send-again":
                // One key for one message: pressed twice it is sent again once.
                Dispatcher.Dispatch(new AnswerWanted(message.AppealId, message.Text, message.ChannelId, $"again-{id}", IsTyped: false) { AgainId = message.Attachments.Count > 0 ? id : null, ReplyToId = message.ReplyToId });
                break;
        }
    }
}

/// <summary>What of an open appeal the conversation shows.</summary>
/// <param name="Timeline">All appeals of the client instead of the opened one; null for that one alone.</param>
public sealed record ConversationSlice(
    Guid? AppealId, LoadPhase Phase, IReadOnlyList<MessageRow> Messages, bool HasOlder, LoadPhase Older, IReadOnlyList<AnswerChannel> Channels, TimelineState? Timeline);
