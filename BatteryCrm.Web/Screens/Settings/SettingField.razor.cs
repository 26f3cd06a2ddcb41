using BatteryCrm.Data.Tenants;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Settings;

public sealed partial class SettingField
{
    private SettingValue? based;
    private string? draft;
    private (SettingValue? Value, bool Is)? theirs;
    private string? problem;
    private string? said;
    private bool isBusy;
    private bool isBegun;

    [Parameter, EditorRequired] public TenantSetting Setting { get; set; } = null!;

    /// <summary>Null = the default holds.</summary>
    [Parameter, EditorRequired] public SettingValue? Value { get; set; }

    [Parameter, EditorRequired] public SettingsSheet Sheet { get; set; } = null!;

    [Parameter] public EventCallback OnSaved { get; set; }

    [Inject] private SettingsActions Actions { get; set; } = null!;

    [Inject] private ILogger<SettingField> Logger { get; set; } = null!;

    private bool IsDirty => !SettingsActions.IsSame(draft, Shown(based));

    protected override void OnParametersSet()
    {
        // What is being changed stays on what it is based on: saving tells whether somebody was first.
        if (isBegun && (isBusy || IsDirty)) return;
        (isBegun, based) = (true, Value);
        draft = Shown(based);
    }

    private string? Shown(SettingValue? value) => value?.Json ?? Setting.Default;

    private void Type(string? json) => (draft, problem, said) = (json ?? Setting.Default, null, null);

    private void Leave() => (draft, based, problem, theirs) = (Shown(Value), Value, null, null);

    private Task KeepMineAsync()
    {
        based = theirs?.Value;
        return SaveAsync(draft);
    }

    private void TakeTheirs()
    {
        based = theirs?.Value;
        (draft, theirs, problem) = (Shown(based), null, null);
    }

    private async Task SaveAsync(string? json)
    {
        if (isBusy) return;
        (isBusy, problem, said, theirs) = (true, null, null, null);
        try
        {
            var result = await Actions.SaveAsync(Setting.Key, json, based?.Version, CancellationToken.None);
            switch (result.End)
            {
                case SettingEnd.Saved:
                    said = SettingsTexts.Saved;
                    await OnSaved.InvokeAsync();
                    (based, draft) = (Value, Shown(Value));
                    break;
                case SettingEnd.Conflict:
                    theirs = (result.Theirs, true);
                    break;
                default:
                    problem = result.Problem is { } wrong ? SettingText.ProblemOf(Setting, wrong) : SettingsTexts.NotAllowed;
                    break;
            }
        }
        catch (Exception exception)
        {
            SettingsLog.NotWritten(Logger, exception, Setting.Key);
            problem = SettingsTexts.Failed;
        }
        finally
        {
            isBusy = false;
        }
    }
}
