using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Channels;

public sealed partial class ConnectForm
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private IReadOnlyList<string> wrong = [];
    private string? name;
    private string? origins;
    private string? sales;
    private string? problem;
    private bool isBusy;

    /// <summary>Null, or unknown, until it is chosen.</summary>
    [Parameter] public string? Platform { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<SalesOption> Sales { get; set; } = [];

    [Parameter] public EventCallback<ChannelResult> OnConnected { get; set; }

    [Inject] private ChannelActions Actions { get; set; } = null!;

    [Inject] private ILogger<ConnectForm> Logger { get; set; } = null!;

    private async Task ConnectAsync()
    {
        if (isBusy) return;
        (isBusy, problem, wrong) = (true, null, []);
        try
        {
            var result = await Actions.ConnectAsync(new ConnectWish(Platform!, name ?? string.Empty, Guid.TryParse(sales, out var id) ? id : null, values, origins), CancellationToken.None);
            (problem, wrong) = (ChannelText.RefusalOf(result), result.Fields);
            if (result.Refusal is not null) return;
            values.Clear();
            await OnConnected.InvokeAsync(result);
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
}
