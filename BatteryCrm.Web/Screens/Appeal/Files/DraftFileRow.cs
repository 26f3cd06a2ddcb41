using BatteryCrm.Web.Screens.Appeal.Quotes;

namespace BatteryCrm.Web.Screens.Appeal.Files;

/// <summary>A file that waits beside an answer, as the composer shows it.</summary>
public sealed record DraftFileRow(Guid Id, string Name, string Kind, long SizeBytes)
{
    /// <summary>A browser can show it as a picture.</summary>
    public bool IsPicture => Kind is "photo" or "animation";
}

/// <summary>What an operator has written for an appeal and not sent.</summary>
/// <param name="Text">Null when nothing is kept.</param>
/// <param name="Files">In the order in which they came.</param>
public sealed record KeptDraft(string? Text, IReadOnlyList<DraftFileRow> Files)
{
    /// <summary>What the answer quotes; null = nothing.</summary>
    public QuotedMessage? Quote { get; init; }
}
