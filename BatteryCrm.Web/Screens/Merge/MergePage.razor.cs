using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Merge;

/// <summary>Two clients side by side: which of them stays, whose values, what moves; one button.</summary>
public sealed partial class MergePage
{
    private LoadPhase phase;
    private MergeClient[]? sides;
    private Guid masterId;
    private MergePreview? preview;
    private Dictionary<string, Guid> chosen = new(StringComparer.Ordinal);
    private string reason = string.Empty;
    private string? problem;
    private bool isBusy;

    [Parameter] public Guid One { get; set; }

    [Parameter] public Guid Other { get; set; }

    [Inject] private MergeQueries Queries { get; set; } = null!;

    [Inject] private MergeActions Actions { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<MergePage> Logger { get; set; } = null!;

    protected override Task OnParametersSetAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        phase = LoadPhase.Loading;
        try
        {
            await Zone.LoadAsync();
            var (one, other) = (await Queries.MasterOfAsync(One, CancellationToken.None), await Queries.MasterOfAsync(Other, CancellationToken.None));
            var read = one == other ? null : new[] { await Queries.ClientAsync(one, CancellationToken.None), await Queries.ClientAsync(other, CancellationToken.None) };
            (sides, problem) = (null, one == other ? MergeTexts.Same : MergeTexts.Unknown);
            if (read is [{ } left, { } right])
            {
                (sides, problem, chosen) = ([left, right], null, new Dictionary<string, Guid>(StringComparer.Ordinal));
                // Who has more behind him stays, until somebody says otherwise.
                masterId = right.Appeals > left.Appeals ? right.Id : left.Id;
                preview = await Queries.PreviewAsync(masterId, MergedId, CancellationToken.None);
            }

            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            MergeLog.NotRead(Logger, exception, One, Other);
            phase = LoadPhase.Failed;
        }
    }

    // One of the two was merged elsewhere, or became two: what is shown is no longer so.
    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (isBusy || sides is not { } both || !batch.Events.Any(e => e.Kind == LiveKinds.ClientChanged && both.Any(s => s.Id == e.SubjectId))) return;
        await ReadAsync();
        if (sides is not null) problem = MergeTexts.MergedMeanwhile;
        StateHasChanged();
    }

    private async Task StayAsync(Guid id)
    {
        masterId = id;
        preview = null;
        try
        {
            preview = await Queries.PreviewAsync(masterId, MergedId, CancellationToken.None);
        }
        catch (Exception exception)
        {
            MergeLog.NotRead(Logger, exception, One, Other);
            phase = LoadPhase.Failed;
        }
    }

    private async Task MergeAsync()
    {
        if (isBusy || sides is null || preview is not { } looked) return;
        (isBusy, problem) = (true, null);
        try
        {
            var choices = chosen.ToDictionary(c => c.Key, c => c.Value == masterId ? MergeSide.Master : MergeSide.Merged, StringComparer.Ordinal);
            var result = await Actions.MergeAsync(masterId, MergedId, choices, looked.Stamp, reason, CancellationToken.None);
            if (result.MergeId is { } id)
            {
                Navigation.NavigateTo(Links.Merged(id));
                return;
            }

            // What is so now is shown, with the sentence that says why; what was chosen is chosen still.
            var (before, stays) = (chosen, masterId);
            await ReadAsync();
            problem = MergeText.Of(result.Refusal);
            if (sides is not null && sides.Any(s => s.Id == stays))
            {
                chosen = before;
                await StayAsync(stays);
            }
        }
        catch (Exception exception)
        {
            MergeLog.NotMerged(Logger, exception, MergedId, masterId);
            problem = MergeTexts.Failed;
        }
        finally
        {
            isBusy = false;
        }
    }

    private Guid MergedId => sides![0].Id == masterId ? sides[1].Id : sides[0].Id;

    private string Name(Guid id) => sides!.Single(s => s.Id == id).Name ?? Texts.ClientWithoutName;

    // Back to where one most likely came from.
    private static string Back(MergeClient[] both) => both.Select(s => s.NewestAppealId).FirstOrDefault(a => a is not null) is { } appeal ? Links.Appeal(appeal) : Links.Inbox;

    private static bool Differs(MergeClient[] both, string field) => MergeText.ValueOf(both[0], field) != MergeText.ValueOf(both[1], field);

    private static IEnumerable<string> InOrder(MergeClient[] both) => MergeFields.Chosen.OrderByDescending(f => Differs(both, f));

    // As the merge decides by itself: the master's, or the only one there is; nobody is unblocked or blocked by itself.
    private Guid ChosenOf(string field)
    {
        if (chosen.TryGetValue(field, out var id)) return id;
        var master = sides!.Single(s => s.Id == masterId);
        return field is not "blocked_at" && string.IsNullOrWhiteSpace(MergeText.ValueOf(master, field)) ? MergedId : masterId;
    }
}
