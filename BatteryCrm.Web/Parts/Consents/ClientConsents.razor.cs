using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Parts.Consents;

/// <summary>What a client agreed to and when; the switch by which he hears nothing more. For any page that shows a client.</summary>
public sealed partial class ClientConsents
{
    // An import writes its own.
    private static readonly IReadOnlyList<string> Sources = [.. ConsentSources.All.Where(s => s != ConsentSources.Import)];

    private LoadPhase phase;
    private ConsentsView? view;
    private Guid shownId;
    private string kind = ConsentKinds.PersonalData;
    private string source = ConsentSources.Visit;
    private string note = string.Empty;
    private DateOnly day;
    private string? problem;
    private bool isAdding;
    private bool isBusy;

    [Parameter, EditorRequired] public Guid ClientId { get; set; }

    [Inject] private ConsentActions Actions { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private ILogger<ClientConsents> Logger { get; set; } = null!;

    private DateOnly Today => DateOnly.FromDateTime(Zone.Local(Time.GetUtcNow()).Date);

    protected override async Task OnParametersSetAsync()
    {
        if (shownId == ClientId) return;
        (shownId, view, problem, isAdding, note) = (ClientId, null, null, false, string.Empty);
        await ReadAsync();
    }

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (isBusy || !batch.Events.Any(e => e.Kind == LiveKinds.ClientChanged && e.SubjectId == ClientId)) return;
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        phase = LoadPhase.Loading;
        try
        {
            await Zone.LoadAsync();
            view = await Actions.ReadAsync(ClientId, CancellationToken.None);
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            ConsentLog.Failed(Logger, exception, ClientId);
            phase = LoadPhase.Failed;
        }
    }

    private void StartAdding() => (isAdding, day, problem) = (true, Today, null);

    private async Task AddAsync()
    {
        // Today's consent is of now, an earlier day's of its beginning.
        var at = day >= Today ? Time.GetUtcNow() : Zone.StartOf(day);
        if (await DoAsync(() => Actions.AddAsync(ClientId, kind, source, at, note, CancellationToken.None))) (isAdding, note) = (false, string.Empty);
    }

    private Task<bool> WithdrawAsync(ConsentRow row) => DoAsync(() => Actions.WithdrawAsync(ClientId, row, CancellationToken.None));

    private Task<bool> SubscribeAsync(ConsentsView shown) => DoAsync(() => Actions.SetUnsubscribedAsync(ClientId, shown.Unsubscribed, !shown.Unsubscribed, CancellationToken.None));

    private async Task<bool> DoAsync(Func<Task<ConsentOutcome>> deed)
    {
        if (isBusy) return false;
        (isBusy, problem) = (true, null);
        try
        {
            var outcome = await deed();
            problem = outcome switch
            {
                ConsentOutcome.ChangedMeanwhile => ConsentTexts.ChangedMeanwhile,
                ConsentOutcome.Missing => ConsentTexts.Missing,
                _ => null,
            };
            await ReadAsync();
            return outcome is ConsentOutcome.Kept;
        }
        catch (Exception exception)
        {
            ConsentLog.Failed(Logger, exception, ClientId);
            problem = ConsentTexts.Failed;
            return false;
        }
        finally
        {
            isBusy = false;
        }
    }

    private string Day(DateTimeOffset at) => Zone.Local(at).ToString("dd.MM.yyyy", System.Globalization.CultureInfo.InvariantCulture);
}
