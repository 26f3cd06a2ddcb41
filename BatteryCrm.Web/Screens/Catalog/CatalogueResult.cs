namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>Why a value is not taken.</summary>
public enum ProblemKind
{
    Empty,
    TooLong,

    /// <summary>No value of its kind.</summary>
    Wrong,
    Negative,

    /// <summary>An end that does not lie behind its beginning.</summary>
    Order,

    /// <summary>Another row is called so.</summary>
    Taken,

    /// <summary>Another row is called so, and is archived.</summary>
    TakenArchived,

    /// <summary>The row that it refers to is not there.</summary>
    Missing,
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Other">The other row's name, or the most that is allowed.</param>
public sealed record CatalogueProblem(string Column, ProblemKind Kind, string? Other = null);

public enum CatalogueOutcome
{
    Done,

    /// <summary>See the problems.</summary>
    Invalid,

    /// <summary>Somebody changed the row since it was opened; nothing was written.</summary>
    Conflict,

    /// <summary>There is no such row.</summary>
    Gone,

    /// <summary>Only an admin may, and not what is the platform's.</summary>
    NotAllowed,

    /// <summary>What should be taken back has been changed since.</summary>
    Changed,

    /// <summary>Rows of two parents are not merged, nor a row with itself.</summary>
    OtherParent,
}

/// <summary>What became of a wish.</summary>
/// <param name="Row">The row as it is now; of a conflict the one that somebody else made.</param>
public sealed record CatalogueResult(CatalogueOutcome Outcome, CatalogueRow? Row = null)
{
    public IReadOnlyList<CatalogueProblem> Problems { get; init; } = [];

    /// <summary>The merge that was made.</summary>
    public Guid? Merge { get; init; }

    public bool IsDone => Outcome == CatalogueOutcome.Done;
}
