using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>The panel in which a queue is narrowed, and the views that were kept.</summary>
public sealed partial class QueueFilter
{
    private string name = string.Empty;
    private bool isShared;
    private string? trouble;
    private NamedView? archived;
    private bool isOpen;
    private bool isBusy;

    /// <summary>The appeal that stays open beside the queue; null when none is.</summary>
    [Parameter] public Guid? OpenId { get; set; }

    [Inject] private ViewActions Actions { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<QueueFilter> Logger { get; set; } = null!;

    protected override FilterSlice Select(InboxState state) => new(state.View, state.Choices);

    // Read when it is opened: what there is to pick may have changed since the last time.
    private void Toggled()
    {
        isOpen = !isOpen;
        if (isOpen) Dispatcher.Dispatch(new ChoicesWanted());
    }

    private string HrefOf(QueueView view) => QueueLinks.Of(view, OpenId);

    // A year that is being typed is 2, 20 and 202 on its way.
    private void Go(object? typed, Func<DateOnly?, QueueView> with)
    {
        var day = QueueFacetText.Day(typed);
        if (day is null or { Year: >= 2000 }) Navigation.NavigateTo(HrefOf(with(day)));
    }

    private RenderFragment Pick(QueueView view, bool isOn, string words) => builder =>
    {
        builder.OpenElement(0, "a");
        builder.AddAttribute(1, "class", isOn ? "pick on" : "pick");
        builder.AddAttribute(2, "href", HrefOf(view));
        builder.AddAttribute(3, "aria-current", isOn ? "true" : null);
        builder.AddAttribute(4, "data-stays");
        builder.AddContent(5, words);
        builder.CloseElement();
    };

    private async Task SaveAsync()
    {
        if (isBusy) return;
        (trouble, archived, isBusy) = (null, null, true);
        try
        {
            var outcome = await Actions.SaveAsync(name, Slice.View, isShared, CancellationToken.None);
            trouble = WordsOf(outcome);
            if (outcome != ViewOutcome.Done) return;
            (name, isShared) = (string.Empty, false);
            Dispatcher.Dispatch(new ChoicesWanted());
        }
        catch (Exception exception)
        {
            InboxLog.ViewNotSaved(Logger, exception);
            trouble = QueueTexts.ViewFailed;
        }
        finally
        {
            isBusy = false;
        }
    }

    private async Task ArchiveAsync(NamedView view, bool isActive)
    {
        (trouble, archived) = (null, null);
        try
        {
            var outcome = await Actions.ArchiveAsync(view.Id, isActive, CancellationToken.None);
            trouble = WordsOf(outcome);
            if (outcome == ViewOutcome.Done && !isActive) archived = view;
            Dispatcher.Dispatch(new ChoicesWanted());
        }
        catch (Exception exception)
        {
            InboxLog.ViewNotSaved(Logger, exception);
            trouble = QueueTexts.ViewFailed;
        }
    }

    private static string? WordsOf(ViewOutcome outcome) => outcome switch
    {
        ViewOutcome.NameMissing => QueueTexts.ViewNameMissing,
        ViewOutcome.NameTaken => QueueTexts.ViewNameTaken,
        ViewOutcome.NotAllowed => QueueTexts.ViewNotAllowed,
        _ => null,
    };

    /// <summary>What of the inbox the panel shows.</summary>
    public sealed record FilterSlice(QueueView View, QueueChoices? Choices);
}
