using BatteryCrm.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Channels;

/// <summary>One channel: its name and state, where the platform has to post to, what the platform says of it, its secrets anew.</summary>
public sealed partial class ChannelPanel
{
    private ChannelKeys? keys;
    private ChannelRow? seen;
    private string? name;
    private string? sales;
    private string? problem;
    private string? said;
    private string? made;
    private IReadOnlyList<(string Text, bool IsBad)> answer = [];
    private bool isBusy;
    private bool isAsking;
    private bool isRotating;
    private bool isKeysFailed;

    [Parameter, EditorRequired] public ChannelRow Row { get; set; } = null!;

    [Parameter, EditorRequired] public IReadOnlyList<SalesOption> Sales { get; set; } = [];

    [Parameter] public DateTimeOffset Now { get; set; }

    /// <summary>The secret that was made just now, to be copied; null when there is none.</summary>
    [Parameter] public string? Once { get; set; }

    [Inject] private ChannelActions Actions { get; set; } = null!;

    [Inject] private ChannelQueries Queries { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<ChannelPanel> Logger { get; set; } = null!;

    private Uri Address => new(AddressWith(null));

    protected override async Task OnParametersSetAsync()
    {
        // What is being typed stays unless a colleague changed the same.
        if (seen?.Name != Row.Name) name = Row.Name;
        if (seen is null || seen.SalesChannelId != Row.SalesChannelId) sales = Row.SalesChannelId?.ToString();
        seen = Row;
        await ReadKeysAsync();
    }

    private string AddressWith(string? secret) => PlatformGuide.Address(Navigation.BaseUri, Row.Platform, Row.Id, secret);

    private async Task ReadKeysAsync()
    {
        try
        {
            (keys, isKeysFailed) = (await Queries.KeysAsync(Row.Id, CancellationToken.None), false);
        }
        catch (Exception exception)
        {
            ChannelsLog.NotRead(Logger, exception);
            isKeysFailed = keys is null;
        }
    }

    private Task SaveAsync() => DoAsync(() => Actions.ChangeAsync(Row.Id, name ?? string.Empty, Guid.TryParse(sales, out var id) ? id : null, CancellationToken.None), ChannelsTexts.Saved);

    private Task ToggleAsync() => DoAsync(() => Actions.SetActiveAsync(Row.Id, !Row.IsActive, CancellationToken.None), Row.IsActive ? ChannelsTexts.NowDisabled : ChannelsTexts.NowEnabled);

    private Task CheckAsync() => AskAsync(() => Actions.CheckAsync(Row.Id, CancellationToken.None), said => ChannelText.CheckOf(said, Address, Zone));

    private Task SetWebhookAsync() => AskAsync(() => Actions.SetWebhookAsync(Row.Id, Address, CancellationToken.None), said => ChannelText.WebhookOf(said));

    private async Task RotateAsync()
    {
        isRotating = false;
        if (Actions.HasDesk(Row.Platform)) await AskAsync(() => Actions.RotateAsync(Row.Id, Address, CancellationToken.None), said => ChannelText.RotationOf(said));
        else await DoAsync(async () => await Actions.RotateAsync(Row.Id, Address, CancellationToken.None) is var result && result.Once is { } once ? result with { Once = made = once } : result, ChannelsTexts.Rotated);
        await ReadKeysAsync();
    }

    private async Task ReplacedAsync()
    {
        answer = [];
        await ReadKeysAsync();
    }

    private async Task DoAsync(Func<Task<ChannelResult>> deed, string done)
    {
        if (isBusy) return;
        (isBusy, problem, said, answer) = (true, null, null, []);
        try
        {
            var result = await deed();
            (problem, said) = (ChannelText.RefusalOf(result), result.Refusal is null ? done : null);
        }
        catch (Exception exception)
        {
            ChannelsLog.NotWritten(Logger, exception);
            problem = ChannelsTexts.Failed;
        }
        finally
        {
            isBusy = false;
        }
    }

    private async Task AskAsync(Func<Task<ChannelResult>> ask, Func<Security.ChannelCheck, IReadOnlyList<(string Text, bool IsBad)>> words)
    {
        if (isBusy) return;
        (isBusy, isAsking, problem, said, answer) = (true, true, null, null, []);
        try
        {
            var result = await ask();
            answer = result.Said is { } told ? words(told) : [(ChannelText.RefusalOf(result) ?? ChannelsTexts.Failed, true)];
        }
        catch (Exception exception)
        {
            ChannelsLog.NotWritten(Logger, exception);
            answer = [(ChannelsTexts.Failed, true)];
        }
        finally
        {
            (isBusy, isAsking) = (false, false);
        }
    }
}
