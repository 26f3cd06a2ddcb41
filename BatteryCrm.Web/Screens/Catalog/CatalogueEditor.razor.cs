using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>One row of a catalogue while it is edited. What somebody typed is never overwritten by what comes in.</summary>
public sealed partial class CatalogueEditor
{
    private readonly Dictionary<string, string?> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> kept = new(StringComparer.Ordinal);
    private Dictionary<string, IReadOnlyList<CatalogueOption>> options = new(StringComparer.Ordinal);
    private IReadOnlyList<CatalogueProblem> problems = [];
    private IReadOnlyList<(string Word, string Name)> namesakes = [];
    private IReadOnlyList<CatalogueUsed>? uses;
    private CatalogueRow? row;
    private CatalogueRow? theirs;
    private LoadPhase phase;
    private string? said;
    private string? trouble;
    private bool isBusy;
    private bool isMerging;
    private bool isWarned;

    // Namesakes are asked for at each key, and answers overtake each other.
    private int asked;

    // A merge changes what is below a row and not always the row: its history is read anew after each deed.
    private int deeds;

    [Parameter, EditorRequired] public CatalogueKind Kind { get; set; } = null!;

    /// <summary>Its id, or <see cref="CatalogueView.New"/>.</summary>
    [Parameter, EditorRequired] public string RowId { get; set; } = string.Empty;

    /// <summary>What a new row is called to begin with.</summary>
    [Parameter] public string Named { get; set; } = string.Empty;

    /// <summary>A new row was written; its id.</summary>
    [Parameter] public EventCallback<string> OnMade { get; set; }

    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] private CatalogueQueries Queries { get; set; } = null!;

    [Inject] private CatalogueActions Actions { get; set; } = null!;

    [Inject] private ILogger<CatalogueEditor> Logger { get; set; } = null!;

    /// <summary>Something was typed that is not saved yet.</summary>
    public bool IsTyped { get; private set; }

    private bool IsNew => RowId == CatalogueView.New;

    private string Heading => row?.Name ?? (IsNew ? CatalogueTexts.NewRow : CatalogueText.Of(Kind));

    private IReadOnlyList<(string Word, string Name)> OfName => [.. namesakes.Where(n => n.Word == values.GetValueOrDefault(Kind.Name.Column)?.Trim())];

    private IReadOnlyList<(string Word, string Name)> OfAliases => [.. namesakes.Except(OfName)];

    /// <summary>Closes; what was typed and not saved is asked about once.</summary>
    public async Task CloseAsync()
    {
        if (MayLeave(CatalogueTexts.Unsaved)) await OnClose.InvokeAsync();
    }

    /// <summary>Whether it may go away; asked about once as well.</summary>
    public bool MayLeave(string question)
    {
        if (!IsTyped || isWarned) return true;
        (isWarned, said, trouble) = (true, null, question);
        StateHasChanged();
        return false;
    }

    // Whoever still refers to it is asked nothing.
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        IsTyped = false;
    }

    protected override async Task OnInitializedAsync()
    {
        if (IsNew)
        {
            foreach (var field in Kind.Fields) values[field.Column] = field.First;
            values[Kind.Name.Column] = Named;
        }

        await ReadAsync();
    }

    protected override Task OnLiveAsync(LiveBatch batch) =>
        !isBusy && (batch.Resync || batch.Events.Any(e => e.Kind is LiveKinds.CatalogueChanged or LiveKinds.SettingsChanged)) ? ReadAsync() : Task.CompletedTask;

    private async Task ReadAsync()
    {
        if (phase is not LoadPhase.Ready) phase = LoadPhase.Loading;
        try
        {
            var read = IsNew ? null : await Queries.OneAsync(Kind, RowId, default);
            var choices = new Dictionary<string, IReadOnlyList<CatalogueOption>>(StringComparer.Ordinal);
            foreach (var to in Kind.Fields.Select(f => f.To).OfType<string>().Distinct(StringComparer.Ordinal)) choices[to] = await Queries.OptionsAsync(CatalogueKinds.Find(to)!, default);
            options = choices;
            if (!IsTyped) Show(read);
            else if (read is not null && row is not null && !CatalogueActions.IsSame(Kind, read, row)) said = CatalogueTexts.ChangedByOther;
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            CatalogueLog.NotRead(Logger, exception, Kind.Slug);
            if (phase is not LoadPhase.Ready) phase = LoadPhase.Failed;
        }

        StateHasChanged();
    }

    private void Show(CatalogueRow? read)
    {
        row = read;
        if (read is null) return;
        foreach (var (column, value) in read.Values) values[column] = value;
        (IsTyped, isWarned) = (false, false);
    }

    private async Task TypeAsync(CatalogueField field, string? value)
    {
        values[field.Column] = string.IsNullOrEmpty(value) ? null : value;
        (IsTyped, isWarned, said, trouble) = (true, false, null, null);
        problems = [.. problems.Where(p => p.Column != field.Column)];
        foreach (var narrowed in Kind.Fields.Where(f => f.Within == field.Column)) values[narrowed.Column] = null;
        if (Kind.Aliases is not { } aliases || (field != aliases && field != Kind.Name)) return;
        var words = MergeSpellings.Lines(values.GetValueOrDefault(aliases.Column)).Append(values.GetValueOrDefault(Kind.Name.Column)).OfType<string>().Select(w => w.Trim()).Where(w => w.Length > 1).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var own = ++asked;
        try
        {
            var found = await Queries.NamesakesAsync(Kind, row?.Id, words, default);
            // An answer to what has been typed over since says nothing.
            if (own == asked) namesakes = found;
        }
        catch (Exception exception)
        {
            // Only a hint: what is written is compared again.
            CatalogueLog.NotRead(Logger, exception, Kind.Slug);
        }
    }

    // Once every difference is decided, it is their version that is overwritten.
    private Task SaveAsync() => DoAsync(
        () => Actions.SaveAsync(Kind, theirs is { } other && !Differs(other) ? other : row, values, default),
        CatalogueTexts.Saved);

    private bool Differs(CatalogueRow other) => Kind.Fields.Any(f => other[f.Column] != values.GetValueOrDefault(f.Column) && !kept.Contains(f.Column));

    private Task TakeAsync(string column)
    {
        values[column] = theirs?[column];
        return Task.CompletedTask;
    }

    private Task KeepAsync(string column)
    {
        kept.Add(column);
        return Task.CompletedTask;
    }

    // What would show the row anew would throw away what is typed.
    private bool IsHeld()
    {
        if (IsTyped) (said, trouble) = (null, CatalogueTexts.SaveFirst);
        return IsTyped;
    }

    private void AskMerge() => isMerging = !isMerging && !IsHeld();

    private async Task AskArchiveAsync()
    {
        if (IsHeld()) return;
        try
        {
            uses = await Queries.UsesAsync(Kind, RowId, default);
        }
        catch (Exception exception)
        {
            CatalogueLog.NotRead(Logger, exception, Kind.Slug);
            trouble = CatalogueTexts.RowNotRead;
        }
    }

    private Task SetActiveAsync(bool isActive) => IsHeld() ? Task.CompletedTask : DoAsync(() => Actions.SetActiveAsync(Kind, RowId, isActive, default), CatalogueTexts.Saved);

    private async Task DoAsync(Func<Task<CatalogueResult>> deed, string done)
    {
        if (isBusy) return;
        (isBusy, said, trouble) = (true, null, null);
        try
        {
            await TellAsync(await deed(), done);
        }
        catch (Exception exception)
        {
            CatalogueLog.NotWritten(Logger, exception, Kind.Slug);
            trouble = CatalogueTexts.NotSaved;
        }
        finally
        {
            isBusy = false;
        }
    }

    private async Task TellAsync(CatalogueResult result, string done)
    {
        problems = result.Problems;
        trouble = CatalogueText.Of(result.Outcome);
        if (result.Outcome == CatalogueOutcome.Conflict)
        {
            theirs = result.Row;
            kept.Clear();
        }

        if (!result.IsDone) return;
        deeds++;
        (theirs, uses, said) = (null, null, done);
        kept.Clear();
        if (IsNew && result.Row is { } made)
        {
            IsTyped = false;
            await OnMade.InvokeAsync(made.Id);
        }
        else
        {
            Show(result.Row);
        }
    }

    private async Task MergedAsync(CatalogueResult result)
    {
        isMerging = false;
        await TellAsync(result, CatalogueTexts.Merged);
    }

    private Task UndoneAsync((CatalogueResult Result, string Done) what) => TellAsync(what.Result, what.Done);

    private string? NameOf(CatalogueField field, string id) => options.GetValueOrDefault(field.To ?? string.Empty, []).FirstOrDefault(o => o.Id == id)?.Name;
}
