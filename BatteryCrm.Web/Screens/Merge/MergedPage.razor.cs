using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Merge;

/// <summary>A merge that was made, and the way back.</summary>
public sealed partial class MergedPage
{
    private readonly HashSet<(Guid ClientId, string Field)> back = [];
    private LoadPhase phase;
    private MadeMerge? merge;
    private IReadOnlyList<ChangedSince>? changed;
    private Guid? later;
    private string? problem;
    private bool isBusy;

    [Parameter] public Guid Id { get; set; }

    [Inject] private MergeQueries Queries { get; set; } = null!;

    [Inject] private MergeActions Actions { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<MergedPage> Logger { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        (changed, later, problem) = (null, null, null);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        phase = LoadPhase.Loading;
        try
        {
            await Zone.LoadAsync();
            merge = await Queries.MadeAsync(Id, CancellationToken.None);
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            MergeLog.NotRead(Logger, exception, Id, Id);
            phase = LoadPhase.Failed;
        }
    }

    private async Task UndoAsync()
    {
        if (isBusy || merge is not { } made) return;
        (isBusy, problem) = (true, null);
        try
        {
            var decisions = changed?.ToDictionary(c => (c.ClientId, c.Field), c => back.Contains((c.ClientId, c.Field)));
            var result = await Actions.UndoAsync(made, decisions, CancellationToken.None);
            (changed, later) = (result?.Changed, result?.LaterId);
            problem = result switch
            {
                null => MergeTexts.NotYours,
                { Refusal: UndoRefusal.TooLate } => MergeTexts.TooLate,
                { Refusal: UndoRefusal.LaterFirst } => MergeTexts.LaterStands,
                { Refusal: UndoRefusal.Erased } => MergeTexts.ErasedSince,
                _ => null,
            };
            if (changed is null) await ReadAsync();
        }
        catch (Exception exception)
        {
            MergeLog.NotUndone(Logger, exception, made.Id);
            problem = MergeTexts.Failed;
        }
        finally
        {
            isBusy = false;
        }
    }

    // A colleague may have taken it back.
    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (isBusy || merge is not { } made || !batch.Events.Any(e => e.Kind == LiveKinds.ClientChanged && e.SubjectId == made.MasterId)) return;
        await ReadAsync();
        StateHasChanged();
    }

    private void Toggle(ChangedSince value)
    {
        if (!back.Remove((value.ClientId, value.Field))) back.Add((value.ClientId, value.Field));
    }
}
