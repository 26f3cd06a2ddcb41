using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Shell;

/// <summary>A whole HTML document for static pages; rendered by endpoints, never in a circuit.</summary>
public sealed partial class CardDocument
{
    [Parameter, EditorRequired] public string Title { get; set; } = string.Empty;

    /// <summary>For lists; a form is narrow.</summary>
    [Parameter] public bool IsWide { get; set; }

    [Parameter] public RenderFragment? ChildContent { get; set; }

    [Inject] private IHttpContextAccessor Http { get; set; } = null!;

    private string? Theme => Http.HttpContext is { } http ? Preferences.ThemeOf(http) : null;

    // Back to this page when the language is changed; where a form was posted to is the address that shows it as well.
    private string Here => Uri.EscapeDataString(Http.HttpContext is { } http ? http.Request.Path + http.Request.QueryString.Value : "/");
}
