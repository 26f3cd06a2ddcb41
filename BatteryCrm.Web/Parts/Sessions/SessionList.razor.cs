using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Parts.Sessions;

/// <summary>Sessions of one operator, in his profile and beside his rights.</summary>
public sealed partial class SessionList
{
    private LoadPhase phase;
    private IReadOnlyList<SessionRow>? rows;
    private Guid shown;
    private int others;
    private bool isBusy;
    private string? said;

    [Parameter, EditorRequired] public Guid OperatorId { get; set; }

    [Inject] private SessionActions Actions { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<SessionList> Logger { get; set; } = null!;

    private bool IsOwn => OperatorId == Operator.Id;

    protected override async Task OnParametersSetAsync()
    {
        if (shown == OperatorId) return;
        (shown, rows, said) = (OperatorId, null, null);
        await ReadAsync();
    }

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (!batch.Resync && !batch.Events.Any(e => e.Kind == LiveKinds.OperatorChanged && e.SubjectId == OperatorId)) return;
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        var asked = OperatorId;
        try
        {
            await Zone.LoadAsync();
            var read = await Actions.ListAsync(asked, CancellationToken.None);
            if (asked != OperatorId) return;
            (rows, phase, others) = (read, LoadPhase.Ready, read.Count(r => !r.IsThis));
        }
        catch (Exception exception)
        {
            SessionsLog.Failed(Logger, exception, asked);
            phase = LoadPhase.Failed;
        }
    }

    private Task EndAsync(Guid id) => DoAsync(async () => await Actions.EndAsync(OperatorId, id, CancellationToken.None) ? 1 : 0);

    private Task EndOthersAsync() => DoAsync(() => Actions.EndOthersAsync(OperatorId, CancellationToken.None));

    private async Task DoAsync(Func<Task<int>> end)
    {
        (isBusy, said) = (true, null);
        try
        {
            said = Plural.Of(await end(), SessionTexts.Ended);
            await ReadAsync();
        }
        catch (Exception exception)
        {
            SessionsLog.Failed(Logger, exception, OperatorId);
            said = SessionTexts.NotEnded;
        }
        finally
        {
            isBusy = false;
        }
    }

    private string Where(SessionRow row)
    {
        var times = SessionTexts.Times.Replace("{0}", TimeText.Full(Zone.Local(row.CreatedAt)), StringComparison.Ordinal).Replace("{1}", TimeText.Near(Zone.Local(row.SeenAt)), StringComparison.Ordinal);
        return row.Ip is null ? times : $"{row.Ip} · {times}";
    }
}
