namespace BatteryCrm.Web;

/// <summary>Every address that people follow; pages name each other only through these.</summary>
public static class Links
{
    public const string Inbox = "/";
    public const string Profile = "/profile";
    public const string SignIn = "/sign-in";
    public const string SignOut = "/sign-out";
    public const string Preferences = "/preferences";

    /// <summary>The queue's tab is part of the address; the first one is left out.</summary>
    public static string InboxTab(string? tab) => tab is null ? Inbox : $"/?tab={tab}";

    /// <summary>An appeal beside the queue's tab from which it was opened.</summary>
    public static string Appeal(Guid appealId, string? tab = null) => tab is null ? $"/appeals/{appealId}" : $"/appeals/{appealId}?tab={tab}";

    /// <summary>An appeal at one of its messages; conversation.js goes there.</summary>
    public static string Message(Guid appealId, Guid messageId) => $"/appeals/{appealId}#message-{messageId}";

    /// <summary>A new letter; null unless this looks like one address: what stands in a mailto: link may add recipients and words of its own.</summary>
    public static string? Mail(string? address)
    {
        if (address?.Split('@') is not [{ Length: > 0 } name, { Length: > 0 } host] || address.Length > 254) return null;
        var isOne = name.All(c => char.IsLetterOrDigit(c) || ".!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal)) && host.All(c => char.IsLetterOrDigit(c) || c is '.' or '-');
        return isOne ? $"mailto:{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(host)}" : null;
    }

    /// <summary>A stored attachment.</summary>
    public static string File(Guid attachmentId) => $"/files/{attachmentId}";
}
