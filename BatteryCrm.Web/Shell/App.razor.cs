using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace BatteryCrm.Web.Shell;

/// <summary>The HTML document round every page.</summary>
public sealed partial class App
{
    private static readonly InteractiveServerRenderMode Interactive = new(prerender: false);

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    /// <summary>False on pages that exclude themselves with <see cref="ExcludeFromInteractiveRoutingAttribute"/>: they need neither scripts nor components' styles.</summary>
    private bool IsInteractive => Http.AcceptsInteractiveRouting();

    private InteractiveServerRenderMode? Mode => IsInteractive ? Interactive : null;

    private string? Theme => Preferences.ThemeOf(Http);
}
