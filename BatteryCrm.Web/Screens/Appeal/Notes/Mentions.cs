using System.Text.RegularExpressions;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Notes;

/// <summary>Colleagues named in a note: "@Павел Ветров", "@Павел" or "@pavel".</summary>
internal static partial class Mentions
{
    /// <summary>Notifies everybody whom a note names but its writer; saved with the caller's own rows. Reads nothing when nobody is named.</summary>
    public static async Task NotifyAsync(CrmDb db, Guid appealId, Guid noteId, string words, Guid writerId, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!words.Contains('@', StringComparison.Ordinal)) return;
        var colleagues = await db.Operators.Where(o => o.IsActive && o.Id != writerId).Select(o => new { o.Id, o.Name, o.UserName }).ToListAsync(cancellation);
        foreach (var one in colleagues.Where(c => IsNamed(words, c.Name, c.UserName)))
            db.Notifications.Add(new Notification { OperatorId = one.Id, Kind = NotificationKinds.Mention, AppealId = appealId, MessageId = noteId, ActorId = writerId, CreatedAt = now });
    }

    /// <summary>Whether somebody of this name is named; a first name names all who have it.</summary>
    public static bool IsNamed(string words, string? name, string? userName)
    {
        var text = Fold(words);
        string?[] ways = [name, name?.Split(' ')[0], userName, userName?.Split('@')[0]];
        return ways.OfType<string>().Where(w => w.Length > 1).Any(way => Whole(text, "@" + Fold(way)));
    }

    // "@Анна" is not in "@Аннабель", nor in an address.
    private static bool Whole(string text, string way)
    {
        for (var at = text.IndexOf(way, StringComparison.Ordinal); at >= 0; at = text.IndexOf(way, at + 1, StringComparison.Ordinal))
        {
            var end = at + way.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))) return true;
        }

        return false;
    }

    private static string Fold(string text) => Spaces().Replace(text.ToLowerInvariant().Replace('ё', 'е'), " ");

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spaces();
}
