using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>Ready links of a lead source: for the site and for each channel that a link can open. Which source stands in the address.</summary>
public sealed partial class LinksPage
{
    private LinkDesk? desk;
    private LoadPhase phase;
    private Guid? changing;
    private string? wrong;
    private string? problem;
    private bool isBusy;
    private int asked;

    [SupplyParameterFromQuery(Name = "source")] private Guid? Source { get; set; }

    [Inject] private LinkQueries Queries { get; set; } = null!;

    [Inject] private LinkActions Actions { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<LinksPage> Logger { get; set; } = null!;

    private bool MayAct => Operator.Identity.Role is Roles.Admin;

    // An address of a source that is gone shows the first.
    private LinkSource? Chosen => desk?.Sources.FirstOrDefault(s => s.Id == Source) ?? (desk is { Sources: [var first, ..] } ? first : null);

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override void OnConnected() => _ = RereadAsync();

    protected override Task OnLiveAsync(LiveBatch batch) =>
        batch.Resync || batch.Events.Any(e => e.Kind is LiveKinds.CatalogueChanged or LiveKinds.SettingsChanged or LiveKinds.ChannelChanged) ? RereadAsync() : Task.CompletedTask;

    private static string? LinkOf(LinkChannel channel, LinkSource source) =>
        channel.Account is { } account && source.Marks.Code is { } code ? LeadLinks.Chat(channel.Platform, account, code, LeadLinks.Greeting) : null;

    private static string AccountLabel(string platform) => platform switch
    {
        Platforms.Telegram => LeadSourceTexts.BotName,
        Platforms.Vk => LeadSourceTexts.CommunityName,
        Platforms.WhatsApp => LeadSourceTexts.Telephone,
        _ => LeadSourceTexts.BotName,
    };

    private async Task RereadAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        var mine = ++asked;
        if (desk is null) phase = LoadPhase.Loading;
        try
        {
            var read = await Queries.ReadAsync(CancellationToken.None);
            if (mine == asked) (desk, phase) = (read, LoadPhase.Ready);
        }
        catch (Exception exception)
        {
            LeadSourcesLog.NotRead(Logger, exception);
            if (mine == asked) phase = LoadPhase.Failed;
        }
    }

    private void Choose(Guid id)
    {
        (wrong, problem, changing) = (null, null, null);
        Navigation.NavigateTo(Links.LeadLinksOf(id), replace: true);
    }

    private string FileOf(string kind) => $"{(Chosen?.Marks.Code is { } code && LeadCodes.IsFit(code) ? code : "qr")}-{kind}";

    private async Task DoAsync(string field, Func<Task<bool>> deed)
    {
        if (isBusy) return;
        (isBusy, wrong, problem) = (true, null, null);
        try
        {
            if (await deed()) changing = null;
            else if (field.Length > 0) wrong = field;
            else problem = LeadSourceTexts.Gone;
        }
        catch (Exception exception)
        {
            LeadSourcesLog.NotWritten(Logger, exception);
            problem = Texts.NotSaved;
        }
        finally
        {
            isBusy = false;
        }

        await ReadAsync();
    }
}
