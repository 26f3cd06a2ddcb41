using System.Net.Mail;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>What people type about a client, as it is stored; pure. Null where it is none.</summary>
public static class ClientValues
{
    /// <summary>Characters; no platform gives longer ones.</summary>
    public const int LongestName = 320;
    public const int LongestEmail = 254;
    public const int LongestPhone = 40;

    public static string? Name(string? typed) => Text(typed, LongestName);

    public static string? Tag(string? typed) => typed is null ? null : Text(string.Join(' ', typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), ClientTag.Longest);

    public static string? Note(string? typed) => Text(typed, ClientNote.Longest);

    /// <summary>As typed without blanks around it; one address whose host has a dot.</summary>
    public static string? Email(string? typed)
    {
        var text = (typed ?? string.Empty).Trim();
        var isOne = text.Length is > 0 and <= LongestEmail && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"')
            && MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal) && !address.Host.EndsWith('.');
        return isOne ? text : null;
    }

    // Empty, or longer than it may be.
    private static string? Text(string? typed, int longest)
    {
        var text = StorableText.Of(typed)?.Trim() ?? string.Empty;
        return text.Length == 0 || text.Length > longest ? null : text;
    }
}
