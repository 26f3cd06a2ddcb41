using System.Globalization;
using BatteryCrm.Web.Parts;
using static BatteryCrm.Web.Parts.SheetWriter;

namespace BatteryCrm.Web.People.Export;

/// <summary>A client as the list shows him.</summary>
/// <param name="Phone">E.164, or as typed.</param>
/// <param name="Identities">As people read them: "Telegram @anna".</param>
public sealed record ClientCsvRow(
    string? Name, string? Phone, string? Email, string? Identities, string? Tags, bool Unsubscribed, int Appeals, decimal? Money, DateTimeOffset CreatedAt, DateTimeOffset? LastAt);

/// <summary>
/// The list of clients as Russian Excel opens it with a double click: UTF-8 with its mark, semicolons, CRLF, decimal comma. Row by row: nothing is held.
/// A cell that Excel would take for a formula gets an apostrophe before it. A phone that is a number and nothing else is left alone: "+7917…" can do no harm, and what is exported can be imported again.
/// </summary>
public static class ClientCsv
{
    // As the separator, so the comma of sums: whatever language the console has.
    private static readonly CultureInfo Format = CultureInfo.GetCultureInfo("ru-RU");

    /// <param name="zone">On whose clock times are written.</param>
    public static async Task WriteAsync(Stream target, IAsyncEnumerable<ClientCsvRow> rows, TimeZoneInfo zone, CancellationToken cancellation)
    {
        await using var sheet = new SheetWriter(target);
        await sheet.LineAsync(ExportTexts.Name, ExportTexts.Phone, ExportTexts.Email, ExportTexts.Accounts, ExportTexts.Tags, ExportTexts.Unsubscribed, ExportTexts.Appeals, ExportTexts.Sum, ExportTexts.CreatedAt, ExportTexts.LastAt);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            await sheet.LineAsync(
                Harmless(row.Name), Phone(row.Phone), Harmless(row.Email), Harmless(row.Identities), Harmless(row.Tags), row.Unsubscribed ? ExportTexts.Yes : string.Empty,
                row.Appeals.ToString(CultureInfo.InvariantCulture), row.Money?.ToString("0.##", Format) ?? string.Empty, At(row.CreatedAt, zone), row.LastAt is { } last ? At(last, zone) : string.Empty);
        }
    }

    internal static string Phone(string? phone) =>
        phone is { Length: > 1 } && phone[0] is '+' && phone.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 ? phone : Harmless(phone);

    private static string At(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("dd.MM.yyyy HH:mm", CultureInfo.InvariantCulture);
}
