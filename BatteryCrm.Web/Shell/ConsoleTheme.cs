using MudBlazor;

namespace BatteryCrm.Web.Shell;

/// <summary>What MudBlazor is told of our look. Its colours are not here: tokens.css gives its variables ours, for light and dark at once.</summary>
internal static class ConsoleTheme
{
    private static readonly string[] Fonts = ["Inter", "Segoe UI", "system-ui", "Roboto", "Noto Sans", "sans-serif"];

    public static readonly MudTheme Value = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "14px", LineHeight = "20px", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "14px", LineHeight = "20px", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "16px", LineHeight = "24px", FontWeight = "600", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "14px", FontWeight = "500", TextTransform = "none", LetterSpacing = "normal" },
        },
    };
}
