using BatteryCrm.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Channels;

public sealed partial class ChannelSecrets
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private IReadOnlyList<string> wrong = [];
    private IReadOnlyList<string>? seen;
    private string? origins;
    private string? problem;
    private string? said;
    private bool isBusy;
    private bool isReplacing;

    [Parameter, EditorRequired] public ChannelRow Row { get; set; } = null!;

    [Parameter, EditorRequired] public ChannelKeys Keys { get; set; } = null!;

    /// <summary>Of this installation as its people open it.</summary>
    [Parameter, EditorRequired] public string Root { get; set; } = string.Empty;

    [Parameter] public EventCallback OnReplaced { get; set; }

    [Inject] private ChannelActions Actions { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<ChannelSecrets> Logger { get; set; } = null!;

    protected override void OnParametersSet()
    {
        if (seen is not null && seen.SequenceEqual(Keys.Origins)) return;
        (seen, origins) = (Keys.Origins, string.Join('\n', Keys.Origins));
    }

    private string ValueOf(string field, DateTimeOffset? setAt) =>
        Keys.Open.TryGetValue(field, out var open) ? open
        : setAt is { } at ? ChannelsTexts.SetAt.Replace("{0}", TimeText.Full(Zone.Local(at)), StringComparison.Ordinal)
        : ChannelsTexts.IsSet;

    private void Leave()
    {
        values.Clear();
        (isReplacing, wrong, problem) = (false, [], null);
    }

    private Task ReplaceAsync() => DoAsync(() => Actions.ReplaceAsync(Row.Id, values, CancellationToken.None), ChannelsTexts.Replaced);

    private Task SaveOriginsAsync() => DoAsync(() => Actions.SetOriginsAsync(Row.Id, origins, CancellationToken.None), ChannelsTexts.Saved);

    private async Task DoAsync(Func<Task<ChannelResult>> deed, string done)
    {
        if (isBusy) return;
        (isBusy, problem, said, wrong) = (true, null, null, []);
        try
        {
            var result = await deed();
            (problem, wrong) = (ChannelText.RefusalOf(result), result.Fields);
            if (result.Refusal is not null) return;
            Leave();
            said = done;
            await OnReplaced.InvokeAsync();
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
