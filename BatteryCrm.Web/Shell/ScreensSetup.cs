using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Inbox;
using Microsoft.AspNetCore.SignalR;

namespace BatteryCrm.Web.Shell;

/// <summary>Registers what people see: the frame, the inbox, an open appeal.</summary>
public static class ScreensSetup
{
    public static void AddScreens(this WebApplicationBuilder builder)
    {
        // A browser that hears nothing for three of these takes its connection for lost, and says so.
        builder.Services.Configure<HubOptions>(o => o.KeepAliveInterval = TimeSpan.FromSeconds(5));
        builder.Services.AddScoped<ActionDispatcher>().AddScoped<TenantZone>();
        builder.Services.AddScoped<InboxQueries>().AddStore(InboxState.Empty, InboxState.Reduce).AddEffect<InboxEffects>();
        builder.Services.AddScoped<AppealQueries>().AddScoped<AppealActions>().AddStore(AppealState.Empty, AppealState.Reduce).AddEffect<AppealEffects>();
    }

    /// <summary>The few addresses of the frame that are not pages.</summary>
    public static void MapScreens(this WebApplication app) => app.MapPreferences();
}
