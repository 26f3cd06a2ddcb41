using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Inbox.Bulk;

/// <summary>Rows that are picked for one deed.</summary>
/// <param name="Picked">Null = nobody is picking.</param>
/// <param name="IsAll">Everything that the view has, also what is not on the screen.</param>
/// <param name="All">How many that is; null until counted.</param>
/// <param name="Job">The operator's last work on many appeals, while it runs or can be undone; null without any.</param>
public sealed record PickState(IReadOnlySet<Guid>? Picked, bool IsAll, int? All, BulkProgress? Job)
{
    public static readonly PickState None = new(Picked: null, IsAll: false, All: null, Job: null);

    /// <summary>How many appeals a deed would be done to; null while that is counted.</summary>
    public int? Count => IsAll ? All : Picked?.Count;

    public bool Has(QueueRow row) => IsAll || Picked?.Contains(row.AppealId) is true;

    /// <summary>The next state; pure.</summary>
    public static PickState Reduce(PickState state, object action) => action switch
    {
        // Another view has other rows.
        InboxOpened => state with { Picked = state.Picked is null ? null : new HashSet<Guid>(), IsAll = false, All = null },
        PickingToggled => state with { Picked = state.Picked is null ? new HashSet<Guid>() : null, IsAll = false, All = null },
        RowPicked picked when state.Picked is { } before => state with { Picked = Toggled(state.IsAll ? new HashSet<Guid>() : before, picked.AppealId), IsAll = false },
        AllPicked when state.Picked is not null => state with { IsAll = !state.IsAll, Picked = new HashSet<Guid>() },
        AllCounted counted => state with { All = counted.Count },
        BulkLoaded loaded => state with { Job = loaded.Job },
        BulkStarted => state with { Picked = null, IsAll = false, All = null },
        _ => state,
    };

    private static HashSet<Guid> Toggled(IReadOnlySet<Guid> before, Guid id)
    {
        var next = new HashSet<Guid>(before);
        if (!next.Remove(id)) next.Add(id);
        return next;
    }
}

/// <summary>Action: somebody begins to pick rows, or ceases.</summary>
public sealed record PickingToggled;

/// <summary>Action: a row is picked, or no longer.</summary>
public sealed record RowPicked(Guid AppealId);

/// <summary>Action: everything that the view has is picked, or no longer.</summary>
public sealed record AllPicked;

public sealed record AllCounted(int Count);

/// <summary>Action: something is to be done to what is picked.</summary>
/// <param name="Kind">One of <see cref="Data.Appeals.BulkKinds"/>.</param>
public sealed record BulkWanted(string Kind, string? Target);

public sealed record BulkStarted;

/// <summary>Action: it could not be started, undone or read.</summary>
public sealed record BulkFailed(bool IsRefused);

public sealed record BulkUndoWanted(Guid JobId);

public sealed record BulkLoaded(BulkProgress? Job);
