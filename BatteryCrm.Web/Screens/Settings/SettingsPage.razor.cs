using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Settings;

/// <summary>How the shop works: every setting with what it does, what holds without it, and the way back to that. Each is saved by itself.</summary>
public sealed partial class SettingsPage
{
    private SettingsSheet? sheet;
    private bool isFailed;
    private int asked;

    [Inject] private SettingsQueries Queries { get; set; } = null!;

    [Inject] private ILogger<SettingsPage> Logger { get; set; } = null!;

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (!batch.Resync && !batch.Events.Any(e => e.Kind is LiveKinds.SettingsChanged or LiveKinds.ChannelChanged or LiveKinds.CatalogueChanged)) return;
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        var mine = ++asked;
        try
        {
            var read = await Queries.ReadAsync(CancellationToken.None);
            if (mine == asked) (sheet, isFailed) = (read, false);
        }
        catch (Exception exception)
        {
            // What is shown stays.
            SettingsLog.NotRead(Logger, exception);
            isFailed = true;
        }
    }
}
