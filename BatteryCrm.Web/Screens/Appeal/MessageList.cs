using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>Puts messages from several reads into one list, oldest first, each once; pure.</summary>
public static class MessageList
{
    /// <summary>Both lists in order; where both have a message, the second's is the newer state of it.</summary>
    public static IReadOnlyList<MessageRow> Merge(IReadOnlyList<MessageRow> older, IReadOnlyList<MessageRow> newer)
    {
        if (newer.Count == 0) return older;
        if (older.Count == 0) return newer;
        var replaced = newer.Select(m => m.Id).ToHashSet();
        List<MessageRow> all = [.. older.Where(m => !replaced.Contains(m.Id)), .. newer];
        all.Sort(MessageKey.Compare);
        return all;
    }

    /// <summary>Live messages into the end of a conversation. What lies before its oldest message is left out while there is more to read: it comes with its page.</summary>
    public static IReadOnlyList<MessageRow> Put(IReadOnlyList<MessageRow> end, IReadOnlyList<MessageRow> live, bool hasOlder) =>
        live.Count == 0 ? end
        : !hasOlder || end.Count == 0 ? Merge(end, live)
        : Merge(end, [.. live.Where(m => MessageKey.Compare(m, end[0]) >= 0)]);
}
