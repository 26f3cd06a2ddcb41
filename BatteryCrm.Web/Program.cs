using BatteryCrm.Web;
using BatteryCrm.Web.Assist;
using BatteryCrm.Web.Bulk;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Cli;
using BatteryCrm.Web.Health;
using BatteryCrm.Web.Intake;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Outbound;
using BatteryCrm.Web.Reminders;
using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.People;
using BatteryCrm.Web.Screens.Platform;
using BatteryCrm.Web.Screens.Profile;
using BatteryCrm.Web.Screens.SignIn;
using BatteryCrm.Web.Security;
using BatteryCrm.Web.Shell;
using MudBlazor.Services;

if (Commands.Handles(args)) return await Commands.RunAsync(args);

// Wherever it is started from, the program finds what lies beside it.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
return await Serving.RunAsync(builder, Contents.Add, Contents.Use);

namespace BatteryCrm.Web
{
    /// <summary>The table of contents: what the program consists of, in the order in which a message travels.</summary>
    internal static class Contents
    {
        internal static void Add(WebApplicationBuilder builder)
        {
            builder.WebHost.UseStaticWebAssets();
            builder.AddTelemetry();
            builder.AddServingDatabase();
            builder.AddSecurity();
            builder.AddHealth();
            builder.AddLive();
            builder.AddIntake();
            builder.AddChannels();
            builder.AddOutbound();
            builder.AddReminders();
            builder.AddBulk();
            builder.AddPeople();
            builder.AddAssist();
            builder.AddLanguages();
            builder.AddSignIn();
            builder.AddProfile();
            builder.Services.AddRazorComponents().AddInteractiveServerComponents();
            builder.Services.AddMudServices();
            builder.AddScreens();
        }

        internal static void Use(WebApplication app)
        {
            app.UseProxies();
            app.UseSecurityHeaders();
            app.UseUnavailablePage();
            app.UseDatabaseGate();
            app.UseWebhooks();
            app.UseSecurity();
            app.MapHealth();
            app.MapWebhooks();
            app.MapFiles();
            app.MapUploads();
            app.MapPeople();
            app.MapLanguages();
            app.MapSignIn();
            app.MapProfile();
            app.MapPlatform();
            app.MapScreens();
            app.MapStaticAssets().AllowAnonymous();
            app.MapRazorComponents<App>()
                .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null)
                .RequireAuthorization(Policies.Operator);
        }
    }
}
