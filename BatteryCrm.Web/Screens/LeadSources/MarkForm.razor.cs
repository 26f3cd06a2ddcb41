using BatteryCrm.Data.Channels;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>What of a group of marks a source is made of. The number that it shows is what the deed does.</summary>
public sealed partial class MarkForm
{
    private static readonly IReadOnlyList<string> Utm = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
    private readonly string?[] marks = new string?[Utm.Count];
    private MarkStart? start;
    private MarkPreview? preview;
    private MarkRefusal? refusal;
    private string name = string.Empty;
    private string? sales;
    private string? problem;
    private bool isFailed;
    private bool isGone;
    private bool isBusy;
    private int asked;

    [Parameter, EditorRequired] public string Key { get; set; } = string.Empty;

    /// <summary>The source was made, or applied: its decision and its name.</summary>
    [Parameter, EditorRequired] public EventCallback<(MarkResult Result, string Name)> OnMade { get; set; }

    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    [Inject] private MarkQueries Queries { get; set; } = null!;

    [Inject] private MarkActions Actions { get; set; } = null!;

    [Inject] private ILogger<MarkForm> Logger { get; set; } = null!;

    private SourceWish WishOf(MarkStart begun) => new(
        Key, name, Guid.TryParse(sales, out var id) ? id : null,
        begun.Marks.HasUtm ? new LeadMarks(marks[0], marks[1], marks[2], marks[3], marks[4]) : begun.Marks, begun.Fits?.Id);

    protected override Task OnInitializedAsync() => StartAsync();

    private async Task StartAsync()
    {
        isFailed = false;
        try
        {
            var read = await Queries.StartAsync(Key, CancellationToken.None);
            isGone = read is null;
            if (read is null) return;
            (name, sales) = (read.Name, read.SalesId?.ToString());
            (marks[0], marks[1], marks[2], marks[3], marks[4]) = (read.Marks.UtmSource, read.Marks.UtmMedium, read.Marks.UtmCampaign, read.Marks.UtmTerm, read.Marks.UtmContent);
            // The form comes with its number: nothing on it changes by itself.
            preview = await Actions.PreviewAsync(WishOf(read), CancellationToken.None);
            start = read;
        }
        catch (Exception exception)
        {
            LeadSourcesLog.NotRead(Logger, exception);
            (isFailed, start) = (true, null);
        }
    }

    private Task MarkAsync(int at, string? value)
    {
        Set(() => marks[at] = value);
        return PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        var mine = ++asked;
        try
        {
            var read = await Actions.PreviewAsync(WishOf(start!), CancellationToken.None);
            if (mine == asked) preview = read;
        }
        catch (Exception exception)
        {
            LeadSourcesLog.NotRead(Logger, exception);
            if (mine == asked) (preview, problem) = (null, LeadSourceTexts.NotRead);
        }
    }

    private void Set(Action set)
    {
        set();
        (problem, refusal) = (null, null);
    }

    private async Task MakeAsync()
    {
        if (isBusy || start is null) return;
        (isBusy, problem, refusal) = (true, null, null);
        try
        {
            var result = await Actions.MakeAsync(WishOf(start), CancellationToken.None);
            refusal = result.Refusal;
            if (refusal is { } why) problem = MarkText.Of(why);
            else await OnMade.InvokeAsync((result, start.Fits?.Name ?? name.Trim()));
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
    }

    private string? Wrong(params ReadOnlySpan<MarkRefusal> any) => refusal is { } why && any.Contains(why) ? "true" : null;

    private Task KeyAsync(KeyboardEventArgs args) => args.Key == "Escape" ? OnClose.InvokeAsync() : Task.CompletedTask;
}
