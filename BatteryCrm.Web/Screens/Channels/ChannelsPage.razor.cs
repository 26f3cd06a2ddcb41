using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Channels;

/// <summary>The ways in which clients reach the shop: how each is doing, on the left; on the right one of them, or the form that connects another.</summary>
public sealed partial class ChannelsPage
{
    private LoadPhase phase;
    private ChannelList? list;
    private DateTimeOffset now;
    private Guid? onceOf;
    private string? once;
    private int asked;

    [Parameter] public Guid? Id { get; set; }

    /// <summary>"new" while a channel is being connected. A parameter, since a page whose parameters stay the same is not drawn anew.</summary>
    [Parameter] public string? Word { get; set; }

    /// <summary>The platform that is being connected; null until it is chosen.</summary>
    [Parameter] public string? New { get; set; }

    [Inject] private ChannelQueries Queries { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<ChannelsPage> Logger { get; set; } = null!;

    private bool IsNew => Word is "new";

    private bool HasPane => Id is not null || IsNew;

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override void OnParametersSet()
    {
        // What was to be seen once is gone with the page on which it stood.
        if (onceOf != Id) (onceOf, once) = (null, null);
    }

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (!batch.Resync && !batch.Events.Any(e => e.Kind is LiveKinds.ChannelChanged or LiveKinds.SettingsChanged or LiveKinds.CatalogueChanged or LiveKinds.MessageAdded)) return;
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        var mine = ++asked;
        if (phase != LoadPhase.Ready) phase = LoadPhase.Loading;
        try
        {
            await Zone.LoadAsync();
            var read = await Queries.ListAsync(CancellationToken.None);
            if (mine == asked) (list, now, phase) = (read, Time.GetUtcNow(), LoadPhase.Ready);
        }
        catch (Exception exception)
        {
            // What is shown stays.
            ChannelsLog.NotRead(Logger, exception);
            phase = LoadPhase.Failed;
        }
    }

    private async Task ConnectedAsync(ChannelResult result)
    {
        await ReadAsync();
        (onceOf, once) = (result.Id, result.Once);
        Navigation.NavigateTo(Links.Channel(result.Id!.Value));
    }
}
