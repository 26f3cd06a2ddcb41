using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Screens.Appeal.Files;
using BatteryCrm.Web.Screens.Appeal.Quotes;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What the composer knows besides the text, which lives in the browser.</summary>
/// <param name="Channels">Where the client has written; the default one first.</param>
/// <param name="PickedId">The channel that the operator picked; null = the default one.</param>
/// <param name="Draft">What the server keeps, as far as this console knows; null when nothing.</param>
/// <param name="AcceptedKey">The key of the last answer that was written: the browser clears the text it sent under it.</param>
/// <param name="RefusedKey">The key of the last answer that was not.</param>
/// <param name="IsNote">What is written now is an internal note.</param>
/// <param name="Refusal">Why not; null with a <paramref name="RefusedKey"/> = the node could not do it (database away).</param>
public sealed record ComposerState(
    IReadOnlyList<AnswerChannel> Channels, Guid? PickedId, string? Draft, string? AcceptedKey, string? RefusedKey, SendRefusal? Refusal, bool IsNote = false)
{
    /// <summary>What goes with the answer.</summary>
    public IReadOnlyList<DraftFileRow> Files { get; init; } = [];

    /// <summary>What the answer quotes; null = nothing.</summary>
    public QuotedMessage? Quote { get; init; }

    /// <summary>The answer that is on its way, and what it quotes.</summary>
    public SendingQuote? Sending { get; init; }

    public static readonly ComposerState Empty = new([], PickedId: null, Draft: null, AcceptedKey: null, RefusedKey: null, Refusal: null);

    /// <summary>The channel that an answer goes to now; null when the client has none.</summary>
    public AnswerChannel? Target =>
        Channels.FirstOrDefault(c => c.ChannelId == PickedId) ?? Channels.FirstOrDefault(c => c.IsDefault) ?? (Channels.Count > 0 ? Channels[0] : null);

    /// <summary>The channels that an answer can go to.</summary>
    public IEnumerable<AnswerChannel> Open => Channels.Where(c => c.CanSend);

    public static ComposerState Of(IReadOnlyList<AnswerChannel> channels, KeptDraft? draft) => Empty with { Channels = channels, Draft = draft?.Text, Files = draft?.Files ?? [], Quote = draft?.Quote };

    /// <summary>Why nothing can be written at all now; null when it can.</summary>
    public ComposerBar? Bar => Target switch
    {
        null => ComposerBar.NoChannel,
        { CanSend: true } => null,
        { Fault: not null } => ComposerBar.Faulty,
        { Platform: Platforms.Form } => ComposerBar.Form,
        { Platform: Platforms.Phone } => ComposerBar.Call,
        { Platform: Platforms.Telegram } => ComposerBar.Inactive,
        _ => ComposerBar.NotConnected,
    };

    internal static ComposerState Reduce(ComposerState composer, object action, Guid? appealId) => action switch
    {
        ChannelPicked picked when picked.AppealId == appealId => composer with { PickedId = picked.ChannelId, Refusal = null, RefusedKey = null },
        DraftKept kept when kept.AppealId == appealId => composer with { Draft = kept.Text },
        AnswerWanted { IsTyped: false } wanted when wanted.AppealId == appealId => composer with { Refusal = null, RefusedKey = null },
        AnswerWanted wanted when wanted.AppealId == appealId => composer with { Sending = new SendingQuote(wanted.Key, wanted.ReplyToId), Refusal = null, RefusedKey = null },
        AnswerAccepted { IsTyped: false } accepted when accepted.AppealId == appealId => composer with { Refusal = null, RefusedKey = null },
        AnswerAccepted accepted when accepted.AppealId == appealId =>
            composer with { AcceptedKey = accepted.Key, Draft = null, Files = [], Quote = composer.QuoteAfter(accepted.Key), Sending = null, Refusal = null, RefusedKey = null },
        QuoteWanted wanted when wanted.AppealId == appealId => composer with { Quote = wanted.Message, IsNote = composer.IsNote && wanted.Message is null },
        QuoteGone gone when gone.AppealId == appealId && gone.MessageId == composer.Quote?.Id => composer with { Quote = null },
        FilesRead read when read.AppealId == appealId => composer with { Files = read.Files },
        NoteToggled toggled when toggled.AppealId == appealId => composer with { IsNote = toggled.IsNote ?? !composer.IsNote, Refusal = null, RefusedKey = null },
        NoteWanted wanted when wanted.AppealId == appealId => composer with { Refusal = null, RefusedKey = null },
        NoteKept kept when kept.AppealId == appealId => composer with { AcceptedKey = kept.Key, Refusal = null, RefusedKey = null },
        AnswerRefused refused when refused.AppealId == appealId => composer with { RefusedKey = refused.Key, Refusal = refused.Refusal },
        _ => composer,
    };

    // What was chosen while the answer was on its way is the next one's.
    private QuotedMessage? QuoteAfter(string key) => Sending is { } sent && sent.Key == key && sent.QuotedId != Quote?.Id ? Quote : null;
}

/// <param name="QuotedId">Null = nothing.</param>
public sealed record SendingQuote(string Key, Guid? QuotedId);

/// <summary>What stands instead of a text field.</summary>
public enum ComposerBar
{
    /// <summary>The client has not written anywhere.</summary>
    NoChannel,

    /// <summary>A form has no way back.</summary>
    Form,

    /// <summary>A call is answered by a call.</summary>
    Call,

    /// <summary>The channel is switched off.</summary>
    Inactive,

    /// <summary>The platform refuses the channel's token.</summary>
    Faulty,

    /// <summary>There is no sender for the platform yet.</summary>
    NotConnected,
}

public sealed record ChannelPicked(Guid AppealId, Guid ChannelId);

/// <summary>Action: send it.</summary>
/// <param name="Key">Made by the browser, one for one text: the same key again is the same answer.</param>
/// <param name="IsTyped">It stood in the composer; false for a message that is sent again.</param>
/// <param name="SeenId">As of <see cref="SendRequest.SeenId"/>.</param>
/// <param name="OfferId">As of <see cref="SendRequest.OfferId"/>.</param>
public sealed record AnswerWanted(Guid AppealId, string Text, Guid? ChannelId, string Key, bool IsTyped = true, Guid? SeenId = null, Guid? OfferId = null)
{
    /// <summary>As of <see cref="SendRequest.FileIds"/>.</summary>
    public IReadOnlyList<Guid> FileIds { get; init; } = [];

    /// <summary>As of <see cref="SendRequest.ReplyToId"/>.</summary>
    public Guid? ReplyToId { get; init; }

    /// <summary>As of <see cref="SendRequest.AgainId"/>.</summary>
    public Guid? AgainId { get; init; }
}

/// <param name="IsTyped">As it was wanted: only then is what stands in the composer done with.</param>
public sealed record AnswerAccepted(Guid AppealId, string Key, bool IsTyped = true);

public sealed record AnswerRefused(Guid AppealId, string Key, SendRefusal? Refusal);

/// <summary>Action: a note is to be written, or an answer again.</summary>
/// <param name="IsNote">Null = the other way round.</param>
public sealed record NoteToggled(Guid AppealId, bool? IsNote);

/// <summary>Action: keep it as an internal note.</summary>
/// <param name="Key">As of <see cref="AnswerWanted"/>.</param>
public sealed record NoteWanted(Guid AppealId, string Text, string Key);

public sealed record NoteKept(Guid AppealId, string Key);

/// <summary>Action: the browser hands over what is typed so far.</summary>
/// <param name="Key">Under which it will be sent; null when the browser has made none.</param>
public sealed record DraftTyped(Guid AppealId, string Text, string? Key);

/// <summary>The server has the draft: only now may the browser take its own copy for the older one.</summary>
public sealed record DraftKept(Guid AppealId, string Text);

/// <summary>Action: take back an answer that has not left.</summary>
public sealed record TakeBackWanted(Guid MessageId);
