using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Channels.Form;
using BatteryCrm.Web.Channels.Telegram;

namespace BatteryCrm.Web.Channels;

public static class ChannelsSetup
{
    private static readonly FromMachine Machine = new();

    public static WebApplicationBuilder AddChannels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TenantRates>().AddSingleton<TelegramWebhook>();
        builder.Services.AddSingleton<FormWebhook>();
        return builder;
    }

    /// <summary>Webhooks of machines are answered from here: sign-in, language and rights concern people only.</summary>
    public static void UseWebhooks(this WebApplication app) => app.Use((context, next) =>
        context.GetEndpoint() is { RequestDelegate: { } handle } endpoint && endpoint.Metadata.GetMetadata<FromMachine>() is not null ? handle(context) : next(context));

    /// <summary>The addresses that platforms post to; each is its own proof of sender, so no sign-in and no antiforgery here.</summary>
    public static WebApplication MapWebhooks(this WebApplication app)
    {
        var telegram = app.Services.GetRequiredService<TelegramWebhook>();
        app.MapPost("/webhooks/" + Platforms.Telegram + "/{channelId}", telegram.HandleAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(Machine);
        var form = app.Services.GetRequiredService<FormWebhook>();
        app.MapMethods("/webhooks/" + Platforms.Form + "/{channelId}", ["POST", "OPTIONS"], form.HandleAsync).AllowAnonymous().DisableAntiforgery();
        return app;
    }

    /// <summary>Marks an endpoint that no browser asks.</summary>
    private sealed class FromMachine;
}
