using System.Text;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Csv;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Tests.Screens.Catalog.Csv;

/// <summary>Files in and out of the catalogues of a tenant.</summary>
internal static class SheetWorld
{
    public static Task<ImportPreview> PreviewAsync(this CatalogueWorld world, CatalogueKind kind, params string[] lines) => world.PreviewAsync(kind, Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));

    public static async Task<ImportPreview> PreviewAsync(this CatalogueWorld world, CatalogueKind kind, byte[] file)
    {
        var (sheet, problem) = await CatalogueSheet.ReadAsync(kind, file, null, null, default);
        Assert.Null(problem);
        return await world.Import.PreviewAsync(kind, sheet!, default);
    }

    public static async Task<ImportResult> ImportAsync(this CatalogueWorld world, CatalogueKind kind, params string[] lines) => await world.Import.ApplyAsync(await world.PreviewAsync(kind, lines), default);

    public static async Task<string> ExportAsync(this CatalogueWorld world, CatalogueKind kind)
    {
        using var file = new MemoryStream();
        await new CatalogueExport(world.Database.Factory(world.Tenant, world.Admin)).WriteAsync(file, kind, default);
        return Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF');
    }

    /// <summary>"added/changed/same/refused".</summary>
    public static string Counts(this ImportPreview preview) => string.Join('/', Enum.GetValues<LineVerdict>().Select(v => preview.Of(v).Count));

    /// <summary>Without the ids: what another shop can take in.</summary>
    public static string WithoutIds(string file)
    {
        using var reader = new StringReader(file);
        using var csv = new CsvHelper.CsvParser(reader, new CsvHelper.Configuration.CsvConfiguration(System.Globalization.CultureInfo.InvariantCulture) { Delimiter = ";" });
        using var text = new StringWriter();
        using (var writer = new CsvHelper.CsvWriter(text, new CsvHelper.Configuration.CsvConfiguration(System.Globalization.CultureInfo.InvariantCulture) { Delimiter = ";" }))
        {
            while (csv.Read())
            {
                foreach (var cell in csv.Record![..^1]) writer.WriteField(cell);
                writer.NextRecord();
            }
        }

        return text.ToString();
    }

    /// <summary>The catalogues that its rows refer to, in the order in which they can be filled; then it.</summary>
    public static IReadOnlyList<CatalogueKind> InOrder(CatalogueKind kind) =>
        [.. kind.Fields.Select(f => f.To).OfType<string>().SelectMany(to => InOrder(CatalogueKinds.Find(to)!)).Append(kind).Distinct()];
}
