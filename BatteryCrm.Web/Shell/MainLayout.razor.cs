using BatteryCrm.Web.Live.Attendance;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BatteryCrm.Web.Shell;

/// <summary>The frame of the console: rail, top bar and the page, once the circuit knows who works in it.</summary>
public sealed partial class MainLayout
{
    private ErrorBoundary? boundary;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private OwnAttendance Attendance { get; set; } = null!;

    /// <summary>The page's own address: under a base href a bare "#content" would lead to the root.</summary>
    private string Here => Navigation.Uri.Split('#')[0];

    protected override void OnInitialized() => Attendance.Come();

    /// <summary>Another page starts anew; what broke stays with the page that broke.</summary>
    protected override void OnParametersSet() => boundary?.Recover();
}
