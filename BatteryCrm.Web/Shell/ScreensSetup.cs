namespace BatteryCrm.Web.Shell;

/// <summary>Registers what people see: the frame, the inbox, an open appeal.</summary>
public static class ScreensSetup
{
    public static void AddScreens(this WebApplicationBuilder builder)
    {
    }

    /// <summary>The few addresses of the frame that are not pages.</summary>
    public static void MapScreens(this WebApplication app) => app.MapPreferences();
}
