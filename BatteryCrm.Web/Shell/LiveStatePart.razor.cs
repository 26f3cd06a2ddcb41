using System.Globalization;
using BatteryCrm.Web.Live;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Shell;

/// <summary>Says whether the console shows the present.</summary>
public sealed partial class LiveStatePart : IDisposable
{
    private readonly CultureInfo culture = CultureInfo.CurrentUICulture;

    [Inject] private ILive Live { get; set; } = null!;

    private string Words => Live.State switch
    {
        { Health: LiveHealth.Connected } => Texts.LiveConnected,
        { Health: LiveHealth.Behind } behind => string.Format(CultureInfo.CurrentCulture, Texts.LiveBehind, Math.Max(1, (int)behind.Behind.TotalSeconds)),
        _ => Texts.LiveDisconnected,
    };

    private string LevelClass => Live.State.Health switch
    {
        LiveHealth.Connected => "fine",
        LiveHealth.Behind => "behind",
        _ => "lost",
    };

    private string Explanation => Live.State.Health switch
    {
        LiveHealth.Connected => Texts.LiveConnectedTitle,
        LiveHealth.Behind => Texts.LiveBehindTitle,
        _ => Texts.LiveDisconnectedTitle,
    };

    public void Dispose() => Live.StateChanged -= OnStateChanged;

    protected override void OnInitialized() => Live.StateChanged += OnStateChanged;

    // Raised on a thread that knows nothing of this operator's language.
    private void OnStateChanged() => _ = InvokeAsync(() =>
    {
        CultureInfo.CurrentUICulture = culture;
        StateHasChanged();
    });
}
