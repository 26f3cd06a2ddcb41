using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Channels.Telegram;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Outbound.Changes;
using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatteryCrm.Web.Outbound;

public static class OutboundSetup
{
    /// <summary>Senders, the workers that empty the outbox and fetch clients' files, and what the screens ask about where answers can go.</summary>
    public static WebApplicationBuilder AddOutbound(this WebApplicationBuilder builder)
    {
        builder.Services.AddOutboundParts();
        builder.Services.AddSingleton(provider =>
        {
            var wake = new OutboundWake();
            provider.GetRequiredService<LiveHub>().Heard += (_, fact) =>
            {
                if (fact.Kind is LiveKinds.AnswerQueued or LiveKinds.ChannelChanged) wake.Set();
            };
            return wake;
        });
        builder.Services.AddHostedService<OutboundWorker>();
        builder.Services.AddHostedService<FileWorker>();
        builder.Services.AddHostedService<ChangeWorker>();
        return builder;
    }

    internal static IServiceCollection AddOutboundParts(this IServiceCollection services)
    {
        services.AddOptions<OutboundOptions>().BindConfiguration("Outbound").ValidateDataAnnotations().ValidateOnStart();
        services.AddPlatformClient(TelegramApi.ClientName);
        services.AddSingleton<TelegramApi>();
        services.AddSingleton<IChannelSender, TelegramSender>();
        services.AddSingleton(provider => new AnswerPlatforms(provider.GetServices<IChannelSender>().Select(s => s.Platform)));

        services.TryAddSingleton<OutboundWake>();
        services.AddSingleton<OutboundQueue>();
        services.AddSingleton<OutboundLanes>();
        services.AddSingleton<IChannelEditor, TelegramEditor>().AddSingleton<ChangeQueue>().AddSingleton<ChangeSender>();
        services.AddSingleton<IChannelDesk, TelegramDesk>();
        return services.AddFileParts();
    }
}
