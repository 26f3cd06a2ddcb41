using BatteryCrm.Data.Clients.Erasing;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Erase;

/// <summary>A person asked to be forgotten: what goes and what stays in numbers, a proof that he is meant, one button. There is no way back.</summary>
public sealed partial class ErasePage
{
    private LoadPhase phase;
    private ErasurePreview? person;
    private MadeErasure? made;
    private ErasedCounts? counts;
    private string reason = string.Empty;
    private string typed = string.Empty;
    private string? problem;
    private bool isBusy;

    [Parameter] public Guid Id { get; set; }

    [Inject] private EraseActions Actions { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<ErasePage> Logger { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        (counts, problem, typed, reason) = (null, null, string.Empty, string.Empty);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        phase = LoadPhase.Loading;
        if (!Actions.MayErase) return;
        try
        {
            await Zone.LoadAsync();
            person = await Actions.PreviewAsync(Id, CancellationToken.None);
            made = person?.ErasedAt is null ? null : await Actions.MadeAsync(person.ClientId, CancellationToken.None);
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            EraseLog.NotRead(Logger, exception, Id);
            phase = LoadPhase.Failed;
        }
    }

    private async Task EraseAsync()
    {
        if (isBusy) return;
        (isBusy, problem) = (true, null);
        try
        {
            var result = await Actions.EraseAsync(Id, typed, reason, CancellationToken.None);
            counts = result.Counts;
            problem = result.Outcome switch
            {
                EraseOutcome.NotConfirmed => EraseTexts.NotConfirmed,
                EraseOutcome.NotYours => EraseTexts.NotYours,
                _ => null,
            };
            if (problem is null) await ReadAsync();
        }
        catch (Exception exception)
        {
            EraseLog.NotErased(Logger, Id, exception.GetType().Name);
            problem = EraseTexts.Failed;
        }
        finally
        {
            isBusy = false;
        }
    }

    // A message came, somebody merged him, or a colleague was faster: the numbers are those of now, what was typed stays.
    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (isBusy || person is not { ErasedAt: null } whom || !batch.Events.Any(e => e.Kind == LiveKinds.ClientChanged && (e.SubjectId == whom.ClientId || e.SubjectId == Id))) return;
        await ReadAsync();
        StateHasChanged();
    }
}
