using System.Text.Json;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Cli.Seed;

namespace BatteryCrm.Tests.Assist.Recognition;

/// <summary>A text and what a reader sees in it, by the names of the demo catalogue; null = none, or not sure.</summary>
internal sealed record TruthRow(string Text, string? Brand, string? Model, string? Repair);

/// <summary>recognition.truth.json: written before there was a recogniser, and changed only where a reader was wrong.</summary>
internal sealed record Truth(IReadOnlyList<TruthRow> Aliases, IReadOnlyList<TruthRow> Sentences)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Truth Read() =>
        JsonSerializer.Deserialize<Truth>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Assist", "Recognition", "recognition.truth.json")), Json)!;
}

/// <summary>The demo catalogue of «РемТочка» without a database, and answers by name.</summary>
internal sealed class DemoNames
{
    private readonly Dictionary<Guid, string> names = [];
    private readonly Recogniser recogniser;

    public DemoNames(IReadOnlyDictionary<string, IReadOnlyList<string>>? words = null)
    {
        var file = DemoFiles.Catalog("remtochka");
        Brands = [.. file.Brands.Select(b => new CatalogueBrand(Named(b.Name), b.Name, [b.Normalized, .. b.Aliases]))];
        Models = [.. file.Models.Select(m => new CatalogueModel(Named(m.Name), Brands.Single(b => b.Name == m.Brand).Id, m.Name, m.Aliases))];
        var repairs = file.RepairTypes.Select(r => new CatalogueRepair(Named(r.Name), r.Name)).ToList();
        Catalogue = new RecognitionCatalogue(Brands, Models, repairs, words ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));
        recogniser = new Recogniser(Catalogue);
    }

    public IReadOnlyList<CatalogueBrand> Brands { get; }

    public IReadOnlyList<CatalogueModel> Models { get; }

    public RecognitionCatalogue Catalogue { get; }

    public Recognised Recognise(string text) => recogniser.Recognise(text);

    public TruthRow Answer(string text)
    {
        var found = recogniser.Recognise(text);
        return new TruthRow(text, Name(found.BrandId), Name(found.ModelId), Name(found.RepairTypeId));
    }

    public string? Name(Guid? id) => id is { } known ? names[known] : null;

    private Guid Named(string name)
    {
        var id = BatteryCrm.Data.Ids.New();
        names.Add(id, name);
        return id;
    }
}
