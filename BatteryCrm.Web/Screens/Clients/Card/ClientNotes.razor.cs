using BatteryCrm.Web.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>What operators wrote down of a client, newest first.</summary>
public sealed partial class ClientNotes
{
    private readonly List<ClientNoteRow> more = [];
    private Guid? edited;
    private string typed = string.Empty;
    private string changed = string.Empty;
    private string? trouble;
    private bool isBusy;
    private bool isAll;

    [Parameter, EditorRequired] public ClientCard Card { get; set; } = null!;

    [Parameter, EditorRequired] public EventCallback OnKept { get; set; }

    [Inject] private ClientNoteActions Actions { get; set; } = null!;

    [Inject] private ClientCardQueries Queries { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<ClientNotes> Logger { get; set; } = null!;

    // A new note moves one of the read page behind it: it is not shown twice.
    protected override void OnParametersSet() => more.RemoveAll(m => Card.Notes.Any(n => n.Id == m.Id));

    private void Edit(ClientNoteRow note) => (edited, changed, trouble) = (note.Id, note.Body, null);

    private void OnKey(KeyboardEventArgs e)
    {
        if (e.Key == "Escape") edited = null;
    }

    private Task AddAsync() => WriteAsync(() => Actions.AddAsync(Card.Id, typed, CancellationToken.None), () => typed = string.Empty);

    private Task SetAsync(ClientNoteRow note) => WriteAsync(() => Actions.SetAsync(Card.Id, note.Id, note.Body, changed, CancellationToken.None), () => edited = null);

    private Task DeleteAsync(ClientNoteRow note) => WriteAsync(() => Actions.DeleteAsync(Card.Id, note.Id, CancellationToken.None), () => more.RemoveAll(m => m.Id == note.Id));

    private async Task WriteAsync(Func<Task<ClientWritten>> write, Action kept)
    {
        if (isBusy) return;
        (isBusy, trouble) = (true, null);
        try
        {
            var written = await write();
            if (written.Outcome is ClientOutcome.Kept) kept();
            else trouble = written.Outcome is ClientOutcome.WrittenMeanwhile ? ClientTexts.NoteMeanwhile.Replace("{0}", written.Now, StringComparison.Ordinal) : ClientText.Of(written.Outcome);
            await OnKept.InvokeAsync();
        }
        catch (Exception exception)
        {
            ClientsLog.NotWritten(Logger, exception, Card.Id);
            trouble = Texts.NotSaved;
        }
        finally
        {
            isBusy = false;
        }
    }

    private async Task MoreAsync()
    {
        if (isBusy || (more.Count > 0 ? more[^1] : Card.Notes[^1]) is not { } last) return;
        (isBusy, trouble) = (true, null);
        try
        {
            var read = await Queries.NotesAsync(Card.Id, last, CancellationToken.None);
            more.AddRange(read);
            isAll = read.Count < ClientCardQueries.PageRows;
        }
        catch (Exception exception)
        {
            ClientsLog.NotRead(Logger, exception, Card.Id);
            trouble = Texts.MoreFailed;
        }
        finally
        {
            isBusy = false;
        }
    }
}
