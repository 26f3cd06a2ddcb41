using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Live.Presence;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>Where answers are written.</summary>
public sealed partial class Composer
{
    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private OwnPresence Presence { get; set; } = null!;

    private string SendText => Slice.Composer.IsNote ? Texts.KeepNote : Texts.Send;

    /// <summary>Why no file can go with the answer; null when one can.</summary>
    private string? AttachRefusal => Slice.Composer.Target is { } target && AnswerPlatforms.CaptionLimit(target.Platform) is null ? Texts.RefusalNoFiles : null;

    private string Placeholder => Slice.Composer.IsNote ? Texts.NotePlaceholder : Slice.Composer.Target is { } target ? Texts.AnswerIn.Replace("{0}", target.Name, StringComparison.Ordinal) : Texts.Answer;

    protected override ComposerSlice Select(AppealState state) => new(state.AppealId, state.Phase, state.Card, state.Composer, state.Messages.Count > 0 ? state.Messages[^1].Id : null);

    /// <summary>Why an answer was not taken, in a sentence; null = the node could not write it.</summary>
    internal static string RefusalText(SendRefusal? refusal) => refusal switch
    {
        SendRefusal.Empty => Texts.RefusalEmpty,
        SendRefusal.TooLong => Texts.RefusalTooLong,
        SendRefusal.NoChannel => Texts.RefusalNoChannel,
        SendRefusal.NoWayBack => Texts.RefusalNoWayBack,
        SendRefusal.ChannelInactive => Texts.RefusalInactive,
        SendRefusal.ChannelFaulty => Texts.RefusalFaulty,
        SendRefusal.TenantSuspended => Texts.RefusalSuspended,
        SendRefusal.NotConnected => Texts.RefusalNotConnected,
        SendRefusal.Stale => Texts.RefusalStale,
        SendRefusal.NoFiles => Texts.RefusalNoFiles,
        SendRefusal.FilesChanged => Texts.RefusalFilesChanged,
        SendRefusal.Unfilled => Texts.RefusalUnfilled,
        _ => Texts.RefusalNotWritten,
    };

    private string BarText(ComposerBar bar) => bar switch
    {
        ComposerBar.Form => Texts.BarForm,
        ComposerBar.Call => Texts.BarCall,
        ComposerBar.Inactive => Texts.BarInactive,
        ComposerBar.Faulty => Texts.BarFaulty.Replace("{0}", FaultText.Of(Slice.Composer.Target?.Fault), StringComparison.Ordinal),
        ComposerBar.NotConnected => Texts.BarNotConnected.Replace("{0}", PlatformText.NameOf(Slice.Composer.Target?.Platform), StringComparison.Ordinal),
        _ => Slice.Card is { IsErased: true } ? Texts.BarErased : Texts.BarNoChannel,
    };

    // Which channel was meant is known of the open appeal only. Of another one the text stays in the browser, as tried and not sent.
    private void Send(AnswerWrittenEventArgs e)
    {
        if (e.IsNote) Dispatcher.Dispatch(new NoteWanted(e.Appeal, e.Text, e.Key));
        else if (e.Appeal == Slice.AppealId) Dispatcher.Dispatch(new AnswerWanted(e.Appeal, e.Text, Slice.Composer.Target?.ChannelId, e.Key, SeenId: e.Seen, OfferId: e.Offer) { FileIds = e.Files, ReplyToId = Slice.Composer.Quote?.Id });
    }

    private void KeepDraft(DraftTypedEventArgs e) => Dispatcher.Dispatch(new DraftTyped(e.Appeal, e.Text, e.Key));

    private void TellTyping(TypingChangedEventArgs e)
    {
        if (e.Appeal == Slice.AppealId) Presence.Type(e.Appeal, e.IsTyping);
    }

    private void Note(bool? isNote)
    {
        if (Slice.AppealId is { } id) Dispatcher.Dispatch(new NoteToggled(id, isNote));
    }

    private void OnPicked(ChangeEventArgs e)
    {
        if (Guid.TryParse(e.Value as string, out var channel)) Pick(channel);
    }

    private void Pick(Guid channelId)
    {
        if (Slice.AppealId is { } id) Dispatcher.Dispatch(new ChannelPicked(id, channelId));
    }

    /// <summary>What of an open appeal the composer shows.</summary>
    /// <param name="LastId">The last message that stands in the conversation: the browser remembers which it was when the operator began to type.</param>
    public sealed record ComposerSlice(Guid? AppealId, LoadPhase Phase, AppealCard? Card, ComposerState Composer, Guid? LastId);
}
