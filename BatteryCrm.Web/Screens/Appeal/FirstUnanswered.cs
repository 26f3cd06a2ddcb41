using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>Where one who reads a conversation begins to answer: the first of the client's messages that nobody has answered.</summary>
/// <param name="Id">The first one of those that are loaded; null when all of them lie further back.</param>
/// <param name="IsFurtherBack">Earlier ones may wait among what is not loaded.</param>
public sealed record FirstUnanswered(Guid? Id, bool IsFurtherBack)
{
    /// <summary>Looks from the end back to our last word, or to what was said to need no answer; pure.</summary>
    /// <param name="messages">The end of a conversation, oldest first.</param>
    /// <param name="waitingSince">Since when the client waits; null when nobody waits.</param>
    /// <returns>Null when nothing is unanswered.</returns>
    public static FirstUnanswered? In(IReadOnlyList<MessageRow> messages, DateTimeOffset? waitingSince, bool hasOlder)
    {
        if (waitingSince is not { } since) return null;
        Guid? first = null;
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            var message = messages[i];
            if (message.DeletedAt is not null || message.Type is MessageTypes.Note or MessageTypes.Automatic) continue;
            // The wait begins when the client wrote, which is never later than when it reached us.
            if (message.Type != MessageTypes.Client || message.CreatedAt < since) return first is null ? null : new FirstUnanswered(first, IsFurtherBack: false);
            first = message.Id;
        }

        return hasOlder || first is not null ? new FirstUnanswered(first, hasOlder) : null;
    }
}
