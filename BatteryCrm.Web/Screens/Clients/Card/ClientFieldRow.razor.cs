using BatteryCrm.Web.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>How a value is typed and checked.</summary>
public enum ClientFieldKind
{
    Name,
    Phone,
    Email,
}

/// <summary>A value of a client, read or being written.</summary>
public sealed partial class ClientFieldRow
{
    private ElementReference button;
    private IReadOnlyList<ClientOption> others = [];
    private string? before;
    private string typed = string.Empty;
    private string? trouble;
    private bool isOpen;
    private bool isToFocus;
    private bool isKeeping;
    private int asked;

    /// <summary>What another hand wrote here meanwhile; null while nobody did.</summary>
    private Written? theirs;

    /// <summary>What this operator would write; null before the first try.</summary>
    private Written? mine;

    [Parameter, EditorRequired] public Guid ClientId { get; set; }

    [Parameter, EditorRequired] public string Label { get; set; } = string.Empty;

    [Parameter, EditorRequired] public ClientFieldKind Kind { get; set; }

    /// <summary>As it is stored; null while there is none.</summary>
    [Parameter, EditorRequired] public string? Value { get; set; }

    /// <summary>Writes it: what stood there, and what was typed (null or blank empties it).</summary>
    [Parameter, EditorRequired] public Func<string?, string?, Task<ClientWritten>> Save { get; set; } = null!;

    [Parameter, EditorRequired] public EventCallback OnKept { get; set; }

    [Parameter] public bool IsHeading { get; set; }

    /// <summary>It can be taken away with one press.</summary>
    [Parameter] public bool CanRemove { get; set; }

    /// <summary>Stands where there is nothing; null = "not set".</summary>
    [Parameter] public string? Empty { get; set; }

    [Inject] private ClientCardQueries Queries { get; set; } = null!;

    [Inject] private ILogger<ClientFieldRow> Logger { get; set; } = null!;

    private string? Shown => Value is null ? null : ShownOf(Value);

    private int Longest => Kind switch { ClientFieldKind.Phone => ClientValues.LongestPhone, ClientFieldKind.Email => ClientValues.LongestEmail, _ => ClientValues.LongestName };

    // Live: a colleague's value shows while this one is still being written.
    protected override void OnParametersSet()
    {
        if (isOpen && !isKeeping && Value != before) theirs = new Written(Value);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!isToFocus) return;
        isToFocus = false;
        try
        {
            await button.FocusAsync(preventScroll: true);
        }
        catch (JSException)
        {
            // What was just written may have taken this row away: then there is nothing to return to.
        }
    }

    private string ShownOf(string value) => Kind is ClientFieldKind.Phone ? PhoneText.Of(value) : value;

    private void Open() =>
        (isOpen, before, typed, trouble, theirs, mine, others) = (true, Value, Shown ?? string.Empty, null, null, null, []);

    private void CloseAsync() => (isOpen, isToFocus) = (false, true);

    private void OnKey(KeyboardEventArgs e)
    {
        if (e.Key == "Escape") CloseAsync();
    }

    // As soon as a number can be called: who has it already.
    private async Task TypedAsync()
    {
        if (Kind is not ClientFieldKind.Phone) return;
        var own = ++asked;
        try
        {
            IReadOnlyList<ClientOption> found = Phones.Normalize(typed) is { } phone && phone != Value ? await Queries.WithPhoneAsync(phone, ClientId, CancellationToken.None) : [];
            if (own == asked) others = found;
        }
        catch (Exception exception)
        {
            ClientsLog.NotRead(Logger, exception, ClientId);
        }
    }

    private Task WriteMineAsync(string? own, string? other)
    {
        before = other;
        return KeepAsync(own);
    }

    private async Task KeepAsync(string? text)
    {
        if (isKeeping) return;
        (isKeeping, trouble) = (true, null);
        try
        {
            var written = await Save(before, text);
            switch (written.Outcome)
            {
                case ClientOutcome.Kept:
                    CloseAsync();
                    await OnKept.InvokeAsync();
                    break;
                case ClientOutcome.WrittenMeanwhile:
                    (theirs, mine) = (new Written(written.Now), new Written(string.IsNullOrWhiteSpace(text) ? null : text.Trim()));
                    break;
                default:
                    trouble = ClientText.Of(written.Outcome);
                    break;
            }
        }
        catch (Exception exception)
        {
            ClientsLog.NotWritten(Logger, exception, ClientId);
            trouble = Texts.NotSaved;
        }
        finally
        {
            isKeeping = false;
        }
    }

    /// <summary>A value that somebody wrote; null inside = emptied.</summary>
    private sealed record Written(string? Value);
}
