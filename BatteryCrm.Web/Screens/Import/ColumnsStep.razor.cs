using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Web.People.Import;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Import;

/// <summary>How the file is read, and what its columns are: guessed, and to be said better.</summary>
public sealed partial class ColumnsStep
{
    private Guid shownId;
    private string encoding = ImportEncodings.Utf8;
    private string separator = ";";
    private ImportHead? head;
    private string[] mapping = [];
    private string? problem;
    private bool isBusy;

    [Parameter, EditorRequired] public ImportView View { get; set; } = null!;

    [Parameter] public EventCallback OnDone { get; set; }

    [Inject] private ImportDesk Desk { get; set; } = null!;

    [Inject] private ImportHeads Heads { get; set; } = null!;

    [Inject] private ILogger<ColumnsStep> Logger { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        // What is chosen here and not sent yet survives that the page reads anew.
        if (shownId == View.Import.Id) return;
        shownId = View.Import.Id;
        await LookAsync(View.Import.Encoding, View.Import.Separator);
    }

    private async Task LookAsync(string newEncoding, string newSeparator)
    {
        (encoding, separator, isBusy, problem) = (newEncoding, newSeparator, true, null);
        try
        {
            head = await Heads.ReadAsync(View.Import.Id, encoding, separator, CancellationToken.None);
            if (head is null) problem = ImportTexts.FileGone;
            else mapping = head.Headings.SequenceEqual(View.Import.Headings, StringComparer.Ordinal) && View.Import.Mapping.Length == head.Headings.Length ? [.. View.Import.Mapping] : [.. head.Guess];
        }
        catch (Exception exception)
        {
            ImportPageLog.Failed(Logger, exception, View.Import.Id);
            problem = ImportTexts.Failed;
        }
        finally
        {
            isBusy = false;
        }
    }

    private Task GoOnAsync()
    {
        if (head is not { } seen) return Task.CompletedTask;
        if (!mapping.Any(f => f is ImportFields.Name or ImportFields.Phone or ImportFields.Email or ImportFields.Telegram or ImportFields.Vk))
        {
            problem = ImportTexts.NothingChosen;
            return Task.CompletedTask;
        }

        return DoAsync(() => Desk.ReadFileAsync(View.Import.Id, encoding, separator, seen.Headings, mapping, CancellationToken.None));
    }

    private Task DropAsync() => DoAsync(() => Desk.DropAsync(View.Import.Id, CancellationToken.None));

    private async Task DoAsync(Func<Task<bool>> deed)
    {
        if (isBusy) return;
        (isBusy, problem) = (true, null);
        try
        {
            if (!await deed()) problem = ImportTexts.ChangedMeanwhile;
            await OnDone.InvokeAsync();
        }
        catch (Exception exception)
        {
            ImportPageLog.Failed(Logger, exception, View.Import.Id);
            problem = ImportTexts.Failed;
        }
        finally
        {
            isBusy = false;
        }
    }
}
