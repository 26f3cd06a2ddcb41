using BatteryCrm.Web.Parts.Cards;
using System.Text.Encodings.Web;
using System.Text.Json;
using BatteryCrm.Web.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <summary>The list behind "/": hands the operator's saved replies to the browser, filled in for the open appeal.</summary>
public sealed partial class ReplyList
{
    // It stands in an attribute that the circuit sets, never in markup: letters need no escapes.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly DialogOptions Options = new() { CloseOnEscapeKey = true, BackdropClick = false, MaxWidth = MaxWidth.Small, FullWidth = true };

    private ElementReference root;
    private string? json;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private ReplyActions Actions { get; set; } = null!;

    protected override ReplySlice Select(AppealState state) => new(state.AppealId, state.Card, state.Replies);

    protected override void OnInitialized()
    {
        base.OnInitialized();
        json = Write();
    }

    protected override void OnSliceChanged(ReplySlice before) => json = Write();

    private string? Write() => Slice is { Card: { } card, Replies: { Rows: { } rows, Shop: { } shop } } && ReplyValues.Of(card, shop) is var values
        ? JsonSerializer.Serialize(rows.Select(r => new Item(r.Id, r.Title, r.Shortcut, ReplyText.Fill(r.Text, values), !r.IsShared, !r.IsShared || Actions.MayShare)), Json)
        : null;

    private void Count(ReplyEventArgs e)
    {
        if (e.Id is { } id) Dispatcher.Dispatch(new ReplyUsed(id));
    }

    private async Task EditAsync(ReplyEventArgs e)
    {
        var row = Slice.Replies.Rows?.FirstOrDefault(r => r.Id == e.Id);
        var dialog = await Dialogs.ShowAsync<ReplyDialog>(null, new DialogParameters<ReplyDialog> { { d => d.Row, row } }, Options);
        if (await dialog.Result is { Canceled: false }) Dispatcher.Dispatch(new RepliesWanted());

        // Back to the answer: replies.js hands the focus on.
        if (json is null) return;
        try
        {
            await root.FocusAsync();
        }
        catch (JSException)
        {
            // Another page, or a channel that shut meanwhile: the answer's field is gone.
        }
    }

    /// <summary>What of an open appeal the list shows.</summary>
    public sealed record ReplySlice(Guid? AppealId, AppealCard? Card, ReplyState Replies);

    private sealed record Item(Guid Id, string Title, string? Shortcut, string Text, bool IsOwn, bool MayEdit);
}
