namespace BatteryCrm.Data.Channels;

/// <summary>Values of <see cref="Channel.Platform"/>; also the word in a webhook's address.</summary>
public static class Platforms
{
    public const string Telegram = "telegram";
    public const string Vk = "vk";
    public const string WhatsApp = "whatsapp";
    public const string Avito = "avito";
    public const string Max = "max";
    public const string Form = "form";
    public const string Phone = "phone";

    public static readonly IReadOnlyList<string> All = [Telegram, Vk, WhatsApp, Avito, Max, Form, Phone];

    /// <summary>Those from which this program receives: it has their webhook.</summary>
    public static readonly IReadOnlyList<string> Received = [Telegram, Form];
}
