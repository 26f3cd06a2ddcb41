using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace BatteryCrm.Web.Shell;

/// <summary>The sections of the console; only those that exist.</summary>
public sealed partial class Rail : IDisposable
{
    private static readonly string[] OfClients = [Links.Clients, Links.Duplicates, Links.Merges, "/merge"];
    private Section? current;

    private enum Section
    {
        Inbox,
        Clients,
        Reports,
        Catalog,
        Settings,
        Profile,
    }

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void OnInitialized()
    {
        current = SectionOf(Navigation.Uri);
        Navigation.LocationChanged += OnLocationChanged;
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        var section = SectionOf(e.Location);
        if (section == current) return;
        current = section;
        _ = InvokeAsync(StateHasChanged);
    }

    private Section? SectionOf(string uri)
    {
        var path = "/" + Navigation.ToBaseRelativePath(uri).Split('?', '#')[0];
        if (path == Links.Inbox || path.StartsWith("/appeals/", StringComparison.Ordinal)) return Section.Inbox;
        if (OfClients.Any(c => path == c || path.StartsWith(c + "/", StringComparison.Ordinal))) return Section.Clients;
        if (path.StartsWith(Links.Catalog, StringComparison.Ordinal) || path.StartsWith("/lead-sources", StringComparison.Ordinal)) return Section.Catalog;
        if (path.StartsWith(Links.Reports, StringComparison.Ordinal)) return Section.Reports;
        if (path.StartsWith(Links.Settings, StringComparison.Ordinal)) return Section.Settings;
        return path.StartsWith(Links.Profile, StringComparison.Ordinal) ? Section.Profile : null;
    }

    private string ClassOf(Section section) => section == current ? "section current" : "section";

    private string? CurrentOf(Section section) => section == current ? "page" : null;
}
