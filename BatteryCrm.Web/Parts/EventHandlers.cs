using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Parts;

/// <summary>
/// What our own elements (wwwroot-assets/js) tell the circuit, as events like any other: <c>&lt;crm-composer @onanswerwritten="…"&gt;</c>. start.js registers the same names.
/// </summary>
[EventHandler("onanswerwritten", typeof(AnswerWrittenEventArgs))]
[EventHandler("onappealwatched", typeof(AppealWatchedEventArgs))]
[EventHandler("ondrafttyped", typeof(DraftTypedEventArgs))]
[EventHandler("onfilestold", typeof(FilesToldEventArgs))]
[EventHandler("onmessageaction", typeof(MessageActionEventArgs))]
[EventHandler("onpricefocused", typeof(PriceFocusedEventArgs))]
[EventHandler("onpricespasted", typeof(PricesPastedEventArgs))]
[EventHandler("onpricetyped", typeof(PriceTypedEventArgs))]
[EventHandler("onqueueheld", typeof(QueueHeldEventArgs))]
[EventHandler("onreplyedited", typeof(ReplyEventArgs))]
[EventHandler("onreplyused", typeof(ReplyEventArgs))]
[EventHandler("onrowpicked", typeof(RowPickedEventArgs))]
[EventHandler("onsearchopened", typeof(EventArgs))]
[EventHandler("onsearchtyped", typeof(SearchTypedEventArgs))]
[EventHandler("ontypingchanged", typeof(TypingChangedEventArgs))]
public static class EventHandlers
{
}

/// <summary>Somebody picks a row of the queue, or no longer.</summary>
public sealed class RowPickedEventArgs : EventArgs
{
    public Guid Appeal { get; set; }
}

/// <summary>An operator sent what stands in the composer.</summary>
public sealed class AnswerWrittenEventArgs : EventArgs
{
    /// <summary>The appeal whose composer it stood in: while another is being opened that is not the one on screen.</summary>
    public Guid Appeal { get; set; }

    public string Text { get; set; } = string.Empty;

    /// <summary>Made by the browser, one for one text.</summary>
    public string Key { get; set; } = string.Empty;

    /// <summary>It is for colleagues and never leaves.</summary>
    public bool IsNote { get; set; }

    /// <summary>The last message that stood there when the typing began; null when there was none.</summary>
    public Guid? Seen { get; set; }

    /// <summary>The row of the price list that was inserted and whose sum still stands in the text; null without one.</summary>
    public Guid? Offer { get; set; }

    /// <summary>What goes with it.</summary>
    public IReadOnlyList<Guid> Files { get; set; } = [];
}

/// <summary>The browser has put a file beside an answer or taken one away; the server has it already.</summary>
public sealed class FilesToldEventArgs : EventArgs
{
    /// <summary>As in <see cref="AnswerWrittenEventArgs.Appeal"/>.</summary>
    public Guid Appeal { get; set; }
}

/// <summary>An appeal is on the operator's screen, or no longer.</summary>
public sealed class AppealWatchedEventArgs : EventArgs
{
    public Guid Appeal { get; set; }

    public bool IsOnScreen { get; set; }
}

/// <summary>What stands in the composer after a pause in typing.</summary>
public sealed class DraftTypedEventArgs : EventArgs
{
    /// <summary>As in <see cref="AnswerWrittenEventArgs.Appeal"/>.</summary>
    public Guid Appeal { get; set; }

    public string Text { get; set; } = string.Empty;

    /// <summary>The key under which it will be sent; null when none was made.</summary>
    public string? Key { get; set; }
}

/// <summary>A button of one message was pressed; messages have no handlers of their own.</summary>
public sealed class MessageActionEventArgs : EventArgs
{
    /// <summary>take-back, change, quote or send-again.</summary>
    public string Action { get; set; } = string.Empty;

    public string MessageId { get; set; } = string.Empty;
}

/// <summary>Somebody began or ceased to point at the rows of the queue or to be scrolled down in them.</summary>
public sealed class QueueHeldEventArgs : EventArgs
{
    public bool IsHeld { get; set; }
}

/// <summary>What stands in the search box after a pause in typing.</summary>
public sealed class SearchTypedEventArgs : EventArgs
{
    public string Text { get; set; } = string.Empty;
}

/// <summary>A saved reply was put into an answer, or is to be edited.</summary>
public sealed class ReplyEventArgs : EventArgs
{
    /// <summary>Null for one that is to be written.</summary>
    public Guid? Id { get; set; }
}

/// <summary>An operator writes in the composer: told now and then while keys come, and once when they cease.</summary>
public sealed class TypingChangedEventArgs : EventArgs
{
    /// <summary>As in <see cref="AnswerWrittenEventArgs.Appeal"/>.</summary>
    public Guid Appeal { get; set; }

    public bool IsTyping { get; set; }
}

/// <summary>Somebody is in a cell of the price table.</summary>
public class PriceFocusedEventArgs : EventArgs
{
    /// <summary>Key of its row.</summary>
    public string Row { get; set; } = string.Empty;

    /// <summary>Key of its column.</summary>
    public string Column { get; set; } = string.Empty;

    /// <summary>It was pressed or tapped, and not only walked over.</summary>
    public bool IsPressed { get; set; }
}

/// <summary>Somebody wrote a price into a cell, or emptied it.</summary>
public sealed class PriceTypedEventArgs : PriceFocusedEventArgs
{
    /// <summary>The cell's own price when the typing began, with a point: "4900.5"; empty = none.</summary>
    public string Seen { get; set; } = string.Empty;

    public string Text { get; set; } = string.Empty;
}

/// <summary>Somebody pasted a block of a spreadsheet; it begins at the cell.</summary>
public sealed class PricesPastedEventArgs : PriceFocusedEventArgs
{
    /// <summary>Lines of cells parted by tabs.</summary>
    public string Text { get; set; } = string.Empty;

    /// <summary>It was too long to be sent; then there is no text.</summary>
    public bool IsTooLong { get; set; }
}
