namespace BatteryCrm.Web.Screens.Catalog.Kinds;

/// <summary>A column that refers to rows of a catalogue.</summary>
/// <param name="Same">Where the referring rows are a catalogue themselves: by which of its columns two of them are one once both refer to the same row; they are merged then too. Null = never.</param>
public sealed record CatalogueUse(string Table, string Column, params string[] Same)
{
    /// <summary>A column that is unique together with the reference: where the kept row has the same already, the other's stays with the archived one. Null = none.</summary>
    public string? UniqueWith { get; init; }
}

/// <summary>All that the editor knows of one catalogue. Everything that becomes SQL comes from these constants.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Fields">The first one is what a row is called by.</param>
public sealed record CatalogueKind(string Slug, string Table, params CatalogueField[] Fields)
{
    /// <summary>All that refers to its rows; compared with the database's foreign keys by a test.</summary>
    public IReadOnlyList<CatalogueUse> Uses { get; init; } = [];

    /// <summary>The reference under which a row stands: its name is unique there; null = in the whole catalogue.</summary>
    public string? Parent { get; init; }

    /// <summary>"uuid" or "integer".</summary>
    public string IdType { get; init; } = "uuid";

    /// <summary>Which rows of the table belong to it; null = all.</summary>
    public string? Only { get; init; }

    /// <summary>The column that keeps the name as searches compare it; null for none.</summary>
    public string? Folded { get; init; }

    /// <summary>Whether it keeps when a row was changed.</summary>
    public bool HasUpdatedAt { get; init; }

    /// <summary>Whether it keeps who made a row.</summary>
    public bool HasCreatedBy { get; init; }

    /// <summary>False where several rows may be called the same (prices).</summary>
    public bool IsNameUnique { get; init; } = true;

    /// <summary>The platform's: looked at only.</summary>
    public bool IsReadOnly { get; init; }

    public CatalogueField Name => Fields[0];

    public CatalogueField? Aliases => Array.Find(Fields, f => f.Kind == FieldKind.Aliases);

    public CatalogueField Field(string column) => Array.Find(Fields, f => f.Column == column) ?? throw new ArgumentOutOfRangeException(nameof(column), column, Slug);

    public override string ToString() => Slug;
}
