using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Parts;

/// <summary>How a platform is named and drawn.</summary>
public static class PlatformText
{
    public static string NameOf(string? platform) => platform switch
    {
        Platforms.Telegram => "Telegram",
        Platforms.Vk => Texts.PlatformVk,
        Platforms.WhatsApp => "WhatsApp",
        Platforms.Avito => Texts.PlatformAvito,
        Platforms.Max => "MAX",
        Platforms.Form => Texts.PlatformForm,
        Platforms.Phone => Texts.PlatformPhone,
        _ => Texts.PlatformNone,
    };

    /// <summary>The badge's classes: its ground is the platform's colour.</summary>
    public static string BadgeOf(string? platform) => "badge ch-" + Known(platform);

    /// <summary>The badge's sign in the sprite.</summary>
    public static string IconOf(string? platform) => "/icons/sprite.svg#ch-" + Known(platform);

    private static string Known(string? platform) => platform is not null && Platforms.All.Contains(platform) ? platform : Platforms.Form;
}
