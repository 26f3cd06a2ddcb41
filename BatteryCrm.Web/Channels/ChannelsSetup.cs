using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Channels.Form;
using BatteryCrm.Web.Channels.Telegram;

namespace BatteryCrm.Web.Channels;

public static class ChannelsSetup
{
    public static WebApplicationBuilder AddChannels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TelegramWebhook>();
        builder.Services.AddSingleton<FormWebhook>();
        return builder;
    }

    /// <summary>The addresses that platforms post to; each is its own proof of sender, so no sign-in and no antiforgery here.</summary>
    public static WebApplication MapWebhooks(this WebApplication app)
    {
        var telegram = app.Services.GetRequiredService<TelegramWebhook>();
        app.MapPost("/webhooks/" + Platforms.Telegram + "/{channelId}", telegram.HandleAsync).AllowAnonymous().DisableAntiforgery();
        var form = app.Services.GetRequiredService<FormWebhook>();
        app.MapMethods("/webhooks/" + Platforms.Form + "/{channelId}", ["POST", "OPTIONS"], form.HandleAsync).AllowAnonymous().DisableAntiforgery();
        return app;
    }
}
