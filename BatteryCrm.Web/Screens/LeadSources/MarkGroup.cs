using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>Touches with one key whose marks matched no source.</summary>
/// <param name="Marks">Of the latest.</param>
/// <param name="AppealId">The latest appeal, as an example.</param>
/// <param name="Landing">The page of the latest; null when nobody said.</param>
public sealed record MarkGroup(string Key, int Appeals, DateTimeOffset FirstAt, DateTimeOffset LastAt, LeadMarks Marks, Guid AppealId, string? Client, string? Landing)
{
    public MarkPlace Place => new(Appeals, LastAt, Key);
}

/// <summary>The place of a group in the list: the most appeals first, then the latest.</summary>
public sealed record MarkPlace(int Appeals, DateTimeOffset LastAt, string Key);

/// <summary>Some groups in their order.</summary>
public sealed record MarkPage(IReadOnlyList<MarkGroup> Groups, bool HasMore);

/// <summary>A decision that stands and can be taken back.</summary>
/// <param name="Source">The source that was made or applied; null for a hidden group, or when it is gone.</param>
/// <param name="Marks">Of the group; null when none of its touches is unmatched any more.</param>
/// <param name="Appeals">That got the source.</param>
public sealed record MarkDeed(Guid Id, string Kind, string? Source, LeadMarks? Marks, int Appeals, DateTimeOffset At, string? Who)
{
    public bool IsHidden => Kind == MarkDecisions.Hidden;
}

/// <summary>What a form to make a source of a group starts from.</summary>
/// <param name="Fits">An active source that the marks match by now: it can be applied, and none is to be made. Null without one.</param>
/// <param name="SalesId">Of a source with the same utm_source, else of the channel; null = choose.</param>
public sealed record MarkStart(LeadMarks Marks, string Name, Guid? SalesId, MarkSource? Fits, IReadOnlyList<MarkSource> Sales);

/// <summary>An id with its name.</summary>
public sealed record MarkSource(Guid Id, string Name);

/// <summary>What an admin wants made of a group.</summary>
/// <param name="Key">Of the group from which the form was opened.</param>
/// <param name="Marks">The five UTM marks and the code of the new source, as they stand in the form.</param>
/// <param name="FitsId">A source that is there already and is to be applied; null = a new one is made.</param>
public sealed record SourceWish(string Key, string Name, Guid? SalesId, LeadMarks Marks, Guid? FitsId = null);

/// <summary>What the wish would change.</summary>
/// <param name="Appeals">That get the source: opened by such marks, and corrected by nobody.</param>
/// <param name="Touches">That match.</param>
public sealed record MarkPreview(int Appeals, int Touches);

public enum MarkRefusal
{
    NotAllowed,
    NoName,
    NameTaken,
    NoSales,
    NoMarks,

    /// <summary>Somebody has dealt with it meanwhile.</summary>
    Gone,
}

/// <param name="Refusal">Null when it was done.</param>
/// <param name="DecisionId">By it the deed is taken back.</param>
public sealed record MarkResult(MarkRefusal? Refusal, Guid? DecisionId = null, int Appeals = 0);
