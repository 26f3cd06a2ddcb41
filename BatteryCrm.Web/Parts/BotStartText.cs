using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Parts;

/// <summary>A client's press of "start" in a bot, which platforms deliver as the words of a command.</summary>
public static class BotStartText
{
    private const string Command = "/start";

    // Telegram's rule for the code of a link; whatever else follows the command was typed by somebody and is his words.
    private const int LongestCode = 64;
    private static readonly System.Buffers.SearchValues<char> OfCodes = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>A client's message that is nothing but the press: no file, no reply, never edited.</summary>
    public static bool IsStart(MessageRow message) =>
        message is { Type: MessageTypes.Client, Attachments.Count: 0, ReplyToId: null, EditedAt: null, EarlierTexts.Count: 0 } && IsStart(message.Text);

    /// <summary>The command alone or with the code of a link.</summary>
    public static bool IsStart(string? text) => text is not null && (text == Command || (text.StartsWith(Command + " ", StringComparison.Ordinal) && IsCode(text.AsSpan(Command.Length + 1))));

    /// <summary>What the client did, in a sentence: with the link's code, if there was one. Null for any other text.</summary>
    public static string? Of(string? text) => !IsStart(text) ? null
        : text!.Length == Command.Length ? Texts.BotStarted
        : Texts.BotStartedWith.Replace("{0}", text[(Command.Length + 1)..], StringComparison.Ordinal);

    private static bool IsCode(ReadOnlySpan<char> text) => text.Length is > 0 and <= LongestCode && !text.ContainsAnyExcept(OfCodes);
}
