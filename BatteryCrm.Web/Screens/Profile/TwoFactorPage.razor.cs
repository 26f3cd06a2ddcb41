using Microsoft.AspNetCore.Components;
using QRCoder;

namespace BatteryCrm.Web.Screens.Profile;

/// <summary>Static; what the forms on it do is in <see cref="TwoFactorEndpoints"/>.</summary>
public sealed partial class TwoFactorPage
{
    [Parameter] public bool IsOn { get; set; }

    [Parameter] public int CodesLeft { get; set; }

    /// <summary>Base32; null when nothing is being set up.</summary>
    [Parameter] public string? Key { get; set; }

    /// <summary>What the app shows beside its code.</summary>
    [Parameter] public string? Account { get; set; }

    [Parameter] public string? Problem { get; set; }

    private string Grouped => string.Join(' ', Key!.Chunk(4).Select(c => new string(c)));

    private string Qr
    {
        get
        {
            var uri = $"otpauth://totp/BatteryCRM:{Uri.EscapeDataString(Account ?? string.Empty)}?secret={Key}&issuer=BatteryCRM&digits=6";
            using var data = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
            // Black on white in both themes: cameras want it so.
            return new SvgQRCode(data).GetGraphic(4, "#000000", "#ffffff", drawQuietZones: false, SvgQRCode.SizingMode.ViewBoxAttribute);
        }
    }
}
