namespace BatteryCrm.Data.Channels;

/// <summary>Where answers can go: the platforms for which this program has a sender. Screens ask it, so that they need not know the senders.</summary>
public sealed class AnswerPlatforms(IEnumerable<string> connected)
{
    private readonly HashSet<string> connected = new(connected, StringComparer.Ordinal);

    /// <summary>False while the program has no sender for the platform.</summary>
    public bool IsConnected(string platform) => connected.Contains(platform);

    /// <summary>False for a form and a call: they leave no address to which a text could go.</summary>
    public static bool HasWayBack(string platform) => platform is not (Platforms.Form or Platforms.Phone);

    /// <summary>What has arrived can be edited and withdrawn there.</summary>
    public static bool CanChange(string platform) => platform is Platforms.Telegram;

    /// <summary>An answer can quote a message of its chat there.</summary>
    public static bool CanQuote(string platform) => platform is Platforms.Telegram;

    /// <summary>The longest text that goes with a file, in UTF-16 code units; null = the platform is sent no files (yet).</summary>
    public static int? CaptionLimit(string platform) => platform is Platforms.Telegram ? 1024 : null;

    /// <summary>The longest text of one message, in UTF-16 code units.</summary>
    public static int TextLimit(string platform) => platform switch
    {
        Platforms.Avito => 1000,
        Platforms.Max => 4000,
        _ => 4096,
    };
}
