namespace BatteryCrm.Web.Parts;

/// <summary>A client's press of "start" in a bot, which platforms deliver as the words of a command.</summary>
public static class BotStartText
{
    private const string Command = "/start";

    public static bool IsStart(string? text) => text == Command || text?.StartsWith(Command + " ", StringComparison.Ordinal) is true;

    /// <summary>What the client did, in a sentence: with the link's code, if there was one. Null for any other text.</summary>
    public static string? Of(string? text) => !IsStart(text) ? null
        : text!.Length == Command.Length ? Texts.BotStarted
        : Texts.BotStartedWith.Replace("{0}", text[(Command.Length + 1)..], StringComparison.Ordinal);
}
