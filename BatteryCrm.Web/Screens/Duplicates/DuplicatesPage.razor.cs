using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Duplicates;

/// <summary>
/// Pairs of clients who may be one person, the strong first: to be merged, or said to be two. What a colleague has dealt with leaves the list at once; what is new waits above it, so that nothing moves under the pointer.
/// </summary>
public sealed partial class DuplicatesPage
{
    private readonly Dictionary<Guid, DuplicateDeed> done = [];
    private LoadPhase phase;
    private List<DuplicateRow>? rows;
    private DuplicateKey? at;
    private bool hasMore;
    private int newer;
    private string? problem;
    private DateTimeOffset now;
    private int asked;

    [SupplyParameterFromQuery(Name = "strength")] private string? Strength { get; set; }

    [Inject] private DuplicateQueries Queries { get; set; } = null!;

    [Inject] private DuplicateActions Actions { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private ILogger<DuplicatesPage> Logger { get; set; } = null!;

    private bool OnlyStrong => Strength is Data.Clients.Duplicates.Strengths.Strong;

    protected override Task OnParametersSetAsync() => ReadAsync(null);

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (rows is null || (!batch.Resync && !batch.Events.Any(e => e.Kind is LiveKinds.DuplicatesChanged or LiveKinds.ClientChanged))) return;
        var mine = ++asked;
        try
        {
            var read = await Queries.PageAsync(OnlyStrong, at, CancellationToken.None);
            if (mine != asked) return;
            Follow(read);
            StateHasChanged();
        }
        catch (Exception exception)
        {
            // What is shown stays; the next change, or the person, asks again.
            DuplicatesLog.NotRead(Logger, exception);
        }
    }

    // The latest question is answered, whatever comes last.
    private async Task ReadAsync(DuplicateKey? after)
    {
        var mine = ++asked;
        (phase, problem) = (LoadPhase.Loading, null);
        try
        {
            await Zone.LoadAsync();
            var read = await Queries.PageAsync(OnlyStrong, after, CancellationToken.None);
            if (mine != asked) return;
            done.Clear();
            (rows, hasMore, at, newer, now, phase) = ([.. read.Rows], read.HasMore, after, 0, Time.GetUtcNow(), LoadPhase.Ready);
        }
        catch (Exception exception)
        {
            DuplicatesLog.NotRead(Logger, exception);
            (rows, phase) = (null, LoadPhase.Failed);
        }
    }

    // What is gone goes, what was dealt with here stays to be taken back, what is new above is counted, what moved up from below is added.
    private void Follow(DuplicatePage read)
    {
        var (shown, fresh) = (rows!, read.Rows.ToDictionary(r => r.Id));
        var kept = shown.Where(r => done.ContainsKey(r.Id) || fresh.ContainsKey(r.Id)).Select(r => fresh.GetValueOrDefault(r.Id, r)).ToList();
        var known = kept.Select(r => r.Id).ToHashSet();
        var last = kept.FindLast(r => fresh.ContainsKey(r.Id));
        var below = last is null ? [.. read.Rows] : read.Rows.SkipWhile(r => r.Id != last.Id).Skip(1).Where(r => !known.Contains(r.Id)).ToList();
        kept.AddRange(below);
        (rows, hasMore, newer) = (kept, read.HasMore, read.Rows.Count(r => !known.Contains(r.Id)) - below.Count);
    }

    private async Task SayAsync(DuplicateRow row, bool isFamily)
    {
        if (done.ContainsKey(row.Id)) return;
        problem = null;
        try
        {
            if (await (isFamily ? Actions.LinkAsync(row.Id, CancellationToken.None) : Actions.DismissAsync(row.Id, CancellationToken.None)) is { } deed) done[row.Id] = deed;
            else
            {
                problem = DuplicateTexts.Gone;
                rows?.RemoveAll(r => r.Id == row.Id);
            }
        }
        catch (Exception exception)
        {
            DuplicatesLog.NotWritten(Logger, exception, row.Id);
            problem = DuplicateTexts.Failed;
        }
    }

    private async Task UndoAsync(DuplicateRow row)
    {
        if (!done.TryGetValue(row.Id, out var deed)) return;
        problem = null;
        try
        {
            await Actions.UndoAsync(deed, CancellationToken.None);
            done.Remove(row.Id);
        }
        catch (Exception exception)
        {
            DuplicatesLog.NotWritten(Logger, exception, row.Id);
            problem = DuplicateTexts.Failed;
        }
    }
}
