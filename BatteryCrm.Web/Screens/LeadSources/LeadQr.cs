using BatteryCrm.Web.Security;
using QRCoder;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>A link as a QR picture: black on white in both themes, cameras want it so.</summary>
internal static class LeadQr
{
    // Of a code that a telephone still reads off a sheet of paper.
    private const int LongestLink = 1500;

    // Pixels of one square in a PNG: 1000 and more across, for print.
    private const int Square = 24;

    public static void Map(WebApplication app) => app.MapGet(Links.LeadQr, Serve).RequireAuthorization(Policies.Manager).AddEndpointFilter<SameSiteFilter>();

    internal static IResult Serve(HttpContext context, string? link, string? type)
    {
        if (link is not { Length: > 0 and <= LongestLink } || !Uri.TryCreate(link, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return TypedResults.BadRequest();
        context.Response.Headers.CacheControl = "private, max-age=3600";
        using var data = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.M, forceUtf8: true);
        return type == "png"
            ? TypedResults.File(new PngByteQRCode(data).GetGraphic(Square), "image/png")
            : TypedResults.Text(new SvgQRCode(data).GetGraphic(4, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute), "image/svg+xml");
    }
}
