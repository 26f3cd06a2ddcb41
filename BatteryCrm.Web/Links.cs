namespace BatteryCrm.Web;

/// <summary>Every address that people follow; pages name each other only through these.</summary>
public static class Links
{
    public const string Inbox = "/";
    public const string Profile = "/profile";
    public const string SignIn = "/sign-in";
    public const string SignOut = "/sign-out";
    public const string Preferences = "/preferences";

    /// <summary>A tab of the queue; the first one is left out.</summary>
    public static string InboxTab(string? tab) => Queue(tab is null ? string.Empty : $"tab={tab}");

    /// <summary>The queue as it is narrowed and sorted.</summary>
    /// <param name="query">Without "?"; empty = the first tab as it is.</param>
    public static string Queue(string query) => query.Length == 0 ? Inbox : $"{Inbox}?{query}";

    /// <summary>An appeal beside the queue from which it was opened.</summary>
    /// <param name="query">As of <see cref="Queue"/>.</param>
    public static string Appeal(Guid appealId, string query = "") => query.Length == 0 ? $"/appeals/{appealId}" : $"/appeals/{appealId}?{query}";

    /// <summary>An appeal at one of its messages; conversation.js goes there.</summary>
    /// <param name="query">As of <see cref="Queue"/>.</param>
    public static string Message(Guid appealId, Guid messageId, string query = "") => $"{Appeal(appealId, query)}#message-{messageId}";

    /// <summary>A new letter; null unless this looks like one address: what stands in a mailto: link may add recipients and words of its own.</summary>
    public static string? Mail(string? address)
    {
        if (address?.Split('@') is not [{ Length: > 0 } name, { Length: > 0 } host] || address.Length > 254) return null;
        var isOne = name.All(c => char.IsLetterOrDigit(c) || ".!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal)) && host.All(c => char.IsLetterOrDigit(c) || c is '.' or '-');
        return isOne ? $"mailto:{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(host)}" : null;
    }

    /// <summary>Where files for an answer are posted to; each is deleted at its id below it.</summary>
    public static string DraftFiles(Guid appealId) => $"/appeals/{appealId}/files";

    /// <summary>One of them.</summary>
    public static string DraftFile(Guid appealId, Guid id) => $"{DraftFiles(appealId)}/{id}";

    /// <summary>A stored attachment.</summary>
    public static string File(Guid attachmentId) => $"/files/{attachmentId}";
}
